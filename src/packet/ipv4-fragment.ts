import { concatOctets, fits, octets, uint8 } from './octets.js';
import { type Ipv4Packet, decodeIpv4, encodeIpv4, IPV4_HEADER_LENGTH, IPV4_MAX_LENGTH } from './ipv4.js';

/** The MTU that every IPv4 link has at least (RFC 791, section 3.2). */
export const IPV4_MIN_MTU = 68;
/** First bit of an option's number: whether every fragment carries it. */
const COPIED = 0x80;

/**
 * Cuts an IPv4 packet into fragments, as a router does before a link too narrow for it. A fragment can be cut again.
 *
 * @param bytes the packet
 * @param mtu the longest packet for the link, in bytes
 * @returns the fragments in order; the packet alone when it is short enough
 * @throws RangeError when the packet may not be cut (`dontFragment`), or the MTU is under 68
 * @throws ParseError when it is not an IPv4 packet
 * @see RFC 791, section 3.2
 * @example
 * ```ts
 * import { decodeIpv4, encodeIpv4, fragmentIpv4, ipProtocol } from 'sonde/packet';
 *
 * const packet = encodeIpv4({
 *   source: '192.0.2.1', destination: '192.0.2.2', protocol: ipProtocol.udp, payload: new Uint8Array(2000),
 * });
 * console.log(fragmentIpv4(packet, 1500).map((bytes) => decodeIpv4(bytes).fragmentOffset)); // → [ 0, 1480 ]
 * ```
 */
export function fragmentIpv4(bytes: Uint8Array, mtu: number): readonly Uint8Array[] {
  const packet = decodeIpv4(bytes);
  if (!(mtu >= IPV4_MIN_MTU)) throw new RangeError(`an IPv4 MTU is at least ${IPV4_MIN_MTU}, got ${mtu}`);
  if (packet.totalLength <= mtu) return [bytes];
  if (packet.dontFragment)
    throw new RangeError('this packet may not be cut: its "don\'t fragment" bit is set');
  const fragments: Uint8Array[] = [];
  for (let start = 0; start < packet.payload.length;) {
    const options = start === 0 ? packet.options : copiedOptions(packet.options);
    const room = mtu - IPV4_HEADER_LENGTH - options.length;
    const end = start + (packet.payload.length - start > room ? room - (room % 8) : room);
    fragments.push(fragment(packet, options, start, Math.min(end, packet.payload.length)));
    start = end;
  }
  return fragments;
}

function fragment(packet: Ipv4Packet, options: Uint8Array, start: number, end: number): Uint8Array {
  const { source, destination, protocol, ttl, tos, identification, payload } = packet;
  return encodeIpv4({
    ...{ source, destination, protocol, ttl, tos, identification, options },
    moreFragments: packet.moreFragments || end < payload.length,
    fragmentOffset: packet.fragmentOffset + start,
    payload: octets(payload, start, end),
  });
}

/** The options that every fragment carries. Unreadable ones are left out: no router could have honoured them. */
function copiedOptions(options: Uint8Array): Uint8Array {
  const copied: Uint8Array[] = [];
  for (let offset = 0; offset < options.length;) {
    const number = uint8(options, offset);
    if (number === 0) break;
    const length = number === 1 ? 1 : offset + 1 < options.length ? uint8(options, offset + 1) : 0;
    if (length === 0 || offset + length > options.length) break;
    if ((number & COPIED) !== 0) copied.push(octets(options, offset, offset + length));
    offset += length;
  }
  const bytes = concatOctets(copied);
  return concatOctets([bytes, new Uint8Array((4 - (bytes.length % 4)) % 4)]);
}

/**
 * The packet whose payload is put together again.
 *
 * @param first the fragment of offset 0
 * @param payload the data of all fragments
 * @throws RangeError when the packet would be longer than IPv4 allows
 */
export function joinIpv4(first: Uint8Array, payload: Uint8Array): Uint8Array {
  const { source, destination, protocol, ttl, tos, identification, options } = decodeIpv4(first);
  fits('IPv4 total length', IPV4_HEADER_LENGTH + options.length + payload.length, IPV4_MAX_LENGTH);
  return encodeIpv4({ source, destination, protocol, ttl, tos, identification, options, payload });
}
