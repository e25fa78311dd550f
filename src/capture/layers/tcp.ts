import { uint16, uint8 } from '../../packet/octets.js';
import type { FieldDefinition } from '../fields/field.js';
import { hexadecimal, showChecksumStatus } from '../fields/field.js';
import type { FieldSink } from '../fields/field-sink.js';
import { pseudoHeaderChecksum } from './checksum-verdict.js';
import { looksLikeHttp } from './http-text.js';
import type { Layer, LayerModule, ProtocolName } from './layer.js';
import { listOf } from './layer.js';
import { dissectTcpOptions, tcpOptionFields } from './tcp-options.js';

const TCP = 6;
const MIN_HEADER = 20;
const RST = 0x04;

const fields = {
  source: {
    name: 'tcp.srcport',
    label: 'Source Port',
    kind: 'number',
    also: ['tcp.port'],
    about: 'Le port du programme qui a émis.',
  },
  destination: {
    name: 'tcp.dstport',
    label: 'Destination Port',
    kind: 'number',
    also: ['tcp.port'],
    about: 'Le port du programme à qui c’est destiné.',
  },
  dataLength: {
    name: 'tcp.len',
    label: 'TCP Segment Len',
    kind: 'number',
    about: 'Le nombre d’octets de données portés par le segment.',
  },
  sequence: {
    name: 'tcp.seq_raw',
    label: 'Sequence Number (raw)',
    kind: 'number',
    about: 'Le numéro du premier octet de données du segment.',
  },
  acknowledgment: {
    name: 'tcp.ack_raw',
    label: 'Acknowledgment number (raw)',
    kind: 'number',
    about: 'Le numéro du prochain octet attendu : tous ceux d’avant sont arrivés.',
  },
  headerLength: {
    name: 'tcp.hdr_len',
    label: 'Header Length',
    kind: 'number',
    about: 'La longueur de l’en-tête, options comprises, en octets.',
  },
  flags: {
    name: 'tcp.flags',
    label: 'Flags',
    kind: 'number',
    mask: 0xfff,
    show: hexadecimal(3),
    about: 'Les bits qui ouvrent, entretiennent et ferment la connexion.',
  },
  window: {
    name: 'tcp.window_size_value',
    label: 'Window',
    kind: 'number',
    about: 'La place qui reste chez le récepteur, avant le facteur d’échelle.',
  },
  checksum: {
    name: 'tcp.checksum',
    label: 'Checksum',
    kind: 'number',
    show: hexadecimal(4),
    about: 'La somme de contrôle du segment et des adresses du paquet.',
  },
  checksumStatus: {
    name: 'tcp.checksum.status',
    label: 'Checksum Status',
    kind: 'number',
    show: showChecksumStatus,
    about: 'La somme de contrôle du segment est-elle juste ?',
  },
  urgent: {
    name: 'tcp.urgent_pointer',
    label: 'Urgent Pointer',
    kind: 'number',
    about: 'Où finissent les données urgentes, quand le bit URG est mis.',
  },
  payload: {
    name: 'tcp.payload',
    label: 'TCP payload',
    kind: 'bytes',
    about: 'Les données portées par le segment.',
  },
} as const;

const bits: readonly FieldDefinition[] = [
  flag('res', 'Reserved', 0xe00, 'Trois bits réservés, à zéro.'),
  flag('ae', 'Accurate ECN', 0x100, 'Une marque de congestion plus précise.'),
  flag('cwr', 'Congestion Window Reduced', 0x80, 'L’émetteur a ralenti après une congestion.'),
  flag('ece', 'ECN-Echo', 0x40, 'Le récepteur a vu une marque de congestion.'),
  flag('urg', 'Urgent', 0x20, 'Le segment porte des données urgentes.'),
  flag('ack', 'Acknowledgment', 0x10, 'Le numéro d’acquittement est valable.'),
  flag('push', 'Push', 0x08, 'Les données sont à remettre tout de suite au programme.'),
  flag('reset', 'Reset', 0x04, 'La connexion est refusée, ou coupée net.'),
  flag('syn', 'Syn', 0x02, 'La connexion s’ouvre.'),
  flag('fin', 'Fin', 0x01, 'L’émetteur n’a plus rien à dire.'),
];

