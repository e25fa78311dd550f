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

/** Names of the local link, asked of everyone there (RFC 6762): a class keeps its first bit for another use. */
export const mdns: LayerModule = {
  ...dns,
  protocol: 'mdns',
  title: 'Multicast Domain Name System',
  about: 'Le DNS sans serveur : les machines du lien répondent elles-mêmes de leurs noms.',
  dissect({ start, end }, sink) {
    dissectMessage(sink, start, end, 0x7fff);
  },
};

/** Names of the local link as Windows asks for them (RFC 4795). */
export const llmnr: LayerModule = {
  ...dns,
  protocol: 'llmnr',
  title: 'Link-local Multicast Name Resolution',
  about: 'Une recherche de nom sur le lien, sans serveur.',
};

const MAX_NAMES = 64;
const LONGEST_LABEL = 63;
const KNOWN_CLASSES: ReadonlySet<number> = new Set([1, 3, 4, 254, 255]);

/**
 * A datagram that can be no other protocol's, whatever its port: one question, counts that its bytes bear out, and nothing
 * behind the last record.
 */
export function looksLikeDns(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < HEADER + 5) return false;
  const flags = uint16(bytes, start + 2);
  const isResponse = (flags & 0x8000) !== 0;
  const opcode = (flags >> 11) & 15;
  if ((flags & 0x40) !== 0 || opcode > 5 || opcode === 3 || uint16(bytes, start + 4) !== 1) return false;
  const records = [6, 8, 10].reduce((sum, at) => sum + uint16(bytes, start + at), 0);
  if (records > MAX_NAMES || (!isResponse && (records > 2 || (flags & 0x0f) !== 0))) return false;
  let at = nameEnd(bytes, start, start + HEADER, end);
  if (at + 4 > end || uint16(bytes, at) === 0 || !KNOWN_CLASSES.has(uint16(bytes, at + 2))) return false;
  at += 4;
  for (let i = 0; i < records; i++) {
    const fixed = nameEnd(bytes, start, at, end);
    if (fixed + RECORD_HEADER > end) return false;
    at = fixed + RECORD_HEADER + uint16(bytes, fixed + 8);
  }
  return at === end;
}

/** Where a name ends, or beyond all bytes where there is none: it is walked over, not read. */
function nameEnd(bytes: Uint8Array, start: number, from: number, end: number): number {
  for (let at = from; at < end && at - from <= 255;) {
    const length = uint8(bytes, at);
    if (length === 0) return at + 1;
    // A pointer ends a name, and leads back to another one of the message.
    if (length >= 0xc0) {
      const target = at + 1 < end ? start + (uint16(bytes, at) & 0x3fff) : end;
      return target >= start + HEADER && target < from ? at + 2 : Infinity;
    }
    if (length > LONGEST_LABEL) return Infinity;
    at += 1 + length;
  }
  return Infinity;
}

/** @param classBits those of a class that tell it */
function dissectMessage(sink: FieldSink, start: number, end: number, classBits = 0xffff): void {
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
    const { name } = nameAt(start, message, at);
    at = putName(sink, fields.questionName, start, message, at, 4);
    sink.put(fields.nameLength, start + at, 0, name === '.' ? ROOT.length : name.length);
    sink.put(fields.labels, start + at, 0, name === '.' ? 0 : name.split('.').length);
    sink.open();
    sink.add(fields.questionType, start + at, 2);
    sink.need(start + at + 2, 2);
    sink.put(fields.questionClass, start + at + 2, 2, uint16(message, at + 2) & classBits);
    sink.close();
    at += 4;
  }
  const records = uint16(message, 6) + uint16(message, 8) + uint16(message, 10);
  for (let i = 0; i < records; i++) at = dissectDnsRecord(sink, start, message, at, classBits);
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
function dissectDnsRecord(
  sink: FieldSink,
  start: number,
  message: Uint8Array,
  at: number,
  classBits: number,
): number {
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
    sink.put(fields.class, place + 2, 2, uint16(message, fixed + 2) & classBits);
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
