import { ipv6Text } from '../../packet/address.js';
import { uint16, uint8 } from '../../packet/octets.js';
import { type FieldDefinition, type FieldSink, field, hexadecimal } from './field.js';
import { protocolOfNumber, showEcn, showProtocolNumber, showServiceClass } from './ip.js';
import type { Layer, LayerModule, LayerStack } from './layer.js';

const HEADER = 40;

const fields = {
  version: field.number('ipv6.version', 'Version', 'La version du protocole IP : 6.', {
    mask: 0xf0,
    also: ['ip.version'],
  }),
  trafficClass: field.number(
    'ipv6.tclass',
    'Traffic Class',
    'La classe de service demandée aux routeurs, et la marque de congestion.',
    { mask: 0x0ff00000, show: hexadecimal(2) },
  ),
  dscp: field.number(
    'ipv6.tclass.dscp',
    'Differentiated Services Codepoint',
    'La classe de service demandée aux routeurs.',
    { mask: 0x0fc00000, show: showServiceClass },
  ),
  ecn: field.number(
    'ipv6.tclass.ecn',
    'Explicit Congestion Notification',
    'Un routeur encombré peut y écrire 3 au lieu de jeter le paquet.',
    { mask: 0x00300000, show: showEcn },
  ),
  flow: field.number(
    'ipv6.flow',
    'Flow Label',
    'Une étiquette commune aux paquets d’un même flux, pour qu’ils suivent le même chemin.',
    { mask: 0xfffff, show: hexadecimal(5) },
  ),
  length: field.number('ipv6.plen', 'Payload Length', 'Le nombre d’octets après cet en-tête.'),
  next: field.number(
    'ipv6.nxt',
    'Next Header',
    'Ce qui suit cet en-tête : une extension ou le protocole transporté.',
    { show: showProtocolNumber },
  ),
  hopLimit: field.number(
    'ipv6.hlim',
    'Hop Limit',
    'Le compteur que chaque routeur diminue de 1 : celui qui l’amène à zéro détruit le paquet.',
  ),
  source: field.ipv6('ipv6.src', 'Source Address', 'L’adresse IPv6 de la machine qui a émis le paquet.', {
    also: ['ipv6.addr'],
  }),
  destination: field.ipv6(
    'ipv6.dst',
    'Destination Address',
    'L’adresse IPv6 de la machine à qui le paquet est destiné.',
    { also: ['ipv6.addr'] },
  ),
  sourceHost: field.text('ipv6.src_host', 'Source Host', 'L’adresse de l’émetteur, comme un texte.', {
    also: ['ipv6.host'],
    hidden: true,
  }),
  destinationHost: field.text(
    'ipv6.dst_host',
    'Destination Host',
    'L’adresse du destinataire, comme un texte.',
    { also: ['ipv6.host'], hidden: true },
  ),
};

/** The Internet Protocol, version 6 (RFC 8200). */
export const ipv6: LayerModule = {
  protocol: 'ipv6',
  title: 'Internet Protocol Version 6',
  about: 'Le paquet IPv6 : des adresses de 128 bits, un en-tête fixe, et des extensions derrière lui.',
  fields: Object.values(fields),

  follow(layer, stack) {
    const { start } = layer;
    if (layer.end - start < HEADER) return;
    const { bytes } = stack;
    const length = uint16(bytes, start + 4);
    // 0 stands for a jumbogram, or for a card that cuts segments itself.
    const hasLength = length > 0 || uint8(bytes, start + 6) === 59;
    if (hasLength) layer.wireEnd = Math.min(layer.wireEnd, start + HEADER + length);
    layer.end = Math.min(layer.end, layer.wireEnd);
    layer.payload = start + HEADER;
    layer.network = stack.layers.indexOf(layer);
    stack.enter(protocolOfNumber(uint8(bytes, start + 6)), layer);
  },

  dissect({ start }, sink) {
    sink.add(fields.version, start, 1);
    sink.add(fields.trafficClass, start, 4);
    sink.open();
    sink.add(fields.dscp, start, 4);
    sink.add(fields.ecn, start, 4);
    sink.close();
    sink.add(fields.flow, start, 4);
    // Wireshark reads the next header before it shows the length.
    sink.need(start + 4, 3);
    sink.add(fields.length, start + 4, 2);
    sink.add(fields.next, start + 6, 1);
    sink.add(fields.hopLimit, start + 7, 1);
    sink.add(fields.source, start + 8, 16);
    sink.add(fields.destination, start + 24, 16);
    if (sink.wants(fields.sourceHost))
      sink.put(fields.sourceHost, start + 8, 16, ipv6Text(sink.bytes, start + 8));
    if (sink.wants(fields.destinationHost)) {
      sink.put(fields.destinationHost, start + 24, 16, ipv6Text(sink.bytes, start + 24));
    }
  },
};

const FRAGMENT_HEADER = 8;

const nextAbout = 'Ce qui suit cette extension : une autre, ou le protocole transporté.';
const lengthAbout = 'La longueur de l’extension, en unités de 8 octets après les 8 premiers.';

