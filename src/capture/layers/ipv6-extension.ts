import { uint16, uint8 } from '../../packet/octets.js';
import type { FieldDefinition } from '../fields/field.js';
import { hexadecimal } from '../fields/field.js';
import type { FieldSink } from '../fields/field-sink.js';
import type { Outline } from '../outline.js';
import { protocolOfNumber, showProtocolNumber } from './ip-protocol.js';
import type { Layer, LayerModule } from './layer.js';
import { listOf } from './layer.js';

const FRAGMENT_HEADER = 8;

const nextAbout = 'Ce qui suit cette extension : une autre, ou le protocole transporté.';
const lengthAbout = 'La longueur de l’extension, en unités de 8 octets après les 8 premiers.';

function nextField(name: string): FieldDefinition {
  return { name, label: 'Next Header', kind: 'number', show: showProtocolNumber, about: nextAbout };
}

function lengthField(name: string): FieldDefinition {
  return { name, label: 'Length', kind: 'number', about: lengthAbout };
}

/** An extension whose second byte tells its length (RFC 8200, section 4.2). */
function followSized(layer: Layer, outline: Outline): void {
  const { start } = layer;
  if (layer.end - start < 2) return;
  layer.payload = start + 8 * (uint8(outline.bytes, start + 1) + 1);
  if (layer.payload > layer.end) return;
  outline.enter(protocolOfNumber(uint8(outline.bytes, start)), layer);
}

const hopByHopFields = {
  next: nextField('ipv6.hopopts.nxt'),
  length: lengthField('ipv6.hopopts.len'),
} as const;

const destinationFields = {
  next: nextField('ipv6.dstopts.nxt'),
  length: lengthField('ipv6.dstopts.len'),
} as const;

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
  fields: listOf(hopByHopFields),
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
  fields: listOf(destinationFields),
  follow: followSized,
  dissect: ({ start }, sink) => {
    dissectSized(destinationFields, start, sink);
  },
};

const routingFields = {
  next: nextField('ipv6.routing.nxt'),
  length: lengthField('ipv6.routing.len'),
  type: {
    name: 'ipv6.routing.type',
    label: 'Type',
    kind: 'number',
    about: 'La sorte de route imposée.',
  },
  segmentsLeft: {
    name: 'ipv6.routing.segleft',
    label: 'Segments Left',
    kind: 'number',
    about: 'Le nombre d’étapes imposées qui restent à visiter.',
  },
} as const;

/** Stops that the packet has to visit (RFC 8200, section 4.4). */
export const ipv6Routing: LayerModule = {
  protocol: 'ipv6.routing',
  title: 'Routing Header for IPv6',
  about: 'Des étapes que le paquet doit visiter en chemin.',
  fields: listOf(routingFields),
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
  offset: {
    name: 'ipv6.fraghdr.offset',
    label: 'Offset',
    kind: 'number',
    mask: 0xfff8,
    about: 'La place de ce fragment dans le paquet d’origine, en unités de 8 octets.',
  },
  more: {
    name: 'ipv6.fraghdr.more',
    label: 'More Fragments',
    kind: 'boolean',
    mask: 1,
    about: 'D’autres fragments du même paquet suivent celui-ci.',
  },
  identification: {
    name: 'ipv6.fraghdr.ident',
    label: 'Identification',
    kind: 'number',
    show: hexadecimal(8),
    about: 'Un numéro commun à tous les fragments d’un même paquet.',
  },
} as const;

/** A part of a packet that its source had to cut (RFC 8200, section 4.5). */
export const ipv6Fragment: LayerModule = {
  protocol: 'ipv6.fraghdr',
  title: 'Fragment Header for IPv6',
  about: 'Ce paquet est un fragment : seule la source peut couper un paquet IPv6.',
  fields: listOf(fragmentFields),

  follow(layer, outline) {
    const { start } = layer;
    if (layer.end - start < FRAGMENT_HEADER) return;
    layer.payload = start + FRAGMENT_HEADER;
    const offsetAndMore = uint16(outline.bytes, start + 2);
    layer.fragment ||= (offsetAndMore & 0xfff9) !== 0;
    const later = (offsetAndMore & 0xfff8) !== 0;
    outline.enter(later ? 'data' : protocolOfNumber(uint8(outline.bytes, start)), layer);
  },

  dissect({ start }, sink) {
    sink.need(start, FRAGMENT_HEADER);
    sink.add(fragmentFields.next, start, 1);
    sink.add(fragmentFields.offset, start + 2, 2);
    sink.add(fragmentFields.more, start + 2, 2);
    sink.add(fragmentFields.identification, start + 4, 4);
  },
};
