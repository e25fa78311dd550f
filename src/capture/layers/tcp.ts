import { uint16, uint8 } from '../../packet/octets.js';
import {
  checksumStatus,
  isPartialChecksum,
  partialChecksum,
  pseudoHeaderChecksum,
  showChecksumStatus,
} from './checksum.js';
import { type FieldDefinition, type FieldSink, field, hexadecimal, named } from './field.js';
import { hasFirstLine, looksLikeHttp } from './http.js';
import type { Layer, LayerModule, ProtocolName } from './layer.js';
import { looksLikeTls } from './tls.js';

const TCP = 6;
const MIN_HEADER = 20;
const RST = 0x04;

/** The ports where Wireshark expects these protocols. */
const protocols: Readonly<Record<number, ProtocolName>> = {
  53: 'dns',
  80: 'http',
  443: 'tls',
  853: 'tls',
  3128: 'http',
  8000: 'http',
  8080: 'http',
};

const fields = {
  source: field.number('tcp.srcport', 'Source Port', 'Le port du programme qui a émis.', {
    also: ['tcp.port'],
  }),
  destination: field.number('tcp.dstport', 'Destination Port', 'Le port du programme à qui c’est destiné.', {
    also: ['tcp.port'],
  }),
  dataLength: field.number(
    'tcp.len',
    'TCP Segment Len',
    'Le nombre d’octets de données portés par le segment.',
  ),
  sequence: field.number(
    'tcp.seq_raw',
    'Sequence Number (raw)',
    'Le numéro du premier octet de données du segment.',
  ),
  acknowledgment: field.number(
    'tcp.ack_raw',
    'Acknowledgment number (raw)',
    'Le numéro du prochain octet attendu : tous ceux d’avant sont arrivés.',
  ),
  headerLength: field.number(
    'tcp.hdr_len',
    'Header Length',
    'La longueur de l’en-tête, options comprises, en octets.',
  ),
  flags: field.number('tcp.flags', 'Flags', 'Les bits qui ouvrent, entretiennent et ferment la connexion.', {
    mask: 0xfff,
    show: hexadecimal(3),
  }),
  window: field.number(
    'tcp.window_size_value',
    'Window',
    'La place qui reste chez le récepteur, avant le facteur d’échelle.',
  ),
  checksum: field.number(
    'tcp.checksum',
    'Checksum',
    'La somme de contrôle du segment et des adresses du paquet.',
    { show: hexadecimal(4) },
  ),
  checksumStatus: field.number(
    'tcp.checksum.status',
    'Checksum Status',
    'La somme de contrôle du segment est-elle juste ?',
    { show: showChecksumStatus },
  ),
  checksumPartial: partialChecksum('tcp.checksum.partial'),
  urgent: field.number(
    'tcp.urgent_pointer',
    'Urgent Pointer',
    'Où finissent les données urgentes, quand le bit URG est mis.',
  ),
  payload: field.bytes('tcp.payload', 'TCP payload', 'Les données portées par le segment.'),
};

const bits: readonly FieldDefinition[] = [
  field.boolean('tcp.flags.res', 'Reserved', 'Trois bits réservés, à zéro.', { mask: 0xe00 }),
  field.boolean('tcp.flags.ae', 'Accurate ECN', 'Une marque de congestion plus précise.', { mask: 0x100 }),
  field.boolean('tcp.flags.cwr', 'Congestion Window Reduced', 'L’émetteur a ralenti après une congestion.', {
    mask: 0x80,
  }),
  field.boolean('tcp.flags.ece', 'ECN-Echo', 'Le récepteur a vu une marque de congestion.', { mask: 0x40 }),
  field.boolean('tcp.flags.urg', 'Urgent', 'Le segment porte des données urgentes.', { mask: 0x20 }),
  field.boolean('tcp.flags.ack', 'Acknowledgment', 'Le numéro d’acquittement est valable.', { mask: 0x10 }),
  field.boolean('tcp.flags.push', 'Push', 'Les données sont à remettre tout de suite au programme.', {
    mask: 0x08,
  }),
  field.boolean('tcp.flags.reset', 'Reset', 'La connexion est refusée, ou coupée net.', { mask: 0x04 }),
  field.boolean('tcp.flags.syn', 'Syn', 'La connexion s’ouvre.', { mask: 0x02 }),
  field.boolean('tcp.flags.fin', 'Fin', 'L’émetteur n’a plus rien à dire.', { mask: 0x01 }),
];

