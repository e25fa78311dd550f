import { uint8 } from '../../packet/octets.js';
import { named } from '../fields/field.js';
import type { FieldSink } from '../fields/field-sink.js';
import { listOf } from './layer.js';

const END = 0;
const NOP = 1;

const fields = {
  options: {
    name: 'tcp.options',
    label: 'TCP Options',
    kind: 'bytes',
    about: 'Ce que les deux bouts négocient ou se disent en plus.',
  },
  kind: {
    name: 'tcp.option_kind',
    label: 'Kind',
    kind: 'number',
    show: named({
      0: 'End of Option List',
      1: 'No-Operation',
      2: 'Maximum Segment Size',
      3: 'Window Scale',
      4: 'SACK Permitted',
      5: 'SACK',
      8: 'Time Stamp Option',
    }),
    about: 'La sorte d’option.',
  },
  length: {
    name: 'tcp.option_len',
    label: 'Length',
    kind: 'number',
    about: 'La longueur de l’option, en octets.',
  },
  mss: {
    name: 'tcp.options.mss_val',
    label: 'MSS Value',
    kind: 'number',
    about: 'Le plus de données que l’émetteur accepte dans un segment.',
  },
  scale: {
    name: 'tcp.options.wscale.shift',
    label: 'Shift count',
    kind: 'number',
    about: 'Les fenêtres annoncées seront à multiplier par 2 à cette puissance.',
  },
  left: {
    name: 'tcp.options.sack_le',
    label: 'TCP SACK Left Edge',
    kind: 'number',
    about: 'Le début de données reçues au-delà d’un trou.',
  },
  right: {
    name: 'tcp.options.sack_re',
    label: 'TCP SACK Right Edge',
    kind: 'number',
    about: 'La fin de données reçues au-delà d’un trou.',
  },
  timestamp: {
    name: 'tcp.options.timestamp.tsval',
    label: 'Timestamp value',
    kind: 'number',
    about: 'L’horloge de l’émetteur.',
  },
  echo: {
    name: 'tcp.options.timestamp.tsecr',
    label: 'Timestamp echo reply',
    kind: 'number',
    about: 'La dernière horloge vue de l’autre côté.',
  },
} as const;

export const tcpOptionFields = listOf(fields);

/** The options of a TCP header (RFC 9293, section 3.2), up to the first whose length makes no sense. */
export function dissectTcpOptions(sink: FieldSink, start: number, end: number): void {
  if (end <= start) return;
  // What a cut leaves of them is shown.
  const kept = Math.min(end, sink.end) - start;
  if (kept > 0) sink.add(fields.options, start, kept);
  sink.open();
  for (let at = start; at < end;) {
    sink.need(at, 1);
    const kind = uint8(sink.bytes, at);
    // A kind whose length was cut off tells nothing.
    if (kind > NOP && at + 1 < end) sink.need(at, 2);
    sink.add(fields.kind, at, 1);
    if (kind === END) break;
    if (kind === NOP) {
      at++;
      continue;
    }
    const length = at + 1 < Math.min(end, sink.end) ? uint8(sink.bytes, at + 1) : 0;
    if (length < 2 || at + length > end) break;
    sink.open();
    sink.add(fields.length, at + 1, 1);
    dissectOption(sink, kind, at + 2, length - 2);
    sink.close();
    at += length;
  }
  sink.close();
}

function dissectOption(sink: FieldSink, kind: number, at: number, length: number): void {
  if (kind === 2 && length === 2) sink.add(fields.mss, at, 2);
  if (kind === 3 && length === 1) sink.add(fields.scale, at, 1);
  if (kind === 5 && length % 8 === 0) {
    for (let block = at; block < at + length; block += 8) {
      sink.add(fields.left, block, 4);
      sink.add(fields.right, block + 4, 4);
    }
  }
  if (kind === 8 && length === 8) {
    sink.add(fields.timestamp, at, 4);
    sink.add(fields.echo, at + 4, 4);
  }
}
