import { uint16, uint8 } from '../../packet/octets.js';
import { hexadecimal } from '../fields/field.js';
import { protocolOfNumber, showEcn, showProtocolNumber } from './ip-protocol.js';
import type { LayerModule } from './layer.js';
import { listOf } from './layer.js';

const HEADER = 40;

const fields = {
  version: {
    name: 'ipv6.version',
    label: 'Version',
    kind: 'number',
    mask: 0xf0,
    also: ['ip.version'],
    about: 'La version du protocole IP : 6.',
  },
  trafficClass: {
    name: 'ipv6.tclass',
    label: 'Traffic Class',
    kind: 'number',
    mask: 0x0ff00000,
    show: hexadecimal(2),
    about: 'La classe de service demandée aux routeurs, et la marque de congestion.',
  },
  dscp: {
    name: 'ipv6.tclass.dscp',
    label: 'Differentiated Services Codepoint',
    kind: 'number',
    mask: 0x0fc00000,
    about: 'La classe de service demandée aux routeurs.',
  },
  ecn: {
    name: 'ipv6.tclass.ecn',
    label: 'Explicit Congestion Notification',
    kind: 'number',
    mask: 0x00300000,
    show: showEcn,
    about: 'Un routeur encombré peut y écrire 3 au lieu de jeter le paquet.',
  },
  flow: {
    name: 'ipv6.flow',
    label: 'Flow Label',
    kind: 'number',
    mask: 0xfffff,
    show: hexadecimal(5),
    about: 'Une étiquette commune aux paquets d’un même flux, pour qu’ils suivent le même chemin.',
  },
  length: {
    name: 'ipv6.plen',
    label: 'Payload Length',
    kind: 'number',
    about: 'Le nombre d’octets après cet en-tête.',
  },
  next: {
    name: 'ipv6.nxt',
    label: 'Next Header',
    kind: 'number',
    show: showProtocolNumber,
    about: 'Ce qui suit cet en-tête : une extension ou le protocole transporté.',
  },
  hopLimit: {
    name: 'ipv6.hlim',
    label: 'Hop Limit',
    kind: 'number',
    about: 'Le nombre de routeurs que le paquet peut encore traverser.',
  },
  source: {
    name: 'ipv6.src',
    label: 'Source Address',
    kind: 'ipv6',
    also: ['ipv6.addr'],
    about: 'L’adresse IPv6 de la machine qui a émis le paquet.',
  },
  destination: {
    name: 'ipv6.dst',
    label: 'Destination Address',
    kind: 'ipv6',
    also: ['ipv6.addr'],
    about: 'L’adresse IPv6 de la machine à qui le paquet est destiné.',
  },
} as const;

/** The Internet Protocol, version 6 (RFC 8200). */
export const ipv6: LayerModule = {
  protocol: 'ipv6',
  title: 'Internet Protocol Version 6',
  about: 'Le paquet IPv6 : des adresses de 128 bits, un en-tête fixe, et des extensions derrière lui.',
  fields: listOf(fields),

  follow(layer, outline) {
    const { start } = layer;
    if (layer.end - start < HEADER) return;
    const { bytes } = outline;
    const length = uint16(bytes, start + 4);
    // 0 stands for a jumbogram, or for a card that cuts segments itself.
    const hasLength = length > 0 || uint8(bytes, start + 6) === 59;
    if (hasLength) layer.wireEnd = Math.min(layer.wireEnd, start + HEADER + length);
    layer.end = Math.min(layer.end, layer.wireEnd);
    layer.payload = start + HEADER;
    layer.network = outline.layers.indexOf(layer);
    outline.enter(protocolOfNumber(uint8(bytes, start + 6)), layer);
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
  },
};
