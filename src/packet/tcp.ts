import { ParseError } from '../parse-error.js';
import { fits, octets, putUint16, putUint32, uint16, uint32, uint8 } from './octets.js';
import { ipProtocol } from './ipv4.js';
import { type IpEndpoints, addressSum, transportChecksum } from './checksum.js';

/** Bytes of a TCP header without options. */
export const TCP_HEADER_LENGTH = 20;

/** The flags of TCP, from the lowest bit (RFC 9293, section 3.1). */
const FLAGS = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ece', 'cwr'] as const;

/** What a segment is for: `syn` opens, `ack` acknowledges, `fin` closes, `rst` refuses or breaks … */
export type TcpFlag = (typeof FLAGS)[number];

/** A TCP segment (RFC 9293). */
export interface TcpSegment {
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Number of the first byte of data (of the SYN itself when there is one). */
  readonly sequence: number;
  /** The next byte awaited, with the flag `ack`. */
  readonly acknowledgment: number;
  /** From the lowest bit of the header: fin, syn, rst, psh, ack, urg, ece, cwr. */
  readonly flags: readonly TcpFlag[];
  /** Bytes that the sender can receive, to be multiplied by the window scale that it announced. */
  readonly window: number;
  /** Where urgent data end, with the flag `urg`. */
  readonly urgentPointer: number;
  /** Raw options, padding included, see `decodeTcpOptions`. */
  readonly options: Uint8Array;
  readonly data: Uint8Array;
}

/** A decoded segment with the checksum it came with. */
export interface DecodedTcp extends TcpSegment {
  readonly checksum: number;
  readonly checksumValid: boolean;
}

/** What {@link encodeTcp} needs; what is left out is 0, empty, or for the window 65535. */
export type TcpFields = Pick<TcpSegment, 'sourcePort' | 'destinationPort' | 'flags'> & Partial<TcpSegment>;

/** The beginning of a segment, as ICMP errors quote it: 8 bytes are all that one can count on. */
export type TcpPrefix = Pick<TcpSegment, 'sourcePort' | 'destinationPort' | 'sequence'>;

/**
 * The bytes of a TCP segment.
 *
 * @param fields ports, flags, and whatever departs from the defaults
 * @param endpoints addresses of the packet, which the checksum covers
 * @param checksum replaces the right checksum, to see what a wrong one does
 * @throws RangeError when a field does not fit its bits
 * @throws {@link ParseError} when an address is none, or when they are of two families
 * @see RFC 9293, section 3.1
 * @example
 * ```ts
 * import { encodeTcp, encodeTcpOptions } from 'sonde/packet';
 *
 * const syn = encodeTcp(
 *   { sourcePort: 49152, destinationPort: 443, flags: ['syn'], options: encodeTcpOptions([{ kind: 'mss', mss: 1460 }]) },
 *   { source: '192.0.2.1', destination: '192.0.2.2' },
 * );
 * console.log(syn.length, syn[13]); // → 24 2
 * ```
 */
export function encodeTcp(fields: TcpFields, endpoints: IpEndpoints, checksum?: number): Uint8Array {
  const { options = NOTHING, data = NOTHING } = fields;
  const headerLength = TCP_HEADER_LENGTH + Math.ceil(fits('TCP options length', options.length, 40) / 4) * 4;
  const bytes = new Uint8Array(headerLength + data.length);
  putUint16(bytes, 0, fits('TCP source port', fields.sourcePort, 0xffff));
  putUint16(bytes, 2, fits('TCP destination port', fields.destinationPort, 0xffff));
  putUint32(bytes, 4, fits('TCP sequence', fields.sequence ?? 0, 0xffffffff));
  putUint32(bytes, 8, fits('TCP acknowledgment', fields.acknowledgment ?? 0, 0xffffffff));
  bytes[12] = (headerLength / 4) << 4;
  bytes[13] = flagBits(fields.flags);
  putUint16(bytes, 14, fits('TCP window', fields.window ?? 0xffff, 0xffff));
  putUint16(bytes, 18, fits('TCP urgent pointer', fields.urgentPointer ?? 0, 0xffff));
  bytes.set(options, TCP_HEADER_LENGTH);
  bytes.set(data, headerLength);
  const sum = checksum ?? transportChecksum(bytes, addressSum(endpoints), ipProtocol.tcp);
  putUint16(bytes, 16, fits('TCP checksum', sum, 0xffff));
  return bytes;
}

