import { uint16 } from '../../packet/octets.js';
import { FIRST_ETHER_TYPE, protocolOfEtherType, showEtherType } from './ether-type.js';
import type { Outline } from '../outline.js';
import type { Layer, LayerModule } from './layer.js';
import { listOf } from './layer.js';

const HEADER = 4;

const fields = {
  priority: {
    name: 'vlan.priority',
    label: 'Priority',
    kind: 'number',
    mask: 0xe000,
    about: 'La priorité de la trame, de 0 à 7.',
  },
  dropEligible: {
    name: 'vlan.dei',
    label: 'DEI',
    kind: 'boolean',
    mask: 0x1000,
    about: 'Un commutateur encombré peut jeter cette trame avant les autres.',
  },
  identifier: {
    name: 'vlan.id',
    label: 'ID',
    kind: 'number',
    mask: 0xfff,
    about: 'Le numéro du réseau local virtuel auquel appartient la trame.',
  },
  type: {
    name: 'vlan.etype',
    label: 'Type',
    kind: 'number',
    show: showEtherType,
    about: 'Le protocole transporté après l’étiquette.',
  },
  length: {
    name: 'vlan.len',
    label: 'Length',
    kind: 'number',
    about: 'La longueur des données d’une trame IEEE 802.3 étiquetée.',
  },
} as const;

/** The tag of a virtual LAN (IEEE 802.1Q, section 9.6); several may follow each other. */
export const vlan: LayerModule = {
  protocol: 'vlan',
  title: '802.1Q Virtual LAN',
  about: 'L’étiquette qui dit à quel réseau local virtuel appartient la trame.',
  fields: listOf(fields),
  follow: followTag,

  dissect({ start }, sink) {
    sink.add(fields.priority, start, 2);
    sink.add(fields.dropEligible, start, 2);
    sink.add(fields.identifier, start, 2);
    sink.need(start + 2, 2);
    const isLength = uint16(sink.bytes, start + 2) < FIRST_ETHER_TYPE;
    sink.add(isLength ? fields.length : fields.type, start + 2, 2);
  },
};

const serviceFields = {
  priority: { ...fields.priority, name: 'ieee8021ad.priority' },
  // A number for Wireshark, which has no reason for it: a filter must compare it as there.
  dropEligible: { ...fields.dropEligible, name: 'ieee8021ad.dei', kind: 'number' },
  identifier: {
    ...fields.identifier,
    name: 'ieee8021ad.id',
    about: 'Le numéro du client chez l’opérateur qui porte ses trames.',
  },
} as const;

/** The tag that an operator puts before those of its clients (IEEE 802.1ad); Wireshark gives its type no name. */
export const serviceVlan: LayerModule = {
  protocol: 'ieee8021ad',
  title: 'IEEE 802.1ad',
  about: 'L’étiquette qu’un opérateur ajoute devant celles de ses clients.',
  fields: listOf(serviceFields),
  follow: followTag,

  dissect({ start }, sink) {
    sink.need(start, HEADER);
    for (const field of Object.values(serviceFields)) sink.add(field, start, 2);
  },
};

function followTag(layer: Layer, outline: Outline): void {
  if (layer.end - layer.start < HEADER) return;
  layer.payload = layer.start + HEADER;
  const type = uint16(outline.bytes, layer.start + 2);
  outline.enter(type < FIRST_ETHER_TYPE ? 'data' : protocolOfEtherType(type), layer);
}
