import { concatOctets, fits, octets, putUint16, uint8 } from './octets.js';
import { decodeIpv6, IPV6_HEADER_LENGTH, IPV6_MIN_MTU } from './ipv6.js';
import { ipv6ExtensionBytes } from './ipv6-extension.js';

const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const DESTINATION_OPTIONS = 60;
const FRAGMENT_HEADER_LENGTH = 8;

/**
 * Cuts an IPv6 packet into fragments, as its source does when it knows that a link is too narrow for it: routers do not.
 *
 * @param bytes the packet
 * @param mtu the longest packet for the path, in bytes
 * @param identification 32 bits that no other packet between these hosts has had lately
 * @returns the fragments in order; the packet alone when it is short enough
 * @throws RangeError when the packet is a fragment already, the MTU is under 1280, or the identification does not fit
 * @throws ParseError when it is not an IPv6 packet
 * @see RFC 8200, section 4.5
 * @example
 * ```ts
 * import { encodeIpv6, fragmentIpv6, ipProtocol } from 'sonde/packet';
 *
 * const packet = encodeIpv6({
 *   source: '2001:db8::1', destination: '2001:db8::2', protocol: ipProtocol.udp, payload: new Uint8Array(2000),
 * });
 * console.log(fragmentIpv6(packet, 1280, 0x5eed).map((bytes) => bytes.length)); // → [ 1280, 816 ]
 * ```
 */
export function fragmentIpv6(bytes: Uint8Array, mtu: number, identification: number): readonly Uint8Array[] {
  const { payloadLength, extensions } = decodeIpv6(bytes);
  if (!(mtu >= IPV6_MIN_MTU)) throw new RangeError(`an IPv6 MTU is at least ${IPV6_MIN_MTU}, got ${mtu}`);
  if (IPV6_HEADER_LENGTH + payloadLength <= mtu) return [bytes];
  if (extensions.some(({ kind }) => kind === 'fragment'))
    throw new RangeError('this packet is a fragment already');
  const { next, nextAt, end: cutFrom } = unfragmentable(bytes);
  const head = octets(bytes, 0, cutFrom);
  const content = octets(bytes, cutFrom, IPV6_HEADER_LENGTH + payloadLength);
  const room = mtu - cutFrom - FRAGMENT_HEADER_LENGTH;
  const step = room - (room % 8);
  if (step <= 0) throw new RangeError(`the headers of this packet alone fill an MTU of ${mtu}`);
  const fragments: Uint8Array[] = [];
  for (let start = 0; start < content.length; start += step) {
    const end = Math.min(start + step, content.length);
    const place = { fragmentOffset: start, moreFragments: end < content.length, identification };
    const header = ipv6ExtensionBytes({ kind: 'fragment', ...place }, next);
    fragments.push(follow(head, nextAt, FRAGMENT, concatOctets([header, octets(content, start, end)])));
  }
  return fragments;
}

/** Where the fragment header of a packet is, and what it says. */
interface Ipv6FragmentPlace {
  /** Offset of the byte that announces the fragment header. */
  readonly nextAt: number;
  /** Offset of the fragment header. */
  readonly headerAt: number;
}

/** Finds the fragment header of a packet that has one; its headers must be whole. */
function findIpv6Fragment(bytes: Uint8Array): Ipv6FragmentPlace {
  let nextAt = 6;
  let headerAt = IPV6_HEADER_LENGTH;
  while (uint8(bytes, nextAt) !== FRAGMENT) {
    nextAt = headerAt;
    headerAt += 8 + 8 * uint8(bytes, headerAt + 1);
  }
  return { nextAt, headerAt };
}

/** Offset of the data of a fragment. */
export function ipv6FragmentDataAt(bytes: Uint8Array): number {
  return findIpv6Fragment(bytes).headerAt + FRAGMENT_HEADER_LENGTH;
}

/**
 * The packet whose content is put together again, without its fragment header.
 *
 * @param first the fragment of offset 0
 * @param content the data of all fragments
 * @throws RangeError when the packet would be longer than IPv6 allows
 */
export function joinIpv6(first: Uint8Array, content: Uint8Array): Uint8Array {
  const { nextAt, headerAt } = findIpv6Fragment(first);
  return follow(octets(first, 0, headerAt), nextAt, uint8(first, headerAt), content);
}

/** A packet made of headers and content, its length and the number of what follows its headers written anew. */
function follow(head: Uint8Array, nextAt: number, next: number, content: Uint8Array): Uint8Array {
  const packet = concatOctets([head, content]);
  packet[nextAt] = next;
  putUint16(packet, 4, fits('IPv6 payload length', packet.length - IPV6_HEADER_LENGTH, 0xffff));
  return packet;
}

/** The headers that each fragment carries: those that routers on the way read. */
function unfragmentable(bytes: Uint8Array): { next: number; nextAt: number; end: number } {
  let at = { next: uint8(bytes, 6), nextAt: 6, end: IPV6_HEADER_LENGTH };
  let last = at;
  while (at.next === HOP_BY_HOP || at.next === ROUTING || at.next === DESTINATION_OPTIONS) {
    const forRouters = at.next !== DESTINATION_OPTIONS;
    at = { next: uint8(bytes, at.end), nextAt: at.end, end: at.end + 8 + 8 * uint8(bytes, at.end + 1) };
    if (forRouters) last = at;
  }
  return last;
}
