import { uint32 } from '../../packet/octets.js';
import { littleUint32, named } from '../fields/field.js';
import type { LayerModule, ProtocolName } from './layer.js';
import { listOf } from './layer.js';

const HEADER = 4;

const fields = {
  family: {
    name: 'null.family',
    label: 'Family',
    kind: 'number',
    show: named({ 2: 'IP', 24: 'IPv6', 28: 'IPv6', 30: 'IPv6' }),
    about: 'La famille d’adresses du paquet, selon les numéros du système qui a capturé.',
  },
} as const;

/** What BSD writes for its loopback: an address family in the byte order of the machine (LINKTYPE_NULL, _LOOP). */
export const loopback: LayerModule = {
  protocol: 'null',
  title: 'Null/Loopback',
  about: 'L’en-tête de l’interface de bouclage sur BSD et macOS.',
  fields: listOf(fields),

  follow(layer, outline) {
    if (layer.end - layer.start < HEADER) return;
    layer.payload = layer.start + HEADER;
    outline.enter(protocolOfFamily(familyAt(outline.bytes, layer.start)), layer);
  },

  dissect({ start }, sink) {
    sink.need(start, HEADER);
    sink.put(fields.family, start, HEADER, familyAt(sink.bytes, start));
  },
};

/** No family needs more than 16 bits: a greater number was written in the other order. */
function familyAt(bytes: Uint8Array, offset: number): number {
  const family = uint32(bytes, offset);
  if (family <= 0xffff) return family;
  return littleUint32(bytes, offset);
}

/** AF_INET is 2 everywhere; AF_INET6 is 24, 28 or 30 (NetBSD, FreeBSD, macOS). */
function protocolOfFamily(family: number): ProtocolName {
  if (family === 2) return 'ip';
  return family === 24 || family === 28 || family === 30 ? 'ipv6' : 'data';
}
