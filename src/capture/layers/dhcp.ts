import { uint32, uint8 } from '../../packet/octets.js';
import type { FieldDefinition } from '../fields/field.js';
import { hexadecimal, named } from '../fields/field.js';
import type { FieldSink } from '../fields/field-sink.js';
import type { LayerModule } from './layer.js';
import { listOf } from './layer.js';

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

function field(
  name: string,
  label: string,
  kind: FieldDefinition['kind'],
  about: string,
  show?: (value: number) => string,
): FieldDefinition {
  return { name: `dhcp.${name}`, label, kind, about, ...(show && { show }) };
}

const fields = {
  type: field(
    'type',
    'Message type',
    'number',
    'Un client parle (1), ou un serveur (2).',
    named({ 1: 'Boot Request', 2: 'Boot Reply' }),
  ),
  hardwareType: field('hw.type', 'Hardware type', 'number', 'La sorte de lien.', hexadecimal(2)),
  hardwareLength: field('hw.len', 'Hardware address length', 'number', 'La longueur d’une adresse du lien.'),
  hops: field('hops', 'Hops', 'number', 'Le nombre de relais traversés.'),
  id: field('id', 'Transaction ID', 'number', 'Un numéro commun à un échange.', hexadecimal(8)),
  seconds: field('secs', 'Seconds elapsed', 'number', 'Depuis quand le client cherche.'),
  flags: field('flags', 'Bootp flags', 'number', 'La réponse peut-elle être diffusée ?', hexadecimal(4)),
  client: field('ip.client', 'Client IP address', 'ipv4', 'L’adresse que le client a déjà.'),
  your: field('ip.your', 'Your (client) IP address', 'ipv4', 'L’adresse que le serveur donne au client.'),
  server: field('ip.server', 'Next server IP address', 'ipv4', 'Le serveur à joindre ensuite.'),
  relay: field('ip.relay', 'Relay agent IP address', 'ipv4', 'Le relais par où passe l’échange.'),
  mac: field('hw.mac_addr', 'Client MAC address', 'ether', 'L’adresse MAC du client.'),
  optionType: field('option.type', 'Option', 'number', 'Ce que règle cette option.'),
  optionLength: field('option.length', 'Length', 'number', 'La longueur de l’option.'),
  end: field('option.end', 'Option End', 'number', 'La fin des options.'),
  wanted: field(
    'option.request_list_item',
    'Parameter Request List Item',
    'number',
    'Un réglage que le client demande.',
  ),
} as const;

/** Options by their number (RFC 2132); `ipv4` ones may hold several addresses. */
const options: Readonly<Record<number, FieldDefinition>> = {
  1: field('option.subnet_mask', 'Subnet Mask', 'ipv4', 'Le masque du réseau local.'),
  3: field('option.router', 'Router', 'ipv4', 'La passerelle par défaut.'),
  6: field('option.domain_name_server', 'Domain Name Server', 'ipv4', 'Un serveur de noms.'),
  12: field('option.hostname', 'Host Name', 'text', 'Le nom de la machine.'),
  15: field('option.domain_name', 'Domain Name', 'text', 'Le domaine de la machine.'),
  28: field(
    'option.broadcast_address',
    'Broadcast Address',
    'ipv4',
    'L’adresse de diffusion du réseau local.',
  ),
  50: field(
    'option.requested_ip_address',
    'Requested IP Address',
    'ipv4',
    'L’adresse que le client voudrait.',
  ),
  51: field(
    'option.ip_address_lease_time',
    'IP Address Lease Time',
    'number',
    'La durée du bail, en secondes.',
  ),
  53: field(
    'option.dhcp',
    'DHCP',
    'number',
    'La sorte de message : découverte, offre, demande, accord…',
    named(dhcpMessageNames),
  ),
  54: field('option.dhcp_server_id', 'DHCP Server Identifier', 'ipv4', 'Le serveur qui répond.'),
  57: field(
    'option.dhcp_max_message_size',
    'Maximum DHCP Message Size',
    'number',
    'Le plus long message accepté, en octets.',
  ),
  58: field('option.renewal_time_value', 'Renewal Time Value', 'number', 'Quand renouveler, en secondes.'),
  59: field(
    'option.rebinding_time_value',
    'Rebinding Time Value',
    'number',
    'Quand chercher ailleurs, en secondes.',
  ),
  60: field('option.vendor_class_id', 'Vendor class identifier', 'text', 'Le programme du client.'),
};

const lengths: Readonly<Record<number, number>> = { 51: 4, 53: 1, 57: 2, 58: 4, 59: 4 };

/** How a machine gets its address (RFC 2131). */
export const dhcp: LayerModule = {
  protocol: 'dhcp',
  title: 'Dynamic Host Configuration Protocol',
  about: 'Le protocole par lequel une machine reçoit son adresse, son masque et sa passerelle.',
  fields: [...listOf(fields), ...Object.values(options)],

  follow() {
    // Nothing travels inside.
  },

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
