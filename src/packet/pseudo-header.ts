import { ipv4Bytes } from './address.js';
import { internetChecksum, onesComplementSum, sumOfRange } from './checksum.js';
import { ipv6Bytes } from './ipv6-address.js';

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
