import { field, hexadecimal, named } from './field.js';

/** Types of records by their names (IANA dns-parameters). */
export const dnsTypeNames: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  41: 'OPT',
  43: 'DS',
  46: 'RRSIG',
  48: 'DNSKEY',
  64: 'SVCB',
  65: 'HTTPS',
  252: 'AXFR',
  255: 'ANY',
};

const showType = named(dnsTypeNames);
const showClass = named({ 1: 'IN', 3: 'CH', 255: 'ANY' });

/** Response codes in words, as Wireshark has them. */
export const dnsResponseNames: Readonly<Record<number, string>> = {
  0: 'No error',
  1: 'Format error',
  2: 'Server failure',
  3: 'No such name',
  4: 'Not implemented',
  5: 'Refused',
};

/** The fields of a message of the DNS (RFC 1035, section 4). */
export const dnsFields = {
  length: field.number('dns.length', 'Length', 'La longueur du message, annoncée avant lui sur TCP.'),
  id: field.number('dns.id', 'Transaction ID', 'Un numéro que la réponse recopie de la question.', {
    show: hexadecimal(4),
  }),
  flags: field.number('dns.flags', 'Flags', 'Question ou réponse, et ce qui est demandé ou offert.', {
    show: hexadecimal(4),
  }),
  questions: field.number('dns.count.queries', 'Questions', 'Le nombre de questions.'),
  answers: field.number('dns.count.answers', 'Answer RRs', 'Le nombre de réponses.'),
  authorities: field.number('dns.count.auth_rr', 'Authority RRs', 'Le nombre de serveurs qui font autorité.'),
  additionals: field.number('dns.count.add_rr', 'Additional RRs', 'Le nombre de renseignements en plus.'),
  questionName: field.text('dns.qry.name', 'Name', 'Le nom cherché.'),
  nameLength: field.number('dns.qry.name.len', 'Name Length', 'La longueur du nom cherché.', {
    hidden: true,
  }),
  labels: field.number('dns.count.labels', 'Label Count', 'Le nombre d’étiquettes du nom cherché.', {
    hidden: true,
  }),
  questionType: field.number('dns.qry.type', 'Type', 'Ce que l’on cherche sur ce nom.', { show: showType }),
  questionClass: field.number('dns.qry.class', 'Class', 'La classe : IN, pour Internet.', {
    show: showClass,
  }),
  name: field.text('dns.resp.name', 'Name', 'Le nom dont parle cet enregistrement.'),
  type: field.number('dns.resp.type', 'Type', 'Ce que dit cet enregistrement.', { show: showType }),
  class: field.number('dns.resp.class', 'Class', 'La classe : IN, pour Internet.', { show: showClass }),
  ttl: field.number(
    'dns.resp.ttl',
    'Time to live',
    'Le nombre de secondes pendant lesquelles on peut le garder.',
  ),
  dataLength: field.number('dns.resp.len', 'Data length', 'La longueur de ses données.'),
  udpSize: field.number(
    'dns.rr.udp_payload_size',
    'UDP payload size',
    'Le plus grand message accepté sur UDP.',
  ),
  address: field.ipv4('dns.a', 'Address', 'L’adresse IPv4 du nom.'),
  address6: field.ipv6('dns.aaaa', 'AAAA Address', 'L’adresse IPv6 du nom.'),
  canonical: field.text('dns.cname', 'CNAME', 'Le vrai nom, dont l’autre est un surnom.'),
  server: field.text('dns.ns', 'Name Server', 'Un serveur de la zone.'),
  pointer: field.text('dns.ptr.domain_name', 'Domain Name', 'Le nom d’une adresse.'),
  preference: field.number('dns.mx.preference', 'Preference', 'Le plus petit est essayé d’abord.'),
  exchange: field.text('dns.mx.mail_exchange', 'Mail Exchange', 'La machine qui reçoit le courrier.'),
  text: field.text('dns.txt', 'TXT', 'Du texte libre.'),
  soaServer: field.text('dns.soa.mname', 'Primary name server', 'Le serveur qui a l’original de la zone.'),
  soaMailbox: field.text(
    'dns.soa.rname',
    'Responsible authority’s mailbox',
    'L’adresse de la personne responsable.',
  ),
  soaSerial: field.number('dns.soa.serial_number', 'Serial Number', 'Il augmente à chaque changement.'),
  soaRefresh: field.number(
    'dns.soa.refresh_interval',
    'Refresh Interval',
    'Les copies se renouvellent à ce rythme.',
  ),
  soaRetry: field.number('dns.soa.retry_interval', 'Retry Interval', 'L’attente après un échec.'),
  soaExpire: field.number('dns.soa.expire_limit', 'Expire limit', 'Après quoi une copie ne vaut plus rien.'),
  soaMinimum: field.number(
    'dns.soa.minimum_ttl',
    'Minimum TTL',
    'La durée de validité d’un « nom inconnu ».',
  ),
};

/** The bits of the second word (RFC 1035, section 4.1.1; RFC 4035, section 3). */
export const dnsFlagFields = {
  response: field.boolean('dns.flags.response', 'Response', 'Une question (0) ou une réponse (1).', {
    mask: 0x8000,
    show: named({ 1: 'Message is a response', 0: 'Message is a query' }),
  }),
  opcode: field.number('dns.flags.opcode', 'Opcode', 'L’opération demandée.', {
    mask: 0x7800,
    show: named({ 0: 'Standard query', 4: 'Zone change notification', 5: 'Dynamic update' }),
  }),
  authoritative: field.boolean(
    'dns.flags.authoritative',
    'Authoritative',
    'Le serveur parle de sa propre zone.',
    {
      mask: 0x400,
      show: named({
        1: 'Server is an authority for domain',
        0: 'Server is not an authority for domain',
      }),
    },
  ),
  truncated: field.boolean(
    'dns.flags.truncated',
    'Truncated',
    'La réponse ne tenait pas : redemander sur TCP.',
    { mask: 0x200, show: named({ 1: 'Message is truncated', 0: 'Message is not truncated' }) },
  ),
  desired: field.boolean(
    'dns.flags.recdesired',
    'Recursion desired',
    'Le serveur est prié de chercher lui-même.',
    {
      mask: 0x100,
      show: named({ 1: 'Do query recursively', 0: "Don't do query recursively" }),
    },
  ),
  available: field.boolean(
    'dns.flags.recavail',
    'Recursion available',
    'Le serveur sait chercher lui-même.',
    {
      mask: 0x80,
      show: named({
        1: 'Server can do recursive queries',
        0: "Server can't do recursive queries",
      }),
    },
  ),
  z: field.boolean('dns.flags.z', 'Z', 'Un bit réservé.', { mask: 0x40 }),
  authenticated: field.boolean(
    'dns.flags.authenticated',
    'Answer authenticated',
    'Le serveur a vérifié les signatures.',
    { mask: 0x20 },
  ),
  disabled: field.boolean(
    'dns.flags.checkdisable',
    'Non-authenticated data',
    'Ne pas vérifier les signatures.',
    { mask: 0x10, show: named({ 1: 'Acceptable', 0: 'Unacceptable' }) },
  ),
  code: field.number('dns.flags.rcode', 'Reply code', 'Le succès ou la raison de l’échec.', {
    mask: 0xf,
    show: named(dnsResponseNames),
  }),
};
