import type { FieldDefinition } from '../fields/field.js';
import { hexadecimal, named } from '../fields/field.js';

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

function number(
  name: string,
  label: string,
  about: string,
  show?: (value: number) => string,
): FieldDefinition {
  return { name: `dns.${name}`, label, kind: 'number', about, ...(show && { show }) };
}

function text(name: string, label: string, about: string): FieldDefinition {
  return { name: `dns.${name}`, label, kind: 'text', about };
}

function bit(name: string, label: string, mask: number, about: string): FieldDefinition {
  return { name: `dns.flags.${name}`, label, kind: 'boolean', mask, about };
}

/** The fields of a message of the DNS (RFC 1035, section 4). */
export const dnsFields = {
  length: number('length', 'Length', 'La longueur du message, annoncée avant lui sur TCP.'),
  id: number('id', 'Transaction ID', 'Un numéro que la réponse recopie de la question.', hexadecimal(4)),
  flags: number('flags', 'Flags', 'Question ou réponse, et ce qui est demandé ou offert.', hexadecimal(4)),
  questions: number('count.queries', 'Questions', 'Le nombre de questions.'),
  answers: number('count.answers', 'Answer RRs', 'Le nombre de réponses.'),
  authorities: number('count.auth_rr', 'Authority RRs', 'Le nombre de serveurs qui font autorité.'),
  additionals: number('count.add_rr', 'Additional RRs', 'Le nombre de renseignements en plus.'),
  questionName: text('qry.name', 'Name', 'Le nom cherché.'),
  questionType: number('qry.type', 'Type', 'Ce que l’on cherche sur ce nom.', showType),
  questionClass: number('qry.class', 'Class', 'La classe : IN, pour Internet.', showClass),
  name: text('resp.name', 'Name', 'Le nom dont parle cet enregistrement.'),
  type: number('resp.type', 'Type', 'Ce que dit cet enregistrement.', showType),
  class: number('resp.class', 'Class', 'La classe : IN, pour Internet.', showClass),
  ttl: number('resp.ttl', 'Time to live', 'Le nombre de secondes pendant lesquelles on peut le garder.'),
  dataLength: number('resp.len', 'Data length', 'La longueur de ses données.'),
  udpSize: number('rr.udp_payload_size', 'UDP payload size', 'Le plus grand message accepté sur UDP.'),
  address: {
    name: 'dns.a',
    label: 'Address',
    kind: 'ipv4',
    about: 'L’adresse IPv4 du nom.',
  },
  address6: {
    name: 'dns.aaaa',
    label: 'AAAA Address',
    kind: 'ipv6',
    about: 'L’adresse IPv6 du nom.',
  },
  canonical: text('cname', 'CNAME', 'Le vrai nom, dont l’autre est un surnom.'),
  server: text('ns', 'Name Server', 'Un serveur de la zone.'),
  pointer: text('ptr.domain_name', 'Domain Name', 'Le nom d’une adresse.'),
  preference: number('mx.preference', 'Preference', 'Le plus petit est essayé d’abord.'),
  exchange: text('mx.mail_exchange', 'Mail Exchange', 'La machine qui reçoit le courrier.'),
  text: text('txt', 'TXT', 'Du texte libre.'),
  soaServer: text('soa.mname', 'Primary name server', 'Le serveur qui a l’original de la zone.'),
  soaMailbox: text('soa.rname', 'Responsible authority’s mailbox', 'L’adresse de la personne responsable.'),
  soaSerial: number('soa.serial_number', 'Serial Number', 'Il augmente à chaque changement.'),
  soaRefresh: number('soa.refresh_interval', 'Refresh Interval', 'Les copies se renouvellent à ce rythme.'),
  soaRetry: number('soa.retry_interval', 'Retry Interval', 'L’attente après un échec.'),
  soaExpire: number('soa.expire_limit', 'Expire limit', 'Après quoi une copie ne vaut plus rien.'),
  soaMinimum: number('soa.minimum_ttl', 'Minimum TTL', 'La durée de validité d’un « nom inconnu ».'),
} as const satisfies Readonly<Record<string, FieldDefinition>>;

/** The bits of the second word (RFC 1035, section 4.1.1; RFC 4035, section 3). */
export const dnsFlagFields = {
  response: bit('response', 'Response', 0x8000, 'Une question (0) ou une réponse (1).'),
  opcode: {
    name: 'dns.flags.opcode',
    label: 'Opcode',
    kind: 'number',
    mask: 0x7800,
    show: named({ 0: 'Standard query', 4: 'Zone change notification', 5: 'Dynamic update' }),
    about: 'L’opération demandée.',
  },
  authoritative: bit('authoritative', 'Authoritative', 0x400, 'Le serveur parle de sa propre zone.'),
  truncated: bit('truncated', 'Truncated', 0x200, 'La réponse ne tenait pas : redemander sur TCP.'),
  desired: bit('recdesired', 'Recursion desired', 0x100, 'Le serveur est prié de chercher lui-même.'),
  available: bit('recavail', 'Recursion available', 0x80, 'Le serveur sait chercher lui-même.'),
  z: bit('z', 'Z', 0x40, 'Un bit réservé.'),
  authenticated: bit('authenticated', 'Answer authenticated', 0x20, 'Le serveur a vérifié les signatures.'),
  disabled: bit('checkdisable', 'Non-authenticated data', 0x10, 'Ne pas vérifier les signatures.'),
  code: {
    name: 'dns.flags.rcode',
    label: 'Reply code',
    kind: 'number',
    mask: 0xf,
    show: named(dnsResponseNames),
    about: 'Le succès ou la raison de l’échec.',
  },
} as const satisfies Readonly<Record<string, FieldDefinition>>;
