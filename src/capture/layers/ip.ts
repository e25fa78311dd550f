import { sumOfRange } from '../../packet/checksum.js';
import { uint16, uint8 } from '../../packet/octets.js';
import { checksumStatus, hexadecimal, showChecksumStatus } from '../fields/field.js';
import type { FieldSink } from '../fields/field-sink.js';
import { protocolOfNumber, showEcn, showProtocolNumber } from './ip-protocol.js';
import { dissectIpOptions, ipOptionFields } from './ip-options.js';
import type { LayerModule } from './layer.js';
import { listOf } from './layer.js';

const MIN_HEADER = 20;

const fields = {
  version: {
    name: 'ip.version',
    label: 'Version',
    kind: 'number',
    mask: 0xf0,
    about: 'La version du protocole IP : 4.',
  },
  headerLength: {
    name: 'ip.hdr_len',
    label: 'Header Length',
    kind: 'number',
    about: 'La longueur de l’en-tête, options comprises, en octets.',
  },
  service: {
    name: 'ip.dsfield',
    label: 'Differentiated Services Field',
    kind: 'number',
    show: hexadecimal(2),
    about: 'La classe de service demandée aux routeurs, et la marque de congestion.',
  },
  dscp: {
    name: 'ip.dsfield.dscp',
    label: 'Differentiated Services Codepoint',
    kind: 'number',
    mask: 0xfc,
    about: 'La classe de service demandée aux routeurs.',
  },
  ecn: {
    name: 'ip.dsfield.ecn',
    label: 'Explicit Congestion Notification',
    kind: 'number',
    mask: 3,
    show: showEcn,
    about: 'Un routeur encombré peut y écrire 3 au lieu de jeter le paquet.',
  },
  length: {
    name: 'ip.len',
    label: 'Total Length',
    kind: 'number',
    about: 'La longueur du paquet entier, en-tête compris, en octets.',
  },
  identification: {
    name: 'ip.id',
    label: 'Identification',
    kind: 'number',
    show: (value: number) => `${hexadecimal(4)(value)} (${value})`,
    about: 'Un numéro commun à tous les fragments d’un même paquet.',
  },
  flags: {
    name: 'ip.flags',
    label: 'Flags',
    kind: 'number',
    mask: 0xe0,
    show: hexadecimal(1),
    about: 'Trois bits qui règlent la fragmentation.',
  },
  reservedBit: {
    name: 'ip.flags.rb',
    label: 'Reserved bit',
    kind: 'boolean',
    mask: 0x80,
    about: 'Un bit réservé, toujours à zéro.',
  },
  dontFragment: {
    name: 'ip.flags.df',
    label: 'Don’t fragment',
    kind: 'boolean',
    mask: 0x40,
    about: 'Interdit aux routeurs de couper le paquet : trop grand, il est refusé.',
  },
  moreFragments: {
    name: 'ip.flags.mf',
    label: 'More fragments',
    kind: 'boolean',
    mask: 0x20,
    about: 'D’autres fragments du même paquet suivent celui-ci.',
  },
  fragmentOffset: {
    name: 'ip.frag_offset',
    label: 'Fragment Offset',
    kind: 'number',
    mask: 0x1fff,
    show: (value: number) => String(8 * value),
    about: 'La place de ce fragment dans le paquet d’origine, en unités de 8 octets.',
  },
  ttl: {
    name: 'ip.ttl',
    label: 'Time to Live',
    kind: 'number',
    about: 'Le nombre de routeurs que le paquet peut encore traverser.',
  },
  protocol: {
    name: 'ip.proto',
    label: 'Protocol',
    kind: 'number',
    show: showProtocolNumber,
    about: 'Le protocole transporté par le paquet.',
  },
  checksum: {
    name: 'ip.checksum',
    label: 'Header Checksum',
    kind: 'number',
    show: hexadecimal(4),
    about: 'La somme de contrôle de l’en-tête, refaite par chaque routeur.',
  },
  checksumStatus: {
    name: 'ip.checksum.status',
    label: 'Header checksum status',
    kind: 'number',
    show: showChecksumStatus,
    about: 'La somme de contrôle de l’en-tête est-elle juste ?',
  },
  source: {
    name: 'ip.src',
    label: 'Source Address',
    kind: 'ipv4',
    also: ['ip.addr'],
    about: 'L’adresse IPv4 de la machine qui a émis le paquet.',
  },
  destination: {
    name: 'ip.dst',
    label: 'Destination Address',
    kind: 'ipv4',
    also: ['ip.addr'],
    about: 'L’adresse IPv4 de la machine à qui le paquet est destiné.',
  },
} as const;

