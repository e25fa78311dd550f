import { uint16 } from '../../packet/octets.js';
import { type FieldDefinition, type FieldSink, type ValueText, field, hexadecimal, named } from './field.js';
import type { Layer, LayerModule, LayerStack, ProtocolName } from './layer.js';

/** What an EtherType announces (IANA ieee-802-numbers), and Wireshark's name for it. */
const etherTypes = new Map<number, readonly [protocol: ProtocolName, name: string]>([
  [0x0800, ['ip', 'IPv4']],
  [0x0806, ['arp', 'ARP']],
  [0x86dd, ['ipv6', 'IPv6']],
  [0x8100, ['vlan', '802.1Q Virtual LAN']],
  [0x88a8, ['ieee8021ad', '802.1ad Provider Bridge (Q-in-Q)']],
]);

/** Under this value the field is a length (IEEE 802.3, section 3.2.6). */
export const FIRST_ETHER_TYPE = 0x600;

export function protocolOfEtherType(type: number): ProtocolName {
  return etherTypes.get(type)?.[0] ?? 'data';
}

export const showEtherType: ValueText = Object.assign(
  (type: number) => `${etherTypes.get(type)?.[1] ?? 'Unknown'} (${hexadecimal(4)(type)})`,
  { names: Object.fromEntries(Array.from(etherTypes, ([type, [, name]]) => [type, name])) },
);

const HEADER = 14;

const fields = {
  destination: field.ether(
    'eth.dst',
    'Destination',
    'L’adresse MAC de la carte à qui cette trame est destinée sur ce lien.',
    { also: ['eth.addr'] },
  ),
  source: field.ether('eth.src', 'Source', 'L’adresse MAC de la carte qui a émis cette trame sur ce lien.', {
    also: ['eth.addr'],
  }),
  local: field.boolean(
    'eth.lg',
    'LG bit',
    'L’adresse a-t-elle été choisie par la machine, et non par le fabricant ?',
    {
      mask: 0x020000,
      hidden: true,
      show: named({
        1: 'Locally administered address (this is NOT the factory default)',
        0: 'Globally unique address (factory default)',
      }),
    },
  ),
  group: field.boolean('eth.ig', 'IG bit', 'L’adresse est-elle celle d’un groupe ?', {
    mask: 0x010000,
    hidden: true,
    show: named({ 1: 'Group address (multicast/broadcast)', 0: 'Individual address (unicast)' }),
  }),
  type: field.number('eth.type', 'Type', 'Le protocole transporté par la trame.', { show: showEtherType }),
  length: field.number('eth.len', 'Length', 'La longueur des données d’une trame IEEE 802.3.'),
};

/** Ethernet II (IEEE 802.3, section 3.1.1). */
export const eth: LayerModule = {
  protocol: 'eth',
  title: 'Ethernet II',
  about: 'La trame : ce qui passe réellement sur le lien, d’une carte réseau à la suivante.',
  fields: Object.values(fields),

  follow(layer, stack) {
    followHeader(layer, stack, HEADER);
  },

  dissect({ start }, sink) {
    sink.add(fields.destination, start, 6);
    sink.add(fields.source, start + 6, 6);
    for (const address of [start, start + 6]) {
      sink.add(fields.local, address, 3);
      sink.add(fields.group, address, 3);
    }
    addType(sink, fields, start + 12);
  },
};

const TAG = 4;

const tagFields = {
  priority: field.number('vlan.priority', 'Priority', 'La priorité de la trame, de 0 à 7.', { mask: 0xe000 }),
  dropEligible: field.boolean(
    'vlan.dei',
    'DEI',
    'Un commutateur encombré peut jeter cette trame avant les autres.',
    { mask: 0x1000 },
  ),
  identifier: field.number('vlan.id', 'ID', 'Le numéro du réseau local virtuel auquel appartient la trame.', {
    mask: 0xfff,
  }),
  type: field.number('vlan.etype', 'Type', 'Le protocole transporté après l’étiquette.', {
    show: showEtherType,
  }),
  length: field.number('vlan.len', 'Length', 'La longueur des données d’une trame IEEE 802.3 étiquetée.'),
};

/** The tag of a virtual LAN (IEEE 802.1Q, section 9.6); several may follow each other. */
export const vlan: LayerModule = {
  protocol: 'vlan',
  title: '802.1Q Virtual LAN',
  about: 'L’étiquette qui dit à quel réseau local virtuel appartient la trame.',
  fields: Object.values(tagFields),

  follow(layer, stack) {
    followHeader(layer, stack, TAG);
  },

  dissect({ start }, sink) {
    sink.add(tagFields.priority, start, 2);
    sink.add(tagFields.dropEligible, start, 2);
    sink.add(tagFields.identifier, start, 2);
    addType(sink, tagFields, start + 2);
  },
};

const serviceFields: readonly FieldDefinition[] = [
  { ...tagFields.priority, name: 'ieee8021ad.priority' },
  // Wireshark has this bit as a number, and a filter compares it as one.
  { ...tagFields.dropEligible, name: 'ieee8021ad.dei', kind: 'number' },
  {
    ...tagFields.identifier,
    name: 'ieee8021ad.id',
    about: 'Le numéro du client chez l’opérateur qui porte ses trames.',
  },
];

/** The tag that an operator puts before those of its clients (IEEE 802.1ad); Wireshark gives its type no name. */
export const serviceVlan: LayerModule = {
  protocol: 'ieee8021ad',
  title: 'IEEE 802.1ad',
  about: 'L’étiquette qu’un opérateur ajoute devant celles de ses clients.',
  fields: serviceFields,

  follow(layer, stack) {
    followHeader(layer, stack, TAG);
  },

  dissect({ start }, sink) {
    sink.need(start, TAG);
    for (const each of serviceFields) sink.add(each, start, 2);
  },
};

/** A header that ends with the EtherType of what follows, or with its length. */
function followHeader(layer: Layer, stack: LayerStack, length: number): void {
  if (layer.end - layer.start < length) return;
  layer.payload = layer.start + length;
  const type = uint16(stack.bytes, layer.payload - 2);
  stack.enter(type < FIRST_ETHER_TYPE ? 'data' : protocolOfEtherType(type), layer);
}

function addType(
  sink: FieldSink,
  { type, length }: { readonly type: FieldDefinition; readonly length: FieldDefinition },
  offset: number,
): void {
  sink.need(offset, 2);
  sink.add(uint16(sink.bytes, offset) < FIRST_ETHER_TYPE ? length : type, offset, 2);
}
