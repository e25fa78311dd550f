import { DNS_HEADER_LENGTH, dnsNameBytes, readDnsName } from './dns/name.js';
import { type DnsRecord, DNS_CLASS_INTERNET, dnsRecordBytes, dnsType, readDnsRecord } from './dns/record.js';
import { concatOctets, fits, putUint16, uint16 } from './octets.js';

/** Response codes that the course meets (IANA dns-parameters). */
export const dnsResponseCode = {
  noError: 0,
  formatError: 1,
  serverFailure: 2,
  noSuchName: 3,
  refused: 5,
} as const;

/** Flags of a message (RFC 1035, section 4.1.1; RFC 4035 for the last two), from the highest bit. */
const FLAGS = {
  response: 0x8000,
  authoritative: 0x0400,
  truncated: 0x0200,
  recursionDesired: 0x0100,
  recursionAvailable: 0x0080,
  authenticData: 0x0020,
  checkingDisabled: 0x0010,
} as const;

/** What a message says of itself in one bit each. */
export interface DnsFlags {
  /** It answers, instead of asking. */
  readonly response: boolean;
  /** The server is in charge of the zone. */
  readonly authoritative: boolean;
  /** The answer was too long for UDP: ask again over TCP. */
  readonly truncated: boolean;
  /** Asks the server to ask the others. */
  readonly recursionDesired: boolean;
  /** The server can do it. */
  readonly recursionAvailable: boolean;
  /** The signatures were checked, and are right (DNSSEC). */
  readonly authenticData: boolean;
  /** Asks not to check them. */
  readonly checkingDisabled: boolean;
}

/** What is asked. */
export interface DnsQuestion {
  readonly name: string;
  /** A type of {@link dnsType}, or a number for the others. */
  readonly type: keyof typeof dnsType | number;
  /** Absent for 1, the Internet. */
  readonly classNumber?: number;
}

/** A DNS message: questions and answers have the same format (RFC 1035, section 4.1). */
export interface DnsMessage extends DnsFlags {
  /** Ties an answer to its question. */
  readonly id: number;
  /** 0 for an ordinary question. */
  readonly operation: number;
  /** How it went, see {@link dnsResponseCode}. */
  readonly responseCode: number;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  /** The servers in charge. */
  readonly authorities: readonly DnsRecord[];
  /** What the asker would ask next. */
  readonly additionals: readonly DnsRecord[];
}

/** What {@link encodeDns} needs; flags are unset, numbers 0 and lists empty by default. */
export type DnsFields = Pick<DnsMessage, 'id' | 'questions'> & Partial<DnsMessage>;

/**
 * The bytes of a DNS message, as UDP carries it. Names are not compressed.
 *
 * @param fields identifier, questions, and whatever departs from the defaults
 * @throws RangeError when a field does not fit its bits
 * @throws ParseError when a name or an address is none
 * @see RFC 1035, section 4
 * @example
 * ```ts
 * import { encodeDns } from 'sonde/packet';
 *
 * const question = { name: 'www.example.org', type: 'AAAA' } as const;
 * const bytes = encodeDns({ id: 0x1234, recursionDesired: true, questions: [question] });
 * console.log(bytes.length); // → 33
 * ```
 */
export function encodeDns(fields: DnsFields): Uint8Array {
  const { questions, answers = [], authorities = [], additionals = [] } = fields;
  const header = new Uint8Array(DNS_HEADER_LENGTH);
  putUint16(header, 0, fits('DNS id', fields.id, 0xffff));
  const operation = fits('DNS operation', fields.operation ?? 0, 0xf) << 11;
  putUint16(
    header,
    2,
    flagBits(fields) | operation | fits('DNS response code', fields.responseCode ?? 0, 0xf),
  );
  [questions, answers, authorities, additionals].forEach((section, i) => {
    putUint16(header, 4 + 2 * i, fits('DNS number of records', section.length, 0xffff));
  });
  const records = [...answers, ...authorities, ...additionals];
  return concatOctets([header, ...questions.map(questionBytes), ...records.map(dnsRecordBytes)]);
}