/** The flags as Wireshark writes them in a row, the reserved ones first. */
const FLAG_LETTERS = 'RRRACEUAPRSF';

const flagText = field.text('tcp.flags.str', 'TCP Flags', 'Les bits, chacun par sa lettre.', {
  hidden: true,
});

const END = 0;
const NOP = 1;

const optionFields = {
  options: field.bytes('tcp.options', 'TCP Options', 'Ce que les deux bouts négocient ou se disent en plus.'),
  kind: field.number('tcp.option_kind', 'Kind', 'La sorte d’option.', {
    show: named({
      0: 'End of Option List',
      1: 'No-Operation',
      2: 'Maximum Segment Size',
      3: 'Window Scale',
      4: 'SACK Permitted',
      5: 'SACK',
      8: 'Time Stamp Option',
    }),
  }),
  length: field.number('tcp.option_len', 'Length', 'La longueur de l’option, en octets.'),
  mss: field.number(
    'tcp.options.mss_val',
    'MSS Value',
    'Le plus de données que l’émetteur accepte dans un segment.',
  ),
  scale: field.number(
    'tcp.options.wscale.shift',
    'Shift count',
    'Les fenêtres annoncées seront à multiplier par 2 à cette puissance.',
  ),
  multiplier: field.number(
    'tcp.options.wscale.multiplier',
    'Multiplier',
    'Ce par quoi les fenêtres annoncées seront à multiplier.',
    { hidden: true },
  ),
  blocks: field.number(
    'tcp.options.sack.count',
    'TCP SACK Count',
    'Le nombre de blocs reçus au-delà d’un trou.',
    {
      hidden: true,
    },
  ),
  left: field.number(
    'tcp.options.sack_le',
    'TCP SACK Left Edge',
    'Le début de données reçues au-delà d’un trou.',
  ),
  right: field.number(
    'tcp.options.sack_re',
    'TCP SACK Right Edge',
    'La fin de données reçues au-delà d’un trou.',
  ),
  timestamp: field.number('tcp.options.timestamp.tsval', 'Timestamp value', 'L’horloge de l’émetteur.'),
  echo: field.number(
    'tcp.options.timestamp.tsecr',
    'Timestamp echo reply',
    'La dernière horloge vue de l’autre côté.',
  ),
};

/** Each option as a whole, by its kind. */
const wholeOptions: Readonly<Record<number, FieldDefinition>> = Object.fromEntries(
  Object.entries({
    0: 'eol',
    1: 'nop',
    2: 'mss',
    3: 'wscale',
    4: 'sack_perm',
    5: 'sack',
    8: 'timestamp',
    19: 'md5',
    29: 'ao',
    34: 'tfo',
  }).map(([kind, name]) => [
    kind,
    field.none(`tcp.options.${name}`, 'TCP Option', 'Cette option est là.', { hidden: true }),
  ]),
);

