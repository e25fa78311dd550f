import { ParseError } from '../../parse-error.js';
import { ipv4Bytes, ipv4Text, ipv6Bytes, ipv6Text } from '../address.js';
import { concatOctets, fits, octets, putUint16, putUint32, uint16, uint32, uint8 } from '../octets.js';
import { dnsNameBytes, dnsText, dnsTextBytes, readDnsName } from './name.js';

/** Types of records that Sonde takes apart (IANA dns-parameters). */
export const dnsType = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28 } as const;

/** Class of the Internet, the only one in use. */
export const DNS_CLASS_INTERNET = 1;

/** What a record of class Internet says, by its type. */
export type DnsData =
  /** The IPv4, or IPv6, address of a name. */
  | { readonly type: 'A' | 'AAAA'; readonly address: string }
  /** Another name: the true one, the one of an address, or the server of a zone. */
  | { readonly type: 'CNAME' | 'PTR' | 'NS'; readonly target: string }
  /** Who takes the mail; the lowest preference first. */
  | { readonly type: 'MX'; readonly preference: number; readonly exchange: string }
  /** Free text; what is not printable ASCII is written `\DDD`. */
  | { readonly type: 'TXT'; readonly texts: readonly string[] }
  | DnsStartOfAuthority
  /** A record, or a class, that Sonde does not take apart. */
  | {
      readonly type: 'other';
      readonly number: number;
      readonly classNumber: number;
      readonly data: Uint8Array;
    };

/** Where a zone begins, and how its copies are kept (RFC 1035, section 3.3.13; RFC 2308). */
export interface DnsStartOfAuthority {
  readonly type: 'SOA';
  /** The server that has the original. */
  readonly server: string;
  /** Mail address of who is in charge, its @ written as a dot. */
  readonly mailbox: string;
  /** Goes up at each change. */
  readonly serial: number;
  readonly refreshSeconds: number;
  readonly retrySeconds: number;
  readonly expireSeconds: number;
  /** How long "no such name" may be believed. */
  readonly minimumSeconds: number;
}

/** A resource record (RFC 1035, section 3.2). */
export type DnsRecord = DnsData & {
  readonly name: string;
  /** How long it may be kept; of other records, 32 bits that mean what their type says. */
  readonly ttlSeconds: number;
};

/** The bytes of a record, without compression. */
export function dnsRecordBytes(record: DnsRecord): Uint8Array {
  const name = dnsNameBytes(record.name);
  const data = dataBytes(record);
  const other = record.type === 'other';
  const fixed = new Uint8Array(10);
  const number = other ? record.number : dnsType[record.type];
  putUint16(fixed, 0, fits('DNS record type', number, 0xffff));
  putUint16(fixed, 2, fits('DNS class', other ? record.classNumber : DNS_CLASS_INTERNET, 0xffff));
  putUint32(fixed, 4, fits('DNS ttl', record.ttlSeconds, 0xffffffff));
  putUint16(fixed, 8, fits('DNS data length', data.length, 0xffff));
  return concatOctets([name, fixed, data]);
}

/**
 * Reads a record.
 *
 * @param message the whole DNS message
 * @param start where the record begins
 * @throws {@link ParseError} when it is cut or its data are not what its type says
 */
export function readDnsRecord(message: Uint8Array, start: number): { record: DnsRecord; end: number } {
  const { name, end: fixed } = readDnsName(message, start);
  const dataStart = fixed + 10;
  const end = dataStart + uint16(message, fixed + 8);
  // What follows the data is not theirs: names in them may point before, never run past them.
  const upToEnd = octets(message, 0, end);
  const number = uint16(message, fixed);
  const classNumber = uint16(message, fixed + 2);
  const data = classNumber === DNS_CLASS_INTERNET ? readData(number, upToEnd, dataStart) : undefined;
  const content = data ?? { type: 'other', number, classNumber, data: octets(message, dataStart, end) };
  return { record: { name, ttlSeconds: uint32(message, fixed + 4), ...content }, end };
}

