import { dnsType } from '../../packet/dns/record.js';
import { readDnsName } from '../../packet/dns/name.js';
import { uint16, uint8 } from '../../packet/octets.js';
import { ParseError } from '../../parse-error.js';
import { dnsFields as fields, dnsFlagFields } from './dns-fields.js';
import { type FieldDefinition, type FieldSink, LayerCut } from './field.js';
import type { LayerModule } from './layer.js';
import { PrefixedMessage } from './message-end.js';

const HEADER = 12;

/** The Domain Name System (RFC 1035). */
export const dns: LayerModule = {
  protocol: 'dns',
  title: 'Domain Name System',
  about: 'L’annuaire d’Internet : il donne l’adresse d’un nom.',
  fields: [...Object.values(fields), ...Object.values(dnsFlagFields)],

  // Over TCP a length comes before each message (RFC 1035, section 4.2.2), which has a header at least.
  stream: {
    begins: (bytes, at, end) => end - at < 2 || uint16(bytes, at) >= HEADER,
    message: () => new PrefixedMessage(2),
  },

  dissect({ start, end, network }, sink, stack) {
    const overTcp = stack.layers
      .slice(Math.max(0, network), stack.count)
      .some(({ protocol }) => protocol === 'tcp');
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
  const flags = uint16(sink.bytes, at);
  const isResponse = (flags & 0x8000) !== 0;
  // A question may ask for this bit too (RFC 6840, section 5.7).
  const asksAuthenticated = (flags & 0x20) !== 0;
  sink.open();
  sink.add(response, at, 2);
  sink.add(opcode, at, 2);
  if (isResponse) sink.add(authoritative, at, 2);
  sink.add(truncated, at, 2);
  sink.add(desired, at, 2);
  if (isResponse) sink.add(available, at, 2);
  sink.add(z, at, 2);
  if (isResponse || asksAuthenticated) sink.add(authenticated, at, 2);
  sink.add(disabled, at, 2);
  if (isResponse) sink.add(code, at, 2);
  sink.close();
}

const OPT = 41;
const ROOT = '<Root>';
/** Type, class, time to live and length. */
const RECORD_HEADER = 10;

/**
 * Puts a name of a message, which may point to another before it; no pointer leads forwards, so that none makes a loop.
 *
 * @param start where the message begins in the frame
 * @param behind bytes that have to follow for the name to count, as Wireshark wants them
 * @returns where the name ends in the message
 */
function putName(
  sink: FieldSink,
  field: FieldDefinition,
  start: number,
  message: Uint8Array,
  at: number,
  behind = 0,
): number {
  const { name, end } = nameAt(start, message, at);
  sink.need(start + end, behind);
  sink.put(field, start + at, end - at, name === '.' ? ROOT : name);
  return end;
}

function nameAt(start: number, message: Uint8Array, at: number): ReturnType<typeof readDnsName> {
  try {
    return readDnsName(message, at);
  } catch (error) {
    if (error instanceof ParseError) throw new LayerCut(start + at);
    throw error;
  }
}

/** A resource record (RFC 1035, section 3.2), where all of it is there. @returns where it ends in the message */
function dissectDnsRecord(sink: FieldSink, start: number, message: Uint8Array, at: number): number {
  const { end: fixed } = nameAt(start, message, at);
  sink.need(start + fixed, RECORD_HEADER);
  const place = start + fixed;
  const end = fixed + RECORD_HEADER + uint16(message, fixed + 8);
  sink.need(start, end);
  putName(sink, fields.name, start, message, at);
  sink.open();
  sink.add(fields.type, place, 2);
  const type = uint16(message, fixed);
  if (type === OPT) sink.add(fields.udpSize, place + 2, 2);
  else {
    sink.add(fields.class, place + 2, 2);
    sink.add(fields.ttl, place + 4, 4);
  }
  sink.add(fields.dataLength, place + 8, 2);
  dissectData(sink, type, start, message.subarray(0, end), fixed + RECORD_HEADER);
  sink.close();
  return end;
}

/** @param message up to the end of the record: what follows is not its own */
function dissectData(sink: FieldSink, type: number, start: number, message: Uint8Array, at: number): void {
  const target = nameFields[type];
  if (target) {
    putName(sink, target, start, message, at);
    return;
  }
  switch (type) {
    case dnsType.A:
      sink.add(fields.address, start + at, 4);
      break;
    case dnsType.AAAA:
      sink.add(fields.address6, start + at, 16);
      break;
    case dnsType.MX:
      sink.add(fields.preference, start + at, 2);
      putName(sink, fields.exchange, start, message, at + 2);
      break;
    case dnsType.TXT:
      dissectTexts(sink, start, message, at);
      break;
    case dnsType.SOA:
      dissectAuthority(sink, start, message, at);
  }
}

const nameFields: Readonly<Record<number, FieldDefinition>> = {
  [dnsType.CNAME]: fields.canonical,
  [dnsType.NS]: fields.server,
  [dnsType.PTR]: fields.pointer,
};

function dissectTexts(sink: FieldSink, start: number, message: Uint8Array, from: number): void {
  for (let at = from; at < message.length;) {
    const length = uint8(message, at);
    sink.add(fields.text, start + at + 1, length);
    at += 1 + length;
  }
}

function dissectAuthority(sink: FieldSink, start: number, message: Uint8Array, at: number): void {
  const mailbox = putName(sink, fields.soaServer, start, message, at);
  const numbers = start + putName(sink, fields.soaMailbox, start, message, mailbox);
  const { soaSerial, soaRefresh, soaRetry, soaExpire, soaMinimum } = fields;
  [soaSerial, soaRefresh, soaRetry, soaExpire, soaMinimum].forEach((field, i) => {
    sink.add(field, numbers + 4 * i, 4);
  });
}
