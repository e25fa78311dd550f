import { ParseError } from '../parse-error.js';
import { fits, octets, putUint16, uint16 } from './octets.js';
import { ipProtocol } from './ipv4.js';
import { type IpEndpoints, addressSum, transportChecksum } from './checksum.js';

/** Bytes of a UDP header. */
export const UDP_HEADER_LENGTH = 8;

/** A UDP datagram (RFC 768). */
export interface UdpDatagram {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly data: Uint8Array;
}

/** A decoded datagram, with what its header says of itself. */
export interface DecodedUdp extends UdpDatagram {
  /** Header and data, in bytes. */
  readonly length: number;
  /** As it stands in the bytes; 0 means that the sender did not compute it, which IPv6 forbids. */
  readonly checksum: number;
  /** Whether it is right, or absent where it may be. */
  readonly checksumValid: boolean;
}

/** The beginning of a datagram, as ICMP errors quote it. */
export type UdpPrefix = Omit<DecodedUdp, 'checksumValid'>;

/**
 * The bytes of a UDP datagram.
 *
 * @param datagram ports and data
 * @param endpoints addresses of the packet, which the checksum covers
 * @param checksum replaces the right checksum; 0 leaves it out
 * @throws RangeError when a field does not fit its bits
 * @throws {@link ParseError} when an address is none, or when they are of two families
 * @see RFC 768; RFC 8200, section 8.1
 * @example
 * ```ts
 * import { encodeUdp } from 'sonde/packet';
 *
 * const endpoints = { source: '192.0.2.1', destination: '192.0.2.2' };
 * const bytes = encodeUdp({ sourcePort: 36000, destinationPort: 33434, data: new Uint8Array(32) }, endpoints);
 * console.log(bytes.length); // → 40
 * ```
 */
export function encodeUdp(datagram: UdpDatagram, endpoints: IpEndpoints, checksum?: number): Uint8Array {
  const length = fits('UDP length', UDP_HEADER_LENGTH + datagram.data.length, 0xffff);
  const bytes = new Uint8Array(length);
  putUint16(bytes, 0, fits('UDP source port', datagram.sourcePort, 0xffff));
  putUint16(bytes, 2, fits('UDP destination port', datagram.destinationPort, 0xffff));
  putUint16(bytes, 4, length);
  bytes.set(datagram.data, UDP_HEADER_LENGTH);
  // A sum of 0 is sent as its other writing in ones' complement: 0 in the field means that there is none.
  const right = (): number => transportChecksum(bytes, addressSum(endpoints), ipProtocol.udp) || 0xffff;
  putUint16(bytes, 6, fits('UDP checksum', checksum ?? right(), 0xffff));
  return bytes;
}

/**
 * Reads a UDP datagram. A wrong checksum is not an error: `checksumValid` says it.
 *
 * @param bytes the datagram, from its source port
 * @param endpoints addresses of the packet, such as the decoded packet itself
 * @returns the datagram; its data are a view on `bytes`, not a copy
 * @throws {@link ParseError} when it is cut, or shorter than a header by its own account
 * @see RFC 768
 * @example
 * ```ts
 * import { decodeUdp, encodeUdp } from 'sonde/packet';
 *
 * const endpoints = { source: '2001:db8::1', destination: '2001:db8::2' };
 * const bytes = encodeUdp({ sourcePort: 36000, destinationPort: 53, data: Uint8Array.of(1, 2, 3) }, endpoints);
 * const { destinationPort, length, checksumValid } = decodeUdp(bytes, endpoints);
 * console.log(destinationPort, length, checksumValid); // → 53 11 true
 * ```
 */
export function decodeUdp(bytes: Uint8Array, endpoints: IpEndpoints): DecodedUdp {
  return readUdp(bytes, addressSum(endpoints), endpoints.source.includes(':') ? 6 : 4);
}

/**
 * Reads a UDP datagram.
 *
 * @param addresses sum of the addresses of the packet
 * @param version of the packet: IPv6 wants a checksum
 */
export function readUdp(bytes: Uint8Array, addresses: number, version: 4 | 6): DecodedUdp {
  const prefix = decodeUdpPrefix(bytes);
  const { length, checksum } = prefix;
  if (length > bytes.length) {
    throw new ParseError(`UDP datagram of ${length} bytes cut at ${bytes.length}`, bytes.length);
  }
  const datagram = length === bytes.length ? bytes : octets(bytes, 0, length);
  const checksumValid =
    checksum === 0 ? version === 4 : transportChecksum(datagram, addresses, ipProtocol.udp) === 0;
  return Object.assign(prefix, { checksumValid });
}

/**
 * Reads the beginning of a UDP datagram, as ICMP errors quote it: the header must be whole, the data may be cut.
 *
 * @param bytes the quoted bytes, from the source port
 * @returns the header and what is left of the data, a view on `bytes`
 * @throws {@link ParseError} when the header is cut, or says to be shorter than itself
 * @see RFC 792, "Internet Header + 64 bits of Data Datagram"
 * @example
 * ```ts
 * import { decodeUdpPrefix } from 'sonde/packet';
 *
 * const { sourcePort, length } = decodeUdpPrefix(Uint8Array.of(0x8c, 0xa0, 0x82, 0x9a, 0, 40, 0x12, 0x34));
 * console.log(sourcePort, length); // → 36000 40
 * ```
 */
export function decodeUdpPrefix(bytes: Uint8Array): UdpPrefix {
  if (bytes.length < UDP_HEADER_LENGTH) {
    throw new ParseError(`a UDP header has 8 bytes, got ${bytes.length}`, bytes.length);
  }
  const length = uint16(bytes, 4);
  if (length < UDP_HEADER_LENGTH) throw new ParseError(`UDP length ${length} is less than its header`, 4);
  return {
    sourcePort: uint16(bytes, 0),
    destinationPort: uint16(bytes, 2),
    length,
    checksum: uint16(bytes, 6),
    data: octets(bytes, UDP_HEADER_LENGTH, Math.min(length, bytes.length)),
  };
}