/** The Internet Protocol, version 4 (RFC 791). */
export const ip: LayerModule = {
  protocol: 'ip',
  title: 'Internet Protocol Version 4',
  about: 'Le paquet : ce que les routeurs portent de proche en proche, d’un bout à l’autre du réseau.',
  fields: [...listOf(fields), ...ipOptionFields],

  follow(layer, outline) {
    const { start } = layer;
    const { bytes } = outline;
    const header = headerLength(bytes, start, layer.end);
    if (header === undefined) return;
    // 0 is what a network card that cuts segments itself leaves there: the packet then fills its frame.
    const total = uint16(bytes, start + 2) || layer.wireEnd - start;
    if (total < header) return;
    layer.wireEnd = Math.min(layer.wireEnd, start + total);
    layer.end = Math.min(layer.end, layer.wireEnd);
    layer.payload = start + header;
    if (layer.payload > layer.end) return;
    const flagsAndOffset = uint16(bytes, start + 6);
    layer.fragment = (flagsAndOffset & 0x3fff) !== 0;
    layer.network = outline.layers.indexOf(layer);
    const later = (flagsAndOffset & 0x1fff) !== 0;
    outline.enter(later ? 'data' : protocolOfNumber(uint8(bytes, start + 9)), layer);
  },

  dissect({ start, end }, sink) {
    sink.add(fields.version, start, 1);
    sink.put(fields.headerLength, start, 1, ((sink.bytes[start] ?? 0) & 15) * 4);
    // A header that the capture cut shows what is left of it; one that says it is too short shows no more.
    const header = ((sink.bytes[start] ?? 0) & 15) * 4;
    if (header < MIN_HEADER) sink.need(end, 1);
    dissectService(sink, start + 1);
    sink.add(fields.length, start + 2, 2);
    sink.add(fields.identification, start + 4, 2);
    dissectFragment(sink, start + 6);
    sink.add(fields.ttl, start + 8, 1);
    sink.add(fields.protocol, start + 9, 1);
    sink.add(fields.checksum, start + 10, 2);
    if (sink.wants(fields.checksumStatus)) {
      sink.put(fields.checksumStatus, start + 10, 0, verdict(sink.bytes, start, header, end));
    }
    sink.add(fields.source, start + 12, 4);
    // Wireshark shows the destination once it has the options too.
    sink.need(start + 16, header - 16);
    sink.add(fields.destination, start + 16, 4);
    dissectIpOptions(sink, start + MIN_HEADER, start + header);
  },
};

function dissectService(sink: FieldSink, offset: number): void {
  sink.add(fields.service, offset, 1);
  sink.open();
  sink.add(fields.dscp, offset, 1);
  sink.add(fields.ecn, offset, 1);
  sink.close();
}

function dissectFragment(sink: FieldSink, offset: number): void {
  sink.need(offset, 2);
  sink.add(fields.flags, offset, 1);
  sink.open();
  sink.add(fields.reservedBit, offset, 1);
  sink.add(fields.dontFragment, offset, 1);
  sink.add(fields.moreFragments, offset, 1);
  sink.close();
  sink.add(fields.fragmentOffset, offset, 2);
}

/** The length of the header, when there is one. */
function headerLength(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start < MIN_HEADER) return undefined;
  const header = ((bytes[start] ?? 0) & 15) * 4;
  return header < MIN_HEADER ? undefined : header;
}

function verdict(bytes: Uint8Array, start: number, header: number, end: number): number {
  if (start + header > end) return checksumStatus.unverified;
  return sumOfRange(bytes, start, start + header) === 0xffff ? checksumStatus.good : checksumStatus.bad;
}