function nextField(name: string): FieldDefinition {
  return field.number(name, 'Next Header', nextAbout, { show: showProtocolNumber });
}

function lengthField(name: string): FieldDefinition {
  return field.number(name, 'Length', lengthAbout);
}

/** An extension whose second byte tells its length (RFC 8200, section 4.2). */
function followSized(layer: Layer, stack: LayerStack): void {
  const { start } = layer;
  if (layer.end - start < 2) return;
  layer.payload = start + 8 * (uint8(stack.bytes, start + 1) + 1);
  if (layer.payload > layer.end) return;
  stack.enter(protocolOfNumber(uint8(stack.bytes, start)), layer);
}

const hopByHopFields = {
  next: nextField('ipv6.hopopts.nxt'),
  length: lengthField('ipv6.hopopts.len'),
};

const destinationFields = {
  next: nextField('ipv6.dstopts.nxt'),
  length: lengthField('ipv6.dstopts.len'),
};

function dissectSized(
  fields: { readonly next: FieldDefinition; readonly length: FieldDefinition },
  start: number,
  sink: FieldSink,
): void {
  sink.add(fields.next, start, 1);
  sink.add(fields.length, start + 1, 1);
  needSized(start, sink);
}

/** The length of an extension is known before all of it is there. */
function needSized(start: number, sink: FieldSink): void {
  sink.need(start, 8 * (uint8(sink.bytes, start + 1) + 1));
}

/** Options for every router of the path (RFC 8200, section 4.3). */
export const hopByHop: LayerModule = {
  protocol: 'ipv6.hopopts',
  title: 'IPv6 Hop-by-Hop Option',
  about: 'Des options que chaque routeur du chemin doit lire.',
  fields: Object.values(hopByHopFields),
  follow: followSized,
  dissect: ({ start }, sink) => {
    dissectSized(hopByHopFields, start, sink);
  },
};

/** Options for the destination (RFC 8200, section 4.6). */
export const destinationOptions: LayerModule = {
  protocol: 'ipv6.dstopts',
  title: 'Destination Options for IPv6',
  about: 'Des options que seule la destination lit.',
  fields: Object.values(destinationFields),
  follow: followSized,
  dissect: ({ start }, sink) => {
    dissectSized(destinationFields, start, sink);
  },
};

const routingFields = {
  next: nextField('ipv6.routing.nxt'),
  length: lengthField('ipv6.routing.len'),
  type: field.number('ipv6.routing.type', 'Type', 'La sorte de route imposée.'),
  segmentsLeft: field.number(
    'ipv6.routing.segleft',
    'Segments Left',
    'Le nombre d’étapes imposées qui restent à visiter.',
  ),
};

/** Stops that the packet has to visit (RFC 8200, section 4.4). */
export const ipv6Routing: LayerModule = {
  protocol: 'ipv6.routing',
  title: 'Routing Header for IPv6',
  about: 'Des étapes que le paquet doit visiter en chemin.',
  fields: Object.values(routingFields),
  follow: followSized,
  dissect({ start }, sink) {
    sink.add(routingFields.next, start, 1);
    sink.add(routingFields.length, start + 1, 1);
    sink.add(routingFields.type, start + 2, 1);
    sink.add(routingFields.segmentsLeft, start + 3, 1);
    needSized(start, sink);
  },
};

const fragmentFields = {
  next: nextField('ipv6.fraghdr.nxt'),
  offset: field.number(
    'ipv6.fraghdr.offset',
    'Offset',
    'La place de ce fragment dans le paquet d’origine, en unités de 8 octets.',
    { mask: 0xfff8 },
  ),
  more: field.boolean(
    'ipv6.fraghdr.more',
    'More Fragments',
    'D’autres fragments du même paquet suivent celui-ci.',
    { mask: 1 },
  ),
  identification: field.number(
    'ipv6.fraghdr.ident',
    'Identification',
    'Un numéro commun à tous les fragments d’un même paquet.',
    { show: hexadecimal(8) },
  ),
};

/** A part of a packet that its source had to cut (RFC 8200, section 4.5). */
export const ipv6Fragment: LayerModule = {
  protocol: 'ipv6.fraghdr',
  title: 'Fragment Header for IPv6',
  about: 'Ce paquet est un fragment : seule la source peut couper un paquet IPv6.',
  fields: Object.values(fragmentFields),

  follow(layer, stack) {
    const { start } = layer;
    if (layer.end - start < FRAGMENT_HEADER) return;
    layer.payload = start + FRAGMENT_HEADER;
    const offsetAndMore = uint16(stack.bytes, start + 2);
    layer.fragment ||= (offsetAndMore & 0xfff9) !== 0;
    const later = (offsetAndMore & 0xfff8) !== 0;
    stack.enter(later ? 'data' : protocolOfNumber(uint8(stack.bytes, start)), layer);
  },

  dissect({ start }, sink) {
    sink.need(start, FRAGMENT_HEADER);
    sink.add(fragmentFields.next, start, 1);
    sink.add(fragmentFields.offset, start + 2, 2);
    sink.add(fragmentFields.more, start + 2, 2);
    sink.add(fragmentFields.identification, start + 4, 4);
  },
};
