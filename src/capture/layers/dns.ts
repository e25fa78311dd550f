import { uint16 } from '../../packet/octets.js';
import type { FieldSink } from '../fields/field-sink.js';
import { dnsFields as fields, dnsFlagFields } from './dns-fields.js';
import { dissectDnsRecord, putName } from './dns-record.js';
import type { LayerModule } from './layer.js';
import { listOf } from './layer.js';

const HEADER = 12;

/** Names to addresses, and the rest of the directory (RFC 1035). */
export const dns: LayerModule = {
  protocol: 'dns',
  title: 'Domain Name System',
  about: 'L’annuaire d’Internet : il donne l’adresse d’un nom.',
  fields: [...listOf(fields), ...listOf(dnsFlagFields)],

  follow() {
    // Nothing travels inside.
  },

  dissect({ start, end, network }, sink, outline) {
    const overTcp = outline.layers.slice(Math.max(0, network), outline.count).some(isTcpBefore(start));
    if (!overTcp) {
      dissectMessage(sink, start, end);
      return;
    }
    // Over TCP a length comes before each message (RFC 1035, section 4.2.2).
    for (let at = start; at < end;) {
      sink.add(fields.length, at, 2);
      const length = uint16(sink.bytes, at);
      const next = at + 2 + length;
      dissectMessage(sink, at + 2, Math.min(next, end));
      sink.need(at + 2, length);
      at = next;
    }
  },
};

function isTcpBefore(start: number): (layer: { protocol: string; payload: number }) => boolean {
  return (layer) => layer.protocol === 'tcp' && layer.payload === start;
}

function dissectMessage(sink: FieldSink, start: number, end: number): void {
  sink.need(start, 4);
  sink.add(fields.id, start, 2);
  sink.add(fields.flags, start + 2, 2);
  dissectFlags(sink, start + 2);
  sink.add(fields.questions, start + 4, 2);
  sink.add(fields.answers, start + 6, 2);
  sink.add(fields.authorities, start + 8, 2);
  sink.add(fields.additionals, start + 10, 2);
  const message = sink.bytes.subarray(start, end);
  let at = HEADER;
  for (let i = uint16(message, 4); i > 0; i--) {
    at = putName(sink, fields.questionName, start, message, at, 4);
    sink.open();
    sink.add(fields.questionType, start + at, 2);
    sink.add(fields.questionClass, start + at + 2, 2);
    sink.close();
    at += 4;
  }
  const records = uint16(message, 6) + uint16(message, 8) + uint16(message, 10);
  for (let i = 0; i < records; i++) at = dissectDnsRecord(sink, start, message, at);
}

function dissectFlags(sink: FieldSink, at: number): void {
  const { response, opcode, authoritative, truncated, desired, available, z, authenticated, disabled, code } =
    dnsFlagFields;
  sink.need(at, 2);
  const isResponse = (uint16(sink.bytes, at) & 0x8000) !== 0;
  sink.open();
  sink.add(response, at, 2);
  sink.add(opcode, at, 2);
  if (isResponse) sink.add(authoritative, at, 2);
  sink.add(truncated, at, 2);
  sink.add(desired, at, 2);
  if (isResponse) sink.add(available, at, 2);
  sink.add(z, at, 2);
  if (isResponse) sink.add(authenticated, at, 2);
  sink.add(disabled, at, 2);
  if (isResponse) sink.add(code, at, 2);
  sink.close();
}