/**
 * Reads a DNS message, as UDP carries it. Bytes beyond its last record are left out.
 *
 * @param bytes the message, from its identifier
 * @returns the message; raw data are views on `bytes`, not copies
 * @throws ParseError when it is cut, or when a name or a record makes no sense
 * @see RFC 1035, section 4
 * @example
 * ```ts
 * import { decodeDns, encodeDns } from 'sonde/packet';
 *
 * const answer = { name: 'example.org', type: 'A', address: '192.0.2.1', ttlSeconds: 3600 } as const;
 * const bytes = encodeDns({
 *   id: 7, response: true, questions: [{ name: 'example.org', type: 'A' }], answers: [answer],
 * });
 * console.log(decodeDns(bytes).answers[0]?.name); // → example.org
 * ```
 */
export function decodeDns(bytes: Uint8Array): DnsMessage {
  const flags = uint16(bytes, 2);
  const questions = readSection(bytes, DNS_HEADER_LENGTH, uint16(bytes, 4), readQuestion);
  const answers = readSection(bytes, questions.end, uint16(bytes, 6), readEntry);
  const authorities = readSection(bytes, answers.end, uint16(bytes, 8), readEntry);
  const additionals = readSection(bytes, authorities.end, uint16(bytes, 10), readEntry);
  return {
    id: uint16(bytes, 0),
    ...flagsOf(flags),
    operation: (flags >> 11) & 0xf,
    responseCode: flags & 0xf,
    questions: questions.entries,
    answers: answers.entries,
    authorities: authorities.entries,
    additionals: additionals.entries,
  };
}

type ReadEntry<T> = (message: Uint8Array, start: number) => { entry: T; end: number };

function readSection<T>(
  message: Uint8Array,
  start: number,
  count: number,
  read: ReadEntry<T>,
): { entries: readonly T[]; end: number } {
  const entries: T[] = [];
  let end = start;
  for (let i = 0; i < count; i++) {
    const next = read(message, end);
    entries.push(next.entry);
    end = next.end;
  }
  return { entries, end };
}

function readEntry(message: Uint8Array, start: number): { entry: DnsRecord; end: number } {
  const { record, end } = readDnsRecord(message, start);
  return { entry: record, end };
}

function readQuestion(message: Uint8Array, start: number): { entry: DnsQuestion; end: number } {
  const { name, end } = readDnsName(message, start);
  const number = uint16(message, end);
  const type = typeNames.get(number) ?? number;
  const classNumber = uint16(message, end + 2);
  const entry = { name, type, ...(classNumber !== DNS_CLASS_INTERNET && { classNumber }) };
  return { entry, end: end + 4 };
}

const typeNames = new Map<number, keyof typeof dnsType>(
  (Object.keys(dnsType) as (keyof typeof dnsType)[]).map((name) => [dnsType[name], name]),
);

function questionBytes({ name, type, classNumber = DNS_CLASS_INTERNET }: DnsQuestion): Uint8Array {
  const fixed = new Uint8Array(4);
  putUint16(fixed, 0, fits('DNS question type', typeof type === 'number' ? type : dnsType[type], 0xffff));
  putUint16(fixed, 2, fits('DNS class', classNumber, 0xffff));
  return concatOctets([dnsNameBytes(name), fixed]);
}

function flagBits(flags: Partial<DnsFlags>): number {
  return flagNames.reduce((bits, name) => bits | (flags[name] ? FLAGS[name] : 0), 0);
}

function flagsOf(bits: number): DnsFlags {
  const flags = flagNames.map((name) => [name, (bits & FLAGS[name]) !== 0]);
  return Object.fromEntries(flags) as Record<keyof DnsFlags, boolean>;
}

const flagNames = Object.keys(FLAGS) as (keyof DnsFlags)[];