/** The Transmission Control Protocol (RFC 9293). */
export const tcp: LayerModule = {
  protocol: 'tcp',
  title: 'Transmission Control Protocol',
  about: 'Le transport avec connexion : chaque octet est numéroté, acquitté, et renvoyé s’il se perd.',
  fields: [
    ...Object.values(fields),
    ...bits,
    flagText,
    ...Object.values(optionFields),
    ...Object.values(wholeOptions),
  ],

  follow(layer, stack) {
    const { start } = layer;
    if (layer.end - start < MIN_HEADER) return;
    const header = (uint8(stack.bytes, start + 12) >> 4) * 4;
    if (header < MIN_HEADER) return;
    layer.payload = start + header;
    // What a reset carries is words about its cause, for a person (RFC 9293, section 3.5.3): no protocol.
    if ((uint8(stack.bytes, start + 13) & RST) !== 0) return;
    if (layer.payload >= layer.end) return;
    const protocol = protocolOf(layer, stack.bytes);
    // On a port of HTTP, Wireshark shows what is no head as data of the segment, and no layer.
    if (protocol === 'http' && !looksLikeHttp(stack.bytes, layer.payload, layer.end, layer.wireEnd)) return;
    stack.enter(protocol, layer);
  },

  dissect(layer, sink, stack) {
    const { start, end, wireEnd } = layer;
    sink.need(start, 4);
    sink.add(fields.source, start, 2);
    sink.add(fields.destination, start + 2, 2);
    sink.need(start + 4, 12);
    // Wireshark gives a quoted segment no length, and in IPv4 no raw number.
    const numbered = !layer.quoted || stack.networkOf(layer)?.protocol === 'ipv6';
    if (numbered) sink.add(fields.sequence, start + 4, 4);
    sink.add(fields.acknowledgment, start + 8, 4);
    const header = (uint8(sink.bytes, start + 12) >> 4) * 4;
    sink.put(fields.headerLength, start + 12, 1, header);
    if (header < MIN_HEADER) sink.need(end, 1);
    if (!layer.quoted) sink.put(fields.dataLength, start + 12, 0, Math.max(0, wireEnd - start - header));
    dissectFlags(sink, start + 12);
    sink.add(fields.window, start + 14, 2);
    sink.add(fields.checksum, start + 16, 2);
    if (sink.wants(fields.checksumStatus) || sink.wants(fields.checksumPartial)) {
      const length = wireEnd - start;
      const status = pseudoHeaderChecksum(layer, stack, TCP, length);
      sink.put(fields.checksumStatus, start + 16, 0, status);
      if (status === checksumStatus.bad && isPartialChecksum(layer, stack, TCP, length, start + 16))
        sink.put(fields.checksumPartial, start + 16, 0, true);
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
  if (!sink.wants(flagText)) return;
  const set = uint16(sink.bytes, offset) & 0xfff;
  const letters = Array.from(FLAG_LETTERS, (letter, i) => ((set & (0x800 >> i)) === 0 ? '·' : letter));
  sink.put(flagText, offset, 2, letters.join(''));
}

function protocolOf(layer: Layer, bytes: Uint8Array): ProtocolName {
  const source = uint16(bytes, layer.start);
  const destination = uint16(bytes, layer.start + 2);
  const expected = protocols[Math.min(source, destination)] ?? protocols[Math.max(source, destination)];
  // What it says counts for more than the port it comes to, but on those of TLS, where a record begins anywhere.
  if (expected !== undefined && expected !== 'http') return expected;
  if (looksLikeTls(bytes, layer.payload, layer.end)) return 'tls';
  if (expected) return expected;
  return hasFirstLine(bytes, layer.payload, layer.end) ? 'http' : 'data';
}

/** The options of a TCP header (RFC 9293, section 3.2), up to the first whose length makes no sense. */
function dissectTcpOptions(sink: FieldSink, start: number, end: number): void {
  if (end <= start) return;
  // What a cut leaves of them is shown.
  const kept = Math.min(end, sink.end) - start;
  if (kept > 0) sink.add(optionFields.options, start, kept);
  sink.open();
  for (let at = start; at < end;) {
    sink.need(at, 1);
    const kind = uint8(sink.bytes, at);
    // A kind whose length was cut off tells nothing.
    if (kind > NOP && at + 1 < end) sink.need(at, 2);
    sink.add(optionFields.kind, at, 1);
    const whole = wholeOptions[kind];
    if (whole && kind <= NOP) sink.add(whole, at, 1);
    if (kind === END) break;
    if (kind === NOP) {
      at++;
      continue;
    }
    const length = at + 1 < Math.min(end, sink.end) ? uint8(sink.bytes, at + 1) : 0;
    if (length < 2 || at + length > end) break;
    sink.open();
    if (whole) sink.add(whole, at, Math.min(length, sink.end - at));
    sink.add(optionFields.length, at + 1, 1);
    dissectOption(sink, kind, at + 2, length - 2);
    sink.close();
    at += length;
  }
  sink.close();
}

function dissectOption(sink: FieldSink, kind: number, at: number, length: number): void {
  if (kind === 2 && length === 2) sink.add(optionFields.mss, at, 2);
  if (kind === 3 && length === 1) {
    sink.add(optionFields.scale, at, 1);
    sink.put(optionFields.multiplier, at, 1, 2 ** uint8(sink.bytes, at));
  }
  if (kind === 5 && length % 8 === 0) {
    sink.put(optionFields.blocks, at, 0, length / 8);
    for (let block = at; block < at + length; block += 8) {
      sink.add(optionFields.left, block, 4);
      sink.add(optionFields.right, block + 4, 4);
    }
  }
  if (kind === 8 && length === 8) {
    sink.add(optionFields.timestamp, at, 4);
    sink.add(optionFields.echo, at + 4, 4);
  }
}
