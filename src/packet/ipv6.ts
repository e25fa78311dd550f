import { ParseError } from '../parse-error.js';
import { concatOctets, fits, octets, putUint16, putUint32, uint16, uint32, uint8 } from './octets.js';
import { ipv6Bytes, ipv6Text } from './address.js';
import {
  type Ipv6Extension,
  ipv6ExtensionBytes,
  ipv6ExtensionNumber,
  readIpv6Extensions,
} from './ipv6-extension.js';

/** Bytes of an IPv6 header without its extensions. */
export const IPV6_HEADER_LENGTH = 40;
/** The MTU that every IPv6 link has at least (RFC 8200, section 5). */
export const IPV6_MIN_MTU = 1280;

/** The fields of an IPv6 header and of its extensions (RFC 8200, section 3). */
export interface Ipv6Header {
  readonly version: 6;
  /** DSCP (6 bits) and ECN (2 bits), as the `tos` of IPv4. */
  readonly trafficClass: number;
  /** 20 bits, the same for the packets of one conversation. */
  readonly flowLabel: number;
  /** Extensions and payload, in bytes. */
  readonly payloadLength: number;
  /** Number of the first extension, or else of the protocol. */
  readonly nextHeader: number;
  /** Routers that the packet may still go through, as the `ttl` of IPv4. */
  readonly hopLimit: number;
  readonly source: string;
  readonly destination: string;
  /** Extension headers in their order; none most of the time. */
  readonly extensions: readonly Ipv6Extension[];
  /** Protocol of the payload, after the extensions. */
  readonly protocol: number;
}

/** An IPv6 header and what it carries. */
export interface Ipv6Packet extends Ipv6Header {
  /** What follows the extensions. */
  readonly payload: Uint8Array;
}

/** What {@link encodeIpv6} needs; what is left out gets the usual value. */
export interface Ipv6Fields {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly payload: Uint8Array;
  /** 64 by default, as Linux. */
  readonly hopLimit?: number;
  readonly trafficClass?: number;
  readonly flowLabel?: number;
  readonly extensions?: readonly Ipv6Extension[];
}

/**
 * The bytes of an IPv6 packet. It has no checksum of its own: those of its payload cover the addresses.
 *
 * @param fields addresses, protocol, payload, and whatever departs from the defaults
 * @throws RangeError when a field does not fit its bits
 * @throws {@link ParseError} when an address is not an IPv6 address
 * @see RFC 8200, section 3
 * @example
 * ```ts
 * import { encodeIpv6, ipProtocol } from 'sonde/packet';
 *
 * const bytes = encodeIpv6({
 *   source: '2001:db8::1', destination: '2001:db8::2', protocol: ipProtocol.udp, payload: new Uint8Array(8),
 * });
 * console.log(bytes.length, bytes[6]); // → 48 17
 * ```
 */
export function encodeIpv6(fields: Ipv6Fields): Uint8Array {
  const { extensions = [], protocol, payload } = fields;
  const next = [...extensions.map(ipv6ExtensionNumber), fits('IPv6 protocol', protocol, 0xff)];
  const chain = extensions.map((extension, i) => ipv6ExtensionBytes(extension, next[i + 1] ?? protocol));
  const content = concatOctets([...chain, payload]);

  const bytes = new Uint8Array(IPV6_HEADER_LENGTH + fits('IPv6 payload length', content.length, 0xffff));
  const trafficClass = fits('IPv6 traffic class', fields.trafficClass ?? 0, 0xff);
  const flowLabel = fits('IPv6 flow label', fields.flowLabel ?? 0, 0xfffff);
  putUint32(bytes, 0, (6 << 28) | (trafficClass << 20) | flowLabel);
  putUint16(bytes, 4, content.length);
  bytes[6] = next[0] ?? protocol;
  bytes[7] = fits('IPv6 hop limit', fields.hopLimit ?? 64, 0xff);
  bytes.set(ipv6Bytes(fields.source), 8);
  bytes.set(ipv6Bytes(fields.destination), 24);
  bytes.set(content, IPV6_HEADER_LENGTH);
  return bytes;
}

/**
 * Reads an IPv6 packet. Bytes beyond its length (Ethernet padding) are left out.
 *
 * @param bytes the packet, from the first byte of its header
 * @returns header, extensions and payload; the payload is a view on `bytes`, not a copy
 * @throws {@link ParseError} when it is not IPv6, or shorter than it says
 * @see RFC 8200, sections 3 and 4
 * @example
 * ```ts
 * import { decodeIpv6, encodeIpv6, ipProtocol } from 'sonde/packet';
 *
 * const bytes = encodeIpv6({
 *   source: '2001:db8:0:0::1', destination: '::1', protocol: ipProtocol.icmpv6, payload: Uint8Array.of(1, 2), hopLimit: 7,
 * });
 * const { hopLimit, source, payload } = decodeIpv6(bytes);
 * console.log(hopLimit, source, payload.length); // → 7 2001:db8::1 2
 * ```
 */
export function decodeIpv6(bytes: Uint8Array): Ipv6Packet {
  const packet = decodeIpv6Prefix(bytes);
  const length = IPV6_HEADER_LENGTH + packet.payloadLength;
  if (length > bytes.length) {
    throw new ParseError(`IPv6 packet of ${length} bytes cut at ${bytes.length}`, bytes.length);
  }
  return packet;
}

/**
 * Reads the beginning of an IPv6 packet, as ICMPv6 errors quote it: headers must be whole, the payload may be cut.
 *
 * @param bytes the quoted bytes, from the first byte of the header
 * @returns headers and what is left of the payload, a view on `bytes`
 * @throws {@link ParseError} when it is not IPv6, or when a header is cut
 * @see RFC 4443, section 3
 * @example
 * ```ts
 * import { decodeIpv6Prefix, encodeIpv6, ipProtocol } from 'sonde/packet';
 *
 * const sent = encodeIpv6({
 *   source: '2001:db8::1', destination: '2001:db8::2', protocol: ipProtocol.udp, payload: new Uint8Array(100),
 * });
 * console.log(decodeIpv6Prefix(sent.subarray(0, 48)).payload.length); // → 8
 * ```
 */
export function decodeIpv6Prefix(bytes: Uint8Array): Ipv6Packet {
  if (bytes.length < IPV6_HEADER_LENGTH) {
    throw new ParseError(`an IPv6 header has 40 bytes, got ${bytes.length}`, bytes.length);
  }
  const first = uint32(bytes, 0);
  if (first >>> 28 !== 6) throw new ParseError(`IP version 6 expected, got ${first >>> 28}`, 0);
  const payloadLength = uint16(bytes, 4);
  const nextHeader = uint8(bytes, 6);
  const packet = octets(bytes, 0, Math.min(IPV6_HEADER_LENGTH + payloadLength, bytes.length));
  const { extensions, protocol, offset } = readIpv6Extensions(nextHeader, packet, IPV6_HEADER_LENGTH);
  return {
    version: 6,
    trafficClass: (first >>> 20) & 0xff,
    flowLabel: first & 0xfffff,
    payloadLength,
    nextHeader,
    hopLimit: uint8(bytes, 7),
    source: ipv6Text(bytes, 8),
    destination: ipv6Text(bytes, 24),
    extensions,
    protocol,
    payload: octets(packet, offset, packet.length),
  };
}
