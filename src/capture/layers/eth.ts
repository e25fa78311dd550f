import { uint16 } from '../../packet/octets.js';
import { FIRST_ETHER_TYPE, protocolOfEtherType, showEtherType } from './ether-type.js';
import type { LayerModule } from './layer.js';
import { listOf } from './layer.js';

const HEADER = 14;

const fields = {
  destination: {
    name: 'eth.dst',
    label: 'Destination',
    kind: 'ether',
    also: ['eth.addr'],
    about: 'L’adresse MAC de la carte à qui cette trame est destinée sur ce lien.',
  },
  source: {
    name: 'eth.src',
    label: 'Source',
    kind: 'ether',
    also: ['eth.addr'],
    about: 'L’adresse MAC de la carte qui a émis cette trame sur ce lien.',
  },
  type: {
    name: 'eth.type',
    label: 'Type',
    kind: 'number',
    show: showEtherType,
    about: 'Le protocole transporté par la trame.',
  },
  length: {
    name: 'eth.len',
    label: 'Length',
    kind: 'number',
    about: 'La longueur des données d’une trame IEEE 802.3.',
  },
} as const;

/** Ethernet II (IEEE 802.3, section 3.1.1). */
export const eth: LayerModule = {
  protocol: 'eth',
  title: 'Ethernet II',
  about: 'La trame : ce qui passe réellement sur le lien, d’une carte réseau à la suivante.',
  fields: listOf(fields),

  follow(layer, outline) {
    if (layer.end - layer.start < HEADER) return;
    layer.payload = layer.start + HEADER;
    const type = uint16(outline.bytes, layer.start + 12);
    outline.enter(type < FIRST_ETHER_TYPE ? 'data' : protocolOfEtherType(type), layer);
  },

  dissect({ start }, sink) {
    sink.add(fields.destination, start, 6);
    sink.add(fields.source, start + 6, 6);
    sink.need(start + 12, 2);
    const isLength = uint16(sink.bytes, start + 12) < FIRST_ETHER_TYPE;
    sink.add(isLength ? fields.length : fields.type, start + 12, 2);
  },
};