function flag(name: string, label: string, mask: number, about: string): FieldDefinition {
  return { name: `tcp.flags.${name}`, label, kind: 'boolean', mask, about };
}

/** The Transmission Control Protocol (RFC 9293). */
export const tcp: LayerModule = {
  protocol: 'tcp',
  title: 'Transmission Control Protocol',
  about: 'Le transport avec connexion : chaque octet est numéroté, acquitté, et renvoyé s’il se perd.',
  fields: [...listOf(fields), ...bits, ...tcpOptionFields],

  follow(layer, outline) {
    const { start } = layer;
    if (layer.end - start < MIN_HEADER) return;
    const header = (uint8(outline.bytes, start + 12) >> 4) * 4;
    if (header < MIN_HEADER) return;
    layer.payload = start + header;
    // What a reset carries is words about its cause, for a person (RFC 9293, section 3.5.3): no protocol.
    if ((uint8(outline.bytes, start + 13) & RST) !== 0) return;
    if (layer.payload >= layer.end) return;
    const protocol = protocolOf(layer, outline.bytes);
    // On a port of HTTP, Wireshark shows what is no head as data of the segment, and no layer.
    if (protocol === 'http' && !looksLikeHttp(outline.bytes, layer.payload, layer.end, layer.wireEnd)) return;
    outline.enter(protocol, layer);
  },

  dissect(layer, sink, outline) {
    const { start, end, wireEnd } = layer;
    sink.need(start, 4);
    sink.add(fields.source, start, 2);
    sink.add(fields.destination, start + 2, 2);
    sink.need(start + 4, 12);
    // Wireshark gives a quoted segment no length, and in IPv4 no raw number.
    const numbered = !layer.quoted || outline.networkOf(layer)?.protocol === 'ipv6';
    if (numbered) sink.add(fields.sequence, start + 4, 4);
    sink.add(fields.acknowledgment, start + 8, 4);
    const header = (uint8(sink.bytes, start + 12) >> 4) * 4;
    sink.put(fields.headerLength, start + 12, 1, header);
    if (header < MIN_HEADER) sink.need(end, 1);
    if (!layer.quoted) sink.put(fields.dataLength, start + 12, 0, Math.max(0, wireEnd - start - header));
    dissectFlags(sink, start + 12);
    sink.add(fields.window, start + 14, 2);
    sink.add(fields.checksum, start + 16, 2);
    if (sink.wants(fields.checksumStatus)) {
      const status = pseudoHeaderChecksum(layer, outline, TCP, wireEnd - start);
      sink.put(fields.checksumStatus, start + 16, 0, status);
    }
    sink.add(fields.urgent, start + 18, 2);
    dissectTcpOptions(sink, start + MIN_HEADER, start + header);
    const reset = (uint8(sink.bytes, start + 13) & RST) !== 0;
    if (end > start + header && !reset) sink.add(fields.payload, start + header, end - start - header);
  },
};

function dissectFlags(sink: FieldSink, offset: number): void {
  sink.add(fields.flags, offset, 2);
  sink.open();
  for (const bit of bits) sink.add(bit, offset, 2);
  sink.close();
}

function protocolOf(layer: Layer, bytes: Uint8Array): ProtocolName {
  const source = uint16(bytes, layer.start);
  const destination = uint16(bytes, layer.start + 2);
  const low = protocolOfPort(Math.min(source, destination));
  if (low !== 'data') return low;
  const high = protocolOfPort(Math.max(source, destination));
  if (high !== 'data') return high;
  return looksLikeHttp(bytes, layer.payload, layer.end, layer.wireEnd) ? 'http' : 'data';
}

/** The ports where Wireshark expects these protocols. */
function protocolOfPort(port: number): ProtocolName {
  switch (port) {
    case 53:
      return 'dns';
    case 80:
    case 3128:
    case 8000:
    case 8080:
      return 'http';
    case 443:
    case 853:
      return 'tls';
    default:
      return 'data';
  }
}
