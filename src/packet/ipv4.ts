import { ParseError } from '../parse-error.js';
import { ipv4Text, putIpv4 } from './address.js';
import { sumOfRange } from './checksum.js';
import { fits, multipleOf, octets, putUint16, uint16, uint8 } from './octets.js';

/** Bytes of an IPv4 header without options. */
export const IPV4_HEADER_LENGTH = 20;
/** The longest IPv4 packet: the total length field has 16 bits. */
export const IPV4_MAX_LENGTH = 65535;

/** Protocol numbers that the course meets (IANA protocol-numbers). */
export const ipProtocol = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const;

/** The fields of an IPv4 header, as its reader sees them (RFC 791, section 3.1). */
export interface Ipv4Header {
  readonly version: 4;
  /** Type of service: DSCP (6 bits) and ECN (2 bits). */
  readonly tos: number;
  /** Header and payload, in bytes. */
  readonly totalLength: number;
  /** Identification, common to the fragments of one packet. */
  readonly identification: number;
  readonly dontFragment: boolean;
  readonly moreFragments: boolean;
  /** Place of this fragment in the packet, in bytes (a multiple of 8). */
  readonly fragmentOffset: number;
  /** Hops that the packet may still travel. */
  readonly ttl: number;
  /** Protocol of the payload, see {@link ipProtocol}. */
  readonly protocol: number;
  /** Header checksum as it stands in the bytes. */
  readonly checksum: number;
  /** Whether that checksum is the right one. */
  readonly checksumValid: boolean;
  readonly source: string;
  readonly destination: string;
  /** Raw options, padding included, see `decodeIpv4Options`; empty most of the time. */
  readonly options: Uint8Array;
}

/** An IPv4 header and what it carries. */
export interface Ipv4Packet extends Ipv4Header {
  readonly payload: Uint8Array;
}

/** What {@link encodeIpv4} needs; what is left out gets the usual value. */
export interface Ipv4Fields {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly payload: Uint8Array;
  /** 64 by default, as Linux. */
  readonly ttl?: number;
  readonly tos?: number;
  readonly identification?: number;
  readonly dontFragment?: boolean;
  readonly moreFragments?: boolean;
  /** In bytes, a multiple of 8. */
  readonly fragmentOffset?: number;
  /** At most 40 bytes, see `encodeIpv4Options`; padded with zeros to a multiple of 4. */
  readonly options?: Uint8Array;
  /** Replaces the right checksum, to see what a wrong one does. */
  readonly checksum?: number;
}

/**
 * The bytes of an IPv4 packet.
 *
 * @param fields addresses, protocol, payload, and whatever departs from the defaults. A decoded packet encodes back to
 *   the same bytes: to change one, leave its `checksum` out
 * @throws RangeError when a field does not fit its bits
 * @throws {@link ParseError} when an address is not an IPv4 address
 * @see RFC 791, section 3.1
 * @example
 * ```ts
 * import { encodeIpv4, ipProtocol } from 'sonde/packet';
 *
 * const bytes = encodeIpv4({
 *   source: '192.0.2.1', destination: '192.0.2.2', protocol: ipProtocol.icmp, payload: new Uint8Array(8),
 * });
 * console.log(bytes.length, bytes[0]); // → 28 69
 * ```
 */
export function encodeIpv4(fields: Ipv4Fields): Uint8Array {
  const { payload, options = NO_OPTIONS, fragmentOffset = 0 } = fields;
  const headerLength =
    IPV4_HEADER_LENGTH + Math.ceil(fits('IPv4 options length', options.length, 40) / 4) * 4;
  const totalLength = fits('IPv4 total length', headerLength + payload.length, IPV4_MAX_LENGTH);
  const flags = (fields.dontFragment ? 0x4000 : 0) | (fields.moreFragments ? 0x2000 : 0);
  const fragment =
    multipleOf(8, 'IPv4 fragment offset', fits('IPv4 fragment offset', fragmentOffset, 0xfff8)) / 8;

  const bytes = new Uint8Array(totalLength);
  bytes[0] = 0x40 | (headerLength / 4);
  bytes[1] = fits('IPv4 tos', fields.tos ?? 0, 0xff);
  putUint16(bytes, 2, totalLength);
  putUint16(bytes, 4, fits('IPv4 identification', fields.identification ?? 0, 0xffff));
  putUint16(bytes, 6, flags | fragment);
  bytes[8] = fits('IPv4 ttl', fields.ttl ?? 64, 0xff);
  bytes[9] = fits('IPv4 protocol', fields.protocol, 0xff);
  putIpv4(bytes, 12, fields.source);
  putIpv4(bytes, 16, fields.destination);
  if (options.length > 0) bytes.set(options, IPV4_HEADER_LENGTH);
  const checksum = fields.checksum ?? ~sumOfRange(bytes, 0, headerLength) & 0xffff;
  putUint16(bytes, 10, fits('IPv4 checksum', checksum, 0xffff));
  bytes.set(payload, headerLength);
  return bytes;
}

