import { uint32, uint8 } from '../../packet/octets.js';
import { type FieldDefinition, type FieldSink, field, hexadecimal, named } from './field.js';
import type { LayerModule } from './layer.js';

const OPTIONS = 240;
const MAGIC_COOKIE = 0x63825363;
const PAD = 0;
const END = 255;
const WANTED = 55;
const CLIENT = 61;

/** Kinds of messages (RFC 2132, section 9.6). */
export const dhcpMessageNames: Readonly<Record<number, string>> = {
  1: 'Discover',
  2: 'Offer',
  3: 'Request',
  4: 'Decline',
  5: 'ACK',
  6: 'NAK',
  7: 'Release',
  8: 'Inform',
};

const fields = {
  type: field.number('dhcp.type', 'Message type', 'Un client parle (1), ou un serveur (2).', {
    show: named({ 1: 'Boot Request', 2: 'Boot Reply' }),
  }),
  hardwareType: field.number('dhcp.hw.type', 'Hardware type', 'La sorte de lien.', { show: hexadecimal(2) }),
  hardwareLength: field.number(
    'dhcp.hw.len',
    'Hardware address length',
    'La longueur d’une adresse du lien.',
  ),
  hops: field.number('dhcp.hops', 'Hops', 'Le nombre de relais traversés.'),
  id: field.number('dhcp.id', 'Transaction ID', 'Un numéro commun à un échange.', { show: hexadecimal(8) }),
  seconds: field.number('dhcp.secs', 'Seconds elapsed', 'Depuis quand le client cherche.'),
  flags: field.number('dhcp.flags', 'Bootp flags', 'La réponse peut-elle être diffusée ?', {
    show: hexadecimal(4),
  }),
  client: field.ipv4('dhcp.ip.client', 'Client IP address', 'L’adresse que le client a déjà.'),
  your: field.ipv4('dhcp.ip.your', 'Your (client) IP address', 'L’adresse que le serveur donne au client.'),
  server: field.ipv4('dhcp.ip.server', 'Next server IP address', 'Le serveur à joindre ensuite.'),
  relay: field.ipv4('dhcp.ip.relay', 'Relay agent IP address', 'Le relais par où passe l’échange.'),
  mac: field.ether('dhcp.hw.mac_addr', 'Client MAC address', 'L’adresse MAC du client.'),
  optionType: field.number('dhcp.option.type', 'Option', 'Ce que règle cette option.'),
  optionValue: field.bytes('dhcp.option.value', 'Value', 'Ce que dit l’option, octet par octet.', {
    hidden: true,
  }),
  optionLength: field.number('dhcp.option.length', 'Length', 'La longueur de l’option.'),
  end: field.number('dhcp.option.end', 'Option End', 'La fin des options.'),
  wanted: field.number(
    'dhcp.option.request_list_item',
    'Parameter Request List Item',
    'Un réglage que le client demande.',
  ),
};

/** Options by their number (RFC 2132); `ipv4` ones may hold several addresses. */
const options: Readonly<Record<number, FieldDefinition>> = {
  1: field.ipv4('dhcp.option.subnet_mask', 'Subnet Mask', 'Le masque du réseau local.'),
  3: field.ipv4('dhcp.option.router', 'Router', 'La passerelle par défaut.'),
  6: field.ipv4('dhcp.option.domain_name_server', 'Domain Name Server', 'Un serveur de noms.'),
  12: field.text('dhcp.option.hostname', 'Host Name', 'Le nom de la machine.'),
  15: field.text('dhcp.option.domain_name', 'Domain Name', 'Le domaine de la machine.'),
  28: field.ipv4(
    'dhcp.option.broadcast_address',
    'Broadcast Address',
    'L’adresse de diffusion du réseau local.',
  ),
  50: field.ipv4(
    'dhcp.option.requested_ip_address',
    'Requested IP Address',
    'L’adresse que le client voudrait.',
  ),
  51: field.number(
    'dhcp.option.ip_address_lease_time',
    'IP Address Lease Time',
    'La durée du bail, en secondes.',
  ),
  53: field.number('dhcp.option.dhcp', 'DHCP', 'La sorte de message : découverte, offre, demande, accord…', {
    show: named(dhcpMessageNames),
  }),
  54: field.ipv4('dhcp.option.dhcp_server_id', 'DHCP Server Identifier', 'Le serveur qui répond.'),
  57: field.number(
    'dhcp.option.dhcp_max_message_size',
    'Maximum DHCP Message Size',
    'Le plus long message accepté, en octets.',
  ),
  58: field.number('dhcp.option.renewal_time_value', 'Renewal Time Value', 'Quand renouveler, en secondes.'),
  59: field.number(
    'dhcp.option.rebinding_time_value',
    'Rebinding Time Value',
    'Quand chercher ailleurs, en secondes.',
  ),
  60: field.text('dhcp.option.vendor_class_id', 'Vendor class identifier', 'Le programme du client.'),
};