/**
 * Reads a TCP segment. A wrong checksum is not an error: `checksumValid` says it.
 *
 * @param bytes the segment, from its source port
 * @param endpoints addresses of the packet, such as the decoded packet itself
 * @returns the segment; options and data are views on `bytes`, not copies
 * @throws {@link ParseError} when its header is cut
 * @see RFC 9293, section 3.1
 * @example
 * ```ts
 * import { decodeTcp, encodeTcp } from 'sonde/packet';
 *
 * const endpoints = { source: '192.0.2.2', destination: '192.0.2.1' };
 * const refusal = encodeTcp({ sourcePort: 443, destinationPort: 49152, flags: ['rst', 'ack'] }, endpoints);
 * const { flags, checksumValid } = decodeTcp(refusal, endpoints);
 * console.log(flags.join('+'), checksumValid); // → rst+ack true
 * ```
 */
export function decodeTcp(bytes: Uint8Array, endpoints: IpEndpoints): DecodedTcp {
  return readTcp(bytes, addressSum(endpoints));
}

/**
 * Reads a TCP segment.
 *
 * @param addresses sum of the addresses of the packet
 */
export function readTcp(bytes: Uint8Array, addresses: number): DecodedTcp {
  if (bytes.length < TCP_HEADER_LENGTH) {
    throw new ParseError(`a TCP header has at least 20 bytes, got ${bytes.length}`, bytes.length);
  }
  const headerLength = (uint8(bytes, 12) >> 4) * 4;
  if (headerLength < TCP_HEADER_LENGTH || headerLength > bytes.length) {
    throw new ParseError(`impossible TCP header length: ${headerLength}`, 12);
  }
  return {
    sourcePort: uint16(bytes, 0),
    destinationPort: uint16(bytes, 2),
    sequence: uint32(bytes, 4),
    acknowledgment: uint32(bytes, 8),
    flags: flagsOf(uint8(bytes, 13)),
    window: uint16(bytes, 14),
    checksum: uint16(bytes, 16),
    checksumValid: transportChecksum(bytes, addresses, ipProtocol.tcp) === 0,
    urgentPointer: uint16(bytes, 18),
    options: octets(bytes, TCP_HEADER_LENGTH, headerLength),
    data: octets(bytes, headerLength, bytes.length),
  };
}

/**
 * Reads the first 8 bytes of a TCP segment, which is what an ICMP error must quote of it.
 *
 * @param bytes the quoted bytes, from the source port
 * @throws {@link ParseError} when there are fewer than 8
 * @see RFC 792, "Internet Header + 64 bits of Data Datagram"
 * @example
 * ```ts
 * import { decodeTcpPrefix } from 'sonde/packet';
 *
 * const { destinationPort, sequence } = decodeTcpPrefix(Uint8Array.of(0xc0, 0, 1, 0xbb, 0, 0, 0, 7));
 * console.log(destinationPort, sequence); // → 443 7
 * ```
 */
export function decodeTcpPrefix(bytes: Uint8Array): TcpPrefix {
  return { sourcePort: uint16(bytes, 0), destinationPort: uint16(bytes, 2), sequence: uint32(bytes, 4) };
}

const NOTHING = new Uint8Array(0);

function flagsOf(bits: number): readonly TcpFlag[] {
  return FLAGS.filter((_, bit) => (bits & (1 << bit)) !== 0);
}

function flagBits(flags: readonly TcpFlag[]): number {
  return flags.reduce((bits, flag) => bits | (1 << FLAGS.indexOf(flag)), 0);
}
