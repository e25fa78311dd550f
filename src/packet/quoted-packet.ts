import { ParseError } from '../parse-error.js';
import { icmpType } from './icmp/message.js';
import { icmpv6Type } from './icmpv6/message.js';
import { decodeIpv4Prefix, ipProtocol } from './ipv4.js';
import { decodeIpv6Prefix } from './ipv6.js';
import { uint16, uint8 } from './octets.js';
import { type IpPacket, ipVersion } from './packet.js';
import { type TcpPrefix, decodeTcpPrefix } from './tcp.js';
import { type UdpPrefix, decodeUdpPrefix } from './udp.js';

/** What the first 8 bytes after the IP header of a quoted packet tell. */
export type QuotedTransport =
  /** An echo request or reply, of ICMP or of ICMPv6. */
  | {
      readonly kind: 'echo-request' | 'echo-reply';
      readonly identifier: number;
      readonly sequence: number;
      /** As it was sent; it cannot be verified, for the data are cut. */
      readonly checksum: number;
    }
  | ({ readonly kind: 'udp' } & UdpPrefix)
  | ({ readonly kind: 'tcp' } & TcpPrefix)
  /** Anything else, or a fragment other than the first. */
  | { readonly kind: 'other' };

/** The packet that an ICMP error is about, as far as it is quoted. */
export interface QuotedPacket {
  /** Its header as it reached the router: its `ttl` tells how far it had come. */
  readonly ip: IpPacket;
  readonly transport: QuotedTransport;
}

/**
 * Reads the packet that an ICMP or ICMPv6 error quotes: this is how a probe recognises its own.
 *
 * @param quoted the `quoted` of a decoded error
 * @returns what can be known of the packet; data are views on `quoted`, not copies
 * @throws {@link ParseError} when the IP header or the 8 bytes after it are cut
 * @see RFC 792, "Internet Header + 64 bits of Data Datagram"; RFC 4443, section 3
 * @example
 * ```ts
 * import { decodeQuotedPacket, encodeIpv4, encodeUdp, ipProtocol } from 'sonde/packet';
 *
 * const endpoints = { source: '192.0.2.1', destination: '192.0.2.2' };
 * const payload = encodeUdp({ sourcePort: 36000, destinationPort: 33434, data: new Uint8Array(32) }, endpoints);
 * const probe = encodeIpv4({ ...endpoints, protocol: ipProtocol.udp, payload });
 * const { transport } = decodeQuotedPacket(probe.subarray(0, 28));
 * console.log(transport.kind === 'udp' && transport.destinationPort); // → 33434
 * ```
 */
export function decodeQuotedPacket(quoted: Uint8Array): QuotedPacket {
  const ip = ipVersion(quoted) === 6 ? decodeIpv6Prefix(quoted) : decodeIpv4Prefix(quoted);
  return { ip, transport: isLaterFragment(ip) ? OTHER : readTransport(ip) };
}

const OTHER: QuotedTransport = { kind: 'other' };

function readTransport({ protocol, payload }: IpPacket): QuotedTransport {
  switch (protocol) {
    case ipProtocol.icmp:
      return readEcho(payload, icmpType.echoRequest, icmpType.echoReply);
    case ipProtocol.icmpv6:
      return readEcho(payload, icmpv6Type.echoRequest, icmpv6Type.echoReply);
    case ipProtocol.udp:
      return { kind: 'udp', ...decodeUdpPrefix(payload) };
    case ipProtocol.tcp:
      return { kind: 'tcp', ...decodeTcpPrefix(payload) };
    default:
      return OTHER;
  }
}

function readEcho(bytes: Uint8Array, request: number, reply: number): QuotedTransport {
  if (bytes.length < 8) throw new ParseError('an ICMP header has 8 bytes', bytes.length);
  const type = uint8(bytes, 0);
  if ((type !== request && type !== reply) || uint8(bytes, 1) !== 0) return OTHER;
  return {
    kind: type === request ? 'echo-request' : 'echo-reply',
    identifier: uint16(bytes, 4),
    sequence: uint16(bytes, 6),
    checksum: uint16(bytes, 2),
  };
}

function isLaterFragment(ip: IpPacket): boolean {
  if (ip.version === 4) return ip.fragmentOffset > 0;
  return ip.extensions.some((extension) => extension.kind === 'fragment' && extension.fragmentOffset > 0);
}