function readData(number: number, message: Uint8Array, start: number): DnsData | undefined {
  switch (number) {
    case dnsType.A:
      return whole(message, start + 4, { type: 'A', address: ipv4Text(message, start) });
    case dnsType.AAAA:
      return whole(message, start + 16, { type: 'AAAA', address: ipv6Text(message, start) });
    case dnsType.CNAME:
      return readTarget('CNAME', message, start);
    case dnsType.PTR:
      return readTarget('PTR', message, start);
    case dnsType.NS:
      return readTarget('NS', message, start);
    case dnsType.MX: {
      const { name, end } = readDnsName(message, start + 2);
      return whole(message, end, { type: 'MX', preference: uint16(message, start), exchange: name });
    }
    case dnsType.TXT:
      return { type: 'TXT', texts: readTexts(message, start) };
    case dnsType.SOA:
      return readStartOfAuthority(message, start);
    default:
      return undefined;
  }
}

/** The data, when they end where the record says. */
function whole(message: Uint8Array, end: number, data: DnsData): DnsData {
  if (end !== message.length) {
    throw new ParseError(`DNS ${data.type} data end at ${end}, their record at ${message.length}`, end);
  }
  return data;
}

function readTarget(type: 'CNAME' | 'PTR' | 'NS', message: Uint8Array, start: number): DnsData {
  const { name, end } = readDnsName(message, start);
  return whole(message, end, { type, target: name });
}

function readTexts(message: Uint8Array, start: number): readonly string[] {
  const texts: string[] = [];
  for (let at = start; at < message.length;) {
    const end = at + 1 + uint8(message, at);
    texts.push(dnsText(octets(message, at + 1, end)));
    at = end;
  }
  return texts;
}

function readStartOfAuthority(message: Uint8Array, start: number): DnsData {
  const server = readDnsName(message, start);
  const mailbox = readDnsName(message, server.end);
  const numbers = mailbox.end;
  return whole(message, numbers + 20, {
    type: 'SOA',
    server: server.name,
    mailbox: mailbox.name,
    serial: uint32(message, numbers),
    refreshSeconds: uint32(message, numbers + 4),
    retrySeconds: uint32(message, numbers + 8),
    expireSeconds: uint32(message, numbers + 12),
    minimumSeconds: uint32(message, numbers + 16),
  });
}

function dataBytes(data: DnsData): Uint8Array {
  switch (data.type) {
    case 'A':
      return ipv4Bytes(data.address);
    case 'AAAA':
      return ipv6Bytes(data.address);
    case 'CNAME':
    case 'PTR':
    case 'NS':
      return dnsNameBytes(data.target);
    case 'MX': {
      const preference = new Uint8Array(2);
      putUint16(preference, 0, fits('DNS preference', data.preference, 0xffff));
      return concatOctets([preference, dnsNameBytes(data.exchange)]);
    }
    case 'TXT':
      return concatOctets(data.texts.map(textBytes));
    case 'SOA':
      return startOfAuthorityBytes(data);
    case 'other':
      return data.data;
  }
}

function textBytes(text: string): Uint8Array {
  const bytes = dnsTextBytes(text);
  return concatOctets([Uint8Array.of(fits('DNS text length', bytes.length, 0xff)), bytes]);
}

function startOfAuthorityBytes(data: DnsStartOfAuthority): Uint8Array {
  const { serial, refreshSeconds, retrySeconds, expireSeconds, minimumSeconds } = data;
  const numbers = new Uint8Array(20);
  [serial, refreshSeconds, retrySeconds, expireSeconds, minimumSeconds].forEach((number, i) => {
    putUint32(numbers, 4 * i, fits('DNS SOA number', number, 0xffffffff));
  });
  return concatOctets([dnsNameBytes(data.server), dnsNameBytes(data.mailbox), numbers]);
}
