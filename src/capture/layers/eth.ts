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
  padding: field.bytes(
    'eth.padding',
    'Padding',
    'Des zéros qui ne disent rien : une trame ne peut être plus courte que 60 octets.',
  ),
  trailer: field.bytes(
    'eth.trailer',
    'Trailer',
    'Ce qui suit le paquet dans la trame, et n’en fait pas partie.',
  ),
  fcs: field.number(
    'eth.fcs',
    'Frame check sequence',
    'La somme de contrôle de la trame, que peu de captures gardent.',
    { show: hexadecimal(8) },
  ),
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

  dissect(layer, sink, stack) {
    const { start } = layer;
    sink.add(fields.destination, start, 6);
    sink.add(fields.source, start + 6, 6);
    for (const address of [start, start + 6]) {
      sink.add(fields.local, address, 3);
      sink.add(fields.group, address, 3);
    }
    addType(sink, fields, start + 12);
    const rest = behindPacket(layer, stack);
    if (rest.padded > rest.start) sink.add(fields.padding, rest.start, rest.padded - rest.start);
    if (rest.tag) return;
    // As Wireshark guesses: a frame that is longer than the shortest one with it has its check sequence.
    const hasFcs = layer.wireEnd - start >= SHORTEST + FCS && layer.wireEnd - rest.padded >= FCS;
    const end = hasFcs ? layer.wireEnd - FCS : layer.wireEnd;
    addTrailer(sink, fields.trailer, rest.padded, end);
    if (hasFcs && layer.end === layer.wireEnd) sink.add(fields.fcs, end, FCS);
  },
};

/** Bytes of the shortest frame, without its check sequence (IEEE 802.3, section 3.2.8). */
const SHORTEST = 60;
const FCS = 4;

/** What lies in a frame behind the packet that it carries: padding up to `padded`, then more, which belongs to the last tag. */
function behindPacket(
  frame: Layer,
  { bytes, layers, count }: LayerStack,
): { readonly start: number; readonly padded: number; readonly tag?: Layer } {
  let tag: Layer | undefined;
  let i = layers.indexOf(frame) + 1;
  for (; i < count && (layers[i]?.protocol === 'vlan' || layers[i]?.protocol === 'ieee8021ad'); i++)
    tag = layers[i];
  const start = (i < count ? layers[i]?.wireEnd : undefined) ?? frame.wireEnd;
  const shortest = frame.start + SHORTEST;
  const isPadded = start < shortest && frame.wireEnd >= shortest;
  const padding = bytes.subarray(start, Math.min(shortest, frame.end));
  if (!isPadded || padding.some((byte) => byte !== 0)) return { start, padded: start, ...(tag && { tag }) };
  // Zeros that the capture cut are nothing that can be told.
  const isWhole = shortest <= frame.end;
  return { start: isWhole ? start : shortest, padded: shortest, ...(tag && { tag }) };
}

/** As much of a trailer as was captured. */
function addTrailer(sink: FieldSink, trailer: FieldDefinition, start: number, wireEnd: number): void {
  const end = Math.min(wireEnd, sink.end);
  if (end > start) sink.add(trailer, start, end - start);
}

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
  trailer: field.bytes(
    'vlan.trailer',
    'Trailer',
    'Ce qui suit le paquet dans la trame étiquetée, et n’en fait pas partie.',
  ),
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

  dissect(layer, sink, stack) {
    const { start } = layer;
    sink.add(tagFields.priority, start, 2);
    sink.add(tagFields.dropEligible, start, 2);
    sink.add(tagFields.identifier, start, 2);
    addType(sink, tagFields, start + 2);
    const frame = stack.layers[0];
    if (frame?.protocol !== 'eth' || layer.wireEnd <= layer.payload) return;
    const rest = behindPacket(frame, stack);
    if (rest.tag === layer) addTrailer(sink, tagFields.trailer, rest.padded, layer.wireEnd);
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
  if (type >= FIRST_ETHER_TYPE) {
    stack.enter(protocolOfEtherType(type), layer);
    return;
  }
  stack.enter('data', layer);
  const carried = stack.layers[stack.count - 1];
  if (!carried || carried === layer) return;
  carried.wireEnd = Math.min(carried.wireEnd, layer.payload + type);
  carried.end = carried.payload = Math.min(carried.end, carried.wireEnd);
}

function addType(
  sink: FieldSink,
  { type, length }: { readonly type: FieldDefinition; readonly length: FieldDefinition },
  offset: number,
): void {
  sink.need(offset, 2);
  sink.add(uint16(sink.bytes, offset) < FIRST_ETHER_TYPE ? length : type, offset, 2);
}
