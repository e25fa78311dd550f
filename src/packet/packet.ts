import { ParseError } from '../parse-error.js';
import { type DecodedIcmp, decodeIcmp } from './icmp.js';
import { type DecodedIcmpv6, readIcmpv6 } from './icmpv6.js';
import { type Ipv4Packet, decodeIpv4, ipProtocol } from './ipv4.js';
import { type Ipv6Packet, decodeIpv6 } from './ipv6.js';
import { addressSumOfPacket } from './checksum.js';
import { type DecodedTcp, readTcp } from './tcp.js';
import { type DecodedUdp, readUdp } from './udp.js';

/** A packet of either family; `version` tells which. Both have source, destination, protocol and payload. */
export type IpPacket = Ipv4Packet | Ipv6Packet;

/** What an IP packet carries, taken apart. */
export type Transport =
  | { readonly kind: 'icmp'; readonly message: DecodedIcmp }
  | { readonly kind: 'icmpv6'; readonly message: DecodedIcmpv6 }
  | { readonly kind: 'udp'; readonly datagram: DecodedUdp }
  | { readonly kind: 'tcp'; readonly segment: DecodedTcp }
  /** A piece of something: it must be put together again first, see `reassemble`. */
  | { readonly kind: 'fragment' }
  /** A protocol that Sonde does not take apart. */
  | { readonly kind: 'other' };

/** A packet taken apart. */
export interface DecodedPacket {
  readonly ip: IpPacket;
  readonly transport: Transport;
}

/**
 * Takes apart a whole IP packet, down to its ICMP, UDP or TCP.
 *
 * @param bytes the packet, from the first byte of its IP header
 * @returns its parts; data are views on `bytes`, not copies
 * @throws {@link ParseError} when a header is cut or makes no sense; wrong checksums are not errors
 * @example
 * ```ts
 * import { decodePacket, encodeIcmp, encodeIpv4, ipProtocol } from 'sonde/packet';
 *
 * const payload = encodeIcmp({ kind: 'echo-request', identifier: 1, sequence: 7, data: new Uint8Array(0) });
 * const bytes = encodeIpv4({ source: '192.0.2.1', destination: '192.0.2.2', protocol: ipProtocol.icmp, payload });
 * const { ip, transport } = decodePacket(bytes);
 * console.log(ip.version, transport.kind); // → 4 icmp
 * ```
 */
export function decodePacket(bytes: Uint8Array): DecodedPacket {
  const ip = decodeIp(bytes);
  return { ip, transport: isFragment(ip) ? FRAGMENT : readTransport(ip, bytes) };
}

/**
 * Reads the header of a whole IP packet of either family.
 *
 * @param bytes the packet, from the first byte of its IP header
 * @returns header and payload; the payload is a view on `bytes`, not a copy
 * @throws {@link ParseError} when it is neither IPv4 nor IPv6, or is cut
 * @example
 * ```ts
 * import { decodeIp, encodeIpv6, ipProtocol } from 'sonde/packet';
 *
 * const fields = { source: '::1', destination: '::1', protocol: ipProtocol.udp, payload: new Uint8Array(8) };
 * console.log(decodeIp(encodeIpv6(fields)).version); // → 6
 * ```
 */
export function decodeIp(bytes: Uint8Array): IpPacket {
  const version = ipVersion(bytes);
  if (version === 4) return decodeIpv4(bytes);
  if (version === 6) return decodeIpv6(bytes);
  throw new ParseError(`IP version 4 or 6 expected, got ${version ?? 'nothing'}`, 0);
}

/** The first four bits of a packet; `undefined` for no bytes at all. */
export function ipVersion(bytes: Uint8Array): number | undefined {
  const first = bytes[0];
  return first === undefined ? undefined : first >> 4;
}

const FRAGMENT: Transport = { kind: 'fragment' };
const OTHER: Transport = { kind: 'other' };

function readTransport(ip: IpPacket, bytes: Uint8Array): Transport {
  switch (ip.protocol) {
    case ipProtocol.icmp:
      return ip.version === 4 ? { kind: 'icmp', message: decodeIcmp(ip.payload) } : OTHER;
    case ipProtocol.icmpv6:
      return ip.version === 6
        ? { kind: 'icmpv6', message: readIcmpv6(ip.payload, addressSumOfPacket(bytes, 6)) }
        : OTHER;
    case ipProtocol.udp:
      return {
        kind: 'udp',
        datagram: readUdp(ip.payload, addressSumOfPacket(bytes, ip.version), ip.version),
      };
    case ipProtocol.tcp:
      return { kind: 'tcp', segment: readTcp(ip.payload, addressSumOfPacket(bytes, ip.version)) };
    default:
      return OTHER;
  }
}

function isFragment(ip: IpPacket): boolean {
  if (ip.version === 4) return ip.moreFragments || ip.fragmentOffset > 0;
  return ip.extensions.some(
    (extension) => extension.kind === 'fragment' && (extension.moreFragments || extension.fragmentOffset > 0),
  );
}