const NO_OPTIONS = new Uint8Array(0);

/**
 * Reads an IPv4 packet. Bytes beyond its total length (Ethernet padding) are left out.
 *
 * @param bytes the packet, from the first byte of its header
 * @returns header and payload; options and payload are views on `bytes`, not copies
 * @throws {@link ParseError} when it is not IPv4, or shorter than it says
 * @see RFC 791, section 3.1
 * @example
 * ```ts
 * import { decodeIpv4, encodeIpv4, ipProtocol } from 'sonde/packet';
 *
 * const bytes = encodeIpv4({
 *   source: '192.0.2.1', destination: '192.0.2.2', protocol: ipProtocol.icmp, payload: Uint8Array.of(1, 2), ttl: 7,
 * });
 * const { ttl, source, checksumValid } = decodeIpv4(bytes);
 * console.log(ttl, source, checksumValid); // → 7 192.0.2.1 true
 * ```
 */
export function decodeIpv4(bytes: Uint8Array): Ipv4Packet {
  const packet = decodeIpv4Prefix(bytes);
  if (packet.totalLength > bytes.length) {
    throw new ParseError(`IPv4 packet of ${packet.totalLength} bytes cut at ${bytes.length}`, bytes.length);
  }
  return packet;
}

/**
 * Reads the beginning of an IPv4 packet, as ICMP errors quote it: the header must be whole, the payload may be cut.
 *
 * @param bytes the quoted bytes, from the first byte of the header
 * @returns header and what is left of the payload; options and payload are views on `bytes`, not copies
 * @throws {@link ParseError} when it is not IPv4 or the header is cut
 * @see RFC 792, "Internet Header + 64 bits of Data Datagram"
 * @example
 * ```ts
 * import { decodeIpv4Prefix, encodeIpv4, ipProtocol } from 'sonde/packet';
 *
 * const sent = encodeIpv4({
 *   source: '192.0.2.1', destination: '192.0.2.2', protocol: ipProtocol.udp, payload: new Uint8Array(100),
 * });
 * console.log(decodeIpv4Prefix(sent.subarray(0, 28)).payload.length); // → 8
 * ```
 */
export function decodeIpv4Prefix(bytes: Uint8Array): Ipv4Packet {
  const headerLength = headerLengthOf(bytes);
  const totalLength = uint16(bytes, 2);
  if (totalLength < headerLength) {
    throw new ParseError(`IPv4 total length ${totalLength} is less than its header (${headerLength})`, 2);
  }
  const fragment = uint16(bytes, 6);
  return {
    version: 4,
    tos: uint8(bytes, 1),
    totalLength,
    identification: uint16(bytes, 4),
    dontFragment: (fragment & 0x4000) !== 0,
    moreFragments: (fragment & 0x2000) !== 0,
    fragmentOffset: (fragment & 0x1fff) * 8,
    ttl: uint8(bytes, 8),
    protocol: uint8(bytes, 9),
    checksum: uint16(bytes, 10),
    checksumValid: sumOfRange(bytes, 0, headerLength) === 0xffff,
    source: ipv4Text(bytes, 12),
    destination: ipv4Text(bytes, 16),
    options:
      headerLength === IPV4_HEADER_LENGTH ? NO_OPTIONS : octets(bytes, IPV4_HEADER_LENGTH, headerLength),
    payload: octets(bytes, headerLength, Math.min(totalLength, bytes.length)),
  };
}

function headerLengthOf(bytes: Uint8Array): number {
  if (bytes.length < IPV4_HEADER_LENGTH) {
    throw new ParseError(`an IPv4 header has at least 20 bytes, got ${bytes.length}`, bytes.length);
  }
  const first = uint8(bytes, 0);
  if (first >> 4 !== 4) throw new ParseError(`IP version 4 expected, got ${first >> 4}`, 0);
  const headerLength = (first & 0x0f) * 4;
  if (headerLength < IPV4_HEADER_LENGTH || headerLength > bytes.length) {
    throw new ParseError(`impossible IPv4 header length: ${headerLength}`, 0);
  }
  return headerLength;
}
