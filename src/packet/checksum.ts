import { ipv4Bytes, ipv6Bytes } from './address.js';

/**
 * The Internet checksum: the ones' complement of the ones' complement sum of the 16-bit words.
 * Over a message whose checksum field is right, the result is 0.
 *
 * @param bytes the message; an odd last byte is padded with zero
 * @param initial a sum to start from, such as the one of a pseudo-header ({@link onesComplementSum})
 * @returns the checksum, from 0 to 0xffff
 * @see RFC 1071
 * @example
 * ```ts
 * import { internetChecksum } from 'sonde/packet';
 *
 * const echoRequest = Uint8Array.of(8, 0, 0, 0, 0x12, 0x34, 0, 1);
 * console.log(internetChecksum(echoRequest).toString(16)); // → e5ca
 * ```
 */
export function internetChecksum(bytes: Uint8Array, initial = 0): number {
  return ~onesComplementSum(bytes, initial) & 0xffff;
}

/**
 * The sum under the Internet checksum, before its final complement.
 *
 * @param bytes what to add up; an odd last byte is padded with zero
 * @param initial the sum so far, from 0 to 0xffff
 * @returns the sum folded to 16 bits
 * @see RFC 1071, section 4.1
 * @example
 * ```ts
 * import { onesComplementSum } from 'sonde/packet';
 *
 * console.log(onesComplementSum(Uint8Array.of(0xff, 0xff, 0x00, 0x02))); // → 2
 * ```
 */
export function onesComplementSum(bytes: Uint8Array, initial = 0): number {
  return sumOfRange(bytes, 0, bytes.length, initial);
}

/** The same over a part of the bytes, without the cost of a view on it. */
export function sumOfRange(bytes: Uint8Array, start: number, end: number, initial = 0): number {
  let sum = initial;
  const lastPair = end - 1;
  let i = start;
  for (; i < lastPair; i += 2) sum += ((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0);
  if (i < end) sum += (bytes[i] ?? 0) << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return sum;
}

/** Where a packet comes from and goes to; a decoded IPv4 or IPv6 packet is one. */
export interface IpEndpoints {
  /** IPv4 or IPv6 address. */
  readonly source: string;
  /** Address of the same family. */
  readonly destination: string;
}

/**
 * The sum of the pseudo-header: what the checksums of TCP, UDP and ICMPv6 cover besides the message itself, so that a
 * packet which reaches the wrong host is refused.
 *
 * @param endpoints the addresses of the packet, IPv4 or IPv6
 * @param protocol number of the protocol whose checksum it is
 * @param length bytes of the message, its header included
 * @returns a sum to start from, for {@link internetChecksum}
 * @throws ParseError when an address is none, or when they are of two families
 * @see RFC 9293, section 3.1; RFC 768; RFC 8200, section 8.1
 * @example
 * ```ts
 * import { internetChecksum, ipProtocol, pseudoHeaderSum } from 'sonde/packet';
 *
 * const datagram = Uint8Array.of(0x8c, 0x9f, 0, 53, 0, 8, 0, 0);
 * const endpoints = { source: '192.0.2.1', destination: '192.0.2.2' };
 * const sum = pseudoHeaderSum(endpoints, ipProtocol.udp, datagram.length);
 * console.log(internetChecksum(datagram, sum).toString(16)); // → ef05
 * ```
 */
export function pseudoHeaderSum(endpoints: IpEndpoints, protocol: number, length: number): number {
  return folded(addressSum(endpoints) + protocol + (length >>> 16) + (length & 0xffff));
}

/** The part of the sum that two addresses make. */
export function addressSum({ source, destination }: IpEndpoints): number {
  const addressBytes = source.includes(':') ? ipv6Bytes : ipv4Bytes;
  return onesComplementSum(addressBytes(destination), onesComplementSum(addressBytes(source)));
}

/** The same, from the bytes of a packet whose header is whole: no text to read again. */
export function addressSumOfPacket(packet: Uint8Array, version: 4 | 6): number {
  return version === 4 ? sumOfRange(packet, 12, 20) : sumOfRange(packet, 8, 40);
}

/**
 * The checksum of a message that a pseudo-header covers; 0 over one whose checksum is right.
 *
 * @param addresses sum of the addresses, see {@link addressSum}
 */
export function transportChecksum(bytes: Uint8Array, addresses: number, protocol: number): number {
  const { length } = bytes;
  return internetChecksum(bytes, addresses + protocol + (length >>> 16) + (length & 0xffff));
}

function folded(sum: number): number {
  return sum > 0xffff ? folded((sum & 0xffff) + (sum >>> 16)) : sum;
}