const lengths: Readonly<Record<number, number>> = { 51: 4, 53: 1, 57: 2, 58: 4, 59: 4 };

/** The Dynamic Host Configuration Protocol (RFC 2131). */
export const dhcp: LayerModule = {
  protocol: 'dhcp',
  title: 'Dynamic Host Configuration Protocol',
  about: 'Le protocole par lequel une machine reçoit son adresse, son masque et sa passerelle.',
  fields: [...Object.values(fields), ...Object.values(options)],

  dissect({ start, end }, sink) {
    sink.add(fields.type, start, 1);
    sink.add(fields.hardwareType, start + 1, 1);
    sink.add(fields.hardwareLength, start + 2, 1);
    sink.add(fields.hops, start + 3, 1);
    sink.add(fields.id, start + 4, 4);
    sink.add(fields.seconds, start + 8, 2);
    sink.add(fields.flags, start + 10, 2);
    [fields.client, fields.your, fields.server, fields.relay].forEach((address, i) => {
      sink.add(address, start + 12 + 4 * i, 4);
    });
    if (uint8(sink.bytes, start + 1) === 1 && uint8(sink.bytes, start + 2) === 6) {
      sink.add(fields.mac, start + 28, 6);
    }
    sink.need(start, OPTIONS);
    if (uint32(sink.bytes, start + OPTIONS - 4) === MAGIC_COOKIE) dissectOptions(sink, start + OPTIONS, end);
  },
};

function dissectOptions(sink: FieldSink, start: number, end: number): void {
  for (let at = start; at < end;) {
    const type = uint8(sink.bytes, at);
    if (type === PAD) {
      at++;
      continue;
    }
    if (type === END) {
      sink.add(fields.end, at, 1);
      return;
    }
    sink.add(fields.optionType, at, 1);
    sink.open();
    sink.add(fields.optionLength, at + 1, 1);
    const length = uint8(sink.bytes, at + 1);
    sink.need(at + 2, length);
    sink.add(fields.optionValue, at + 2, length);
    dissectOption(sink, type, at + 2, length);
    sink.close();
    at += 2 + length;
  }
}

function dissectOption(sink: FieldSink, type: number, at: number, length: number): void {
  const option = options[type];
  if (type === WANTED) for (let i = at; i < at + length; i++) sink.add(fields.wanted, i, 1);
  if (type === CLIENT && length === 7 && uint8(sink.bytes, at) === 1) {
    sink.add(fields.hardwareType, at, 1);
    sink.add(fields.mac, at + 1, 6);
  }
  if (!option) return;
  if (option.kind === 'ipv4') {
    for (let place = at; place + 4 <= at + length; place += 4) sink.add(option, place, 4);
  } else if (option.kind === 'text' || length === lengths[type]) sink.add(option, at, length);
}

/** The kind of a message (option 53), for a line; `undefined` when none is found. */
export function dhcpMessageType(bytes: Uint8Array, start: number, end: number): number | undefined {
  for (let at = start + OPTIONS; at + 2 < end;) {
    const type = uint8(bytes, at);
    if (type === 53) return uint8(bytes, at + 2);
    if (type === END) return undefined;
    at += type === PAD ? 1 : 2 + uint8(bytes, at + 1);
  }
  return undefined;
}
