import { uint8 } from '../../packet/octets.js';
import { named } from '../fields/field.js';
import type { FieldSink } from '../fields/field-sink.js';
import { listOf } from './layer.js';

const END = 0;
const NOP = 1;
const RECORD_ROUTE = 7;

const fields = {
  type: {
    name: 'ip.opt.type',
    label: 'Type',
    kind: 'number',
    show: named({
      0: 'End of Options List (EOL)',
      1: 'No-Operation (NOP)',
      7: 'Record Route (RR)',
      68: 'Time Stamp (TS)',
      131: 'Loose Source Route (LSR)',
      137: 'Strict Source Route (SSR)',
      148: 'Router Alert (RTRALT)',
    }),
    about: 'L’option demandée aux routeurs.',
  },
  length: {
    name: 'ip.opt.len',
    label: 'Length',
    kind: 'number',
    about: 'La longueur de l’option, en octets.',
  },
  pointer: {
    name: 'ip.opt.ptr',
    label: 'Pointer',
    kind: 'number',
    about: 'La première case encore libre de la route enregistrée.',
  },
  recorded: {
    name: 'ip.rec_rt',
    label: 'Recorded Route',
    kind: 'ipv4',
    about: 'L’adresse qu’un routeur du chemin a écrite ici.',
  },
} as const;

export const ipOptionFields = listOf(fields);

/** The options of an IPv4 header (RFC 791, section 3.1), up to the first whose length makes no sense. */
export function dissectIpOptions(sink: FieldSink, start: number, end: number): void {
  for (let at = start; at < end;) {
    sink.add(fields.type, at, 1);
    const type = uint8(sink.bytes, at);
    if (type === END) return;
    if (type === NOP) {
      at++;
      continue;
    }
    sink.open();
    sink.add(fields.length, at + 1, 1);
    const length = uint8(sink.bytes, at + 1);
    if (length < 2 || at + length > end) {
      sink.close();
      return;
    }
    if (type === RECORD_ROUTE && length > 2) dissectRoute(sink, at, at + length);
    sink.close();
    at += length;
  }
}

function dissectRoute(sink: FieldSink, option: number, end: number): void {
  sink.add(fields.pointer, option + 2, 1);
  const filled = Math.min(end, option + uint8(sink.bytes, option + 2) - 1);
  for (let at = option + 3; at + 4 <= filled; at += 4) sink.add(fields.recorded, at, 4);
}
