import { decodeIpv4 } from './ipv4.js';
import { joinIpv4 } from './ipv4-fragment.js';
import type { Ipv6Fragment } from './ipv6-extension.js';
import { decodeIpv6, IPV6_HEADER_LENGTH } from './ipv6.js';
import { ipv6FragmentDataAt, joinIpv6 } from './ipv6-fragment.js';
import { concatOctets, octets, uint8 } from './octets.js';

/** The highest value of the length fields of IPv4 and IPv6. */
const MAX_LENGTH = 0xffff;

/** What keeps the memory of a reassembly bounded: beyond, the packets begun first are given up. */
export interface ReassemblyLimits {
  /** Data waiting, in bytes; 1 MiB by default. */
  readonly maxBytes?: number;
  /** Packets waiting; 64 by default. */
  readonly maxPackets?: number;
  /** How long a packet waits for its last fragment; 30 s by default, as Linux. */
  readonly timeoutMs?: number;
}

/** A packet of which fragments are still missing. */
export interface PendingPacket {
  /** Addresses, protocol and identification: what its fragments have in common. */
  readonly key: string;
  readonly sinceMs: number;
  /** Its fragments so far, by offset. */
  readonly pieces: readonly {
    /** Place in the packet's payload, in bytes. */
    readonly offset: number;
    readonly more: boolean;
    readonly data: Uint8Array;
    /** The fragment itself. */
    readonly bytes: Uint8Array;
    /** Bytes that the packet's length field counts besides the data. */
    readonly overhead: number;
  }[];
}

type Piece = PendingPacket['pieces'][number];

/** The fragments that wait for the others; a value, which {@link reassemble} replaces and never changes. */
export interface Reassembly {
  readonly limits: Required<ReassemblyLimits>;
  /** Oldest first. */
  readonly pending: readonly PendingPacket[];
}

/** What became of a packet given to {@link reassemble}. */
export type ReassemblyOutcome =
  /** A whole packet: the one given if it was no fragment, or else the one that it completed. */
  | { readonly kind: 'whole'; readonly bytes: Uint8Array }
  /** A fragment; the others are awaited. */
  | { readonly kind: 'waiting' }
  /** A fragment that cannot be right; the fragments of its packet are dropped with it. */
  | { readonly kind: 'dropped'; readonly reason: 'overlap' | 'bad-length' | 'too-long' };

/** The result of {@link reassemble}. */
export interface ReassemblyStep {
  /** To be given to the next call. */
  readonly reassembly: Reassembly;
  readonly outcome: ReassemblyOutcome;
  /** Packets given up, out of time or room; their host may send a time exceeded, code 1, if it has the first fragment. */
  readonly expired: readonly PendingPacket[];
}

/**
 * A reassembly where nothing waits.
 *
 * @param limits what to keep at most, and how long
 * @example
 * ```ts
 * import { newReassembly } from 'sonde/packet';
 *
 * console.log(newReassembly({ timeoutMs: 60_000 }).pending.length); // → 0
 * ```
 */
export function newReassembly(limits: ReassemblyLimits = {}): Reassembly {
  const { maxBytes = 1 << 20, maxPackets = 64, timeoutMs = 30_000 } = limits;
  return { limits: { maxBytes, maxPackets, timeoutMs }, pending: [] };
}

/**
 * Takes in a packet, and gives back the whole one as soon as its fragments are there, in whatever order they came.
 * A fragment that comes twice is ignored; fragments that overlap are an attack, and drop their packet (RFC 5722).
 *
 * @param reassembly what waits
 * @param bytes an IPv4 or IPv6 packet, fragment or not; kept as it is, so it must not be changed afterwards
 * @param atMs when it came, on a clock that never goes back
 * @returns what waits now, and what became of the packet
 * @throws ParseError when it is not an IP packet
 * @see RFC 791, section 3.2; RFC 8200, section 4.5; RFC 5722
 * @example
 * ```ts
 * import { encodeIpv4, fragmentIpv4, ipProtocol, newReassembly, reassemble } from 'sonde/packet';
 *
 * const packet = encodeIpv4({
 *   source: '192.0.2.1', destination: '192.0.2.2', protocol: ipProtocol.udp, payload: new Uint8Array(2000),
 * });
 * let reassembly = newReassembly();
 * for (const fragment of fragmentIpv4(packet, 1500)) {
 *   const step = reassemble(reassembly, fragment, 0);
 *   reassembly = step.reassembly;
 *   console.log(step.outcome.kind);
 * }
 * // → waiting
 * // → whole
 * ```
 */
export function reassemble(reassembly: Reassembly, bytes: Uint8Array, atMs: number): ReassemblyStep {
  const { limits } = reassembly;
  const alive = reassembly.pending.filter(({ sinceMs }) => atMs - sinceMs < limits.timeoutMs);
  const late = reassembly.pending.filter(({ sinceMs }) => atMs - sinceMs >= limits.timeoutMs);
  const fragment = readFragment(bytes);
  if (!fragment) {
    return { reassembly: { limits, pending: alive }, outcome: { kind: 'whole', bytes }, expired: late };
  }
  const { key, piece } = fragment;
  const known = alive.find((packet) => packet.key === key) ?? { key, sinceMs: atMs, pieces: [] };
  const { outcome, pieces } = addPiece(known.pieces, piece);
  const others = alive.filter((packet) => packet.key !== key);
  const waiting = outcome.kind === 'waiting' ? [...others, { ...known, pieces }] : others;
  const { kept, givenUp } = withinLimits(
    waiting.sort((a, b) => a.sinceMs - b.sinceMs),
    limits,
  );
  return { reassembly: { limits, pending: kept }, outcome, expired: [...late, ...givenUp] };
}

/** What tells a fragment's packet from the others, and its piece; `undefined` for a packet that is whole. */
function readFragment(bytes: Uint8Array): { key: string; piece: Piece } | undefined {
  return uint8(bytes, 0) >> 4 === 6 ? readIpv6Fragment(bytes) : readIpv4Fragment(bytes);
}

function readIpv4Fragment(bytes: Uint8Array): { key: string; piece: Piece } | undefined {
  const { source, destination, protocol, identification, ...packet } = decodeIpv4(bytes);
  const { fragmentOffset: offset, moreFragments: more, payload: data } = packet;
  if (offset === 0 && !more) return undefined;
  const key = `${source} ${destination} ${protocol} ${identification}`;
  return { key, piece: { offset, more, data, bytes, overhead: packet.totalLength - data.length } };
}

function readIpv6Fragment(bytes: Uint8Array): { key: string; piece: Piece } | undefined {
  const { source, destination, payloadLength, extensions } = decodeIpv6(bytes);
  const place = extensions.find((extension): extension is Ipv6Fragment => extension.kind === 'fragment');
  if (!place) return undefined;
  const dataAt = ipv6FragmentDataAt(bytes);
  const data = octets(bytes, dataAt, IPV6_HEADER_LENGTH + payloadLength);
  const key = `${source} ${destination} ${place.identification}`;
  const overhead = dataAt - IPV6_HEADER_LENGTH;
  return { key, piece: { offset: place.fragmentOffset, more: place.moreFragments, data, bytes, overhead } };
}

function addPiece(
  pieces: readonly Piece[],
  piece: Piece,
): { outcome: ReassemblyOutcome; pieces: readonly Piece[] } {
  const { more, data } = piece;
  if (more && (data.length % 8 !== 0 || data.length === 0)) return dropped('bad-length');
  if (pieces.some((other) => isCopy(other, piece))) return { outcome: { kind: 'waiting' }, pieces };
  if (pieces.some((other) => collide(other, piece))) return dropped('overlap');
  const sorted = [...pieces, piece].sort((a, b) => a.offset - b.offset);
  if (tooLongWith(sorted)) return dropped('too-long');
  if (!isComplete(sorted)) return { outcome: { kind: 'waiting' }, pieces: sorted };
  return { outcome: { kind: 'whole', bytes: join(sorted) }, pieces: [] };
}

function dropped(reason: 'overlap' | 'bad-length' | 'too-long'): {
  outcome: ReassemblyOutcome;
  pieces: readonly Piece[];
} {
  return { outcome: { kind: 'dropped', reason }, pieces: [] };
}

/** Whether they make a packet that no length field can say: the "ping of death", which overflowed the receiver's buffer. */
function tooLongWith(sorted: readonly Piece[]): boolean {
  const last = sorted.at(-1);
  return last !== undefined && (sorted[0]?.overhead ?? 0) + last.offset + last.data.length > MAX_LENGTH;
}

/** Whether two pieces cover the same bytes, or one goes beyond the end that the other announces. */
function collide(a: Piece, b: Piece): boolean {
  const [aEnd, bEnd] = [a.offset + a.data.length, b.offset + b.data.length];
  if (a.offset < bEnd && b.offset < aEnd) return true;
  return (!a.more && bEnd > aEnd) || (!b.more && aEnd > bEnd) || (!a.more && !b.more);
}

/** Whether each piece begins where the one before it ends, from 0 to the last one. */
function isComplete(sorted: readonly Piece[]): boolean {
  let end = 0;
  for (const { offset, data } of sorted) {
    if (offset !== end) return false;
    end += data.length;
  }
  return sorted.at(-1)?.more === false;
}

function join(sorted: readonly Piece[]): Uint8Array {
  const [first] = sorted;
  if (!first) throw new Error('a complete packet has pieces');
  const content = concatOctets(sorted.map(({ data }) => data));
  return uint8(first.bytes, 0) >> 4 === 6 ? joinIpv6(first.bytes, content) : joinIpv4(first.bytes, content);
}

/** Gives up the oldest packets until the others are within the limits. */
function withinLimits(
  packets: readonly PendingPacket[],
  { maxBytes, maxPackets }: Required<ReassemblyLimits>,
): { kept: readonly PendingPacket[]; givenUp: readonly PendingPacket[] } {
  let bytes = packets.reduce((sum, packet) => sum + sizeOf(packet), 0);
  let first = 0;
  for (; bytes > maxBytes || packets.length - first > maxPackets; first++) {
    bytes -= sizeOf(packets[first] ?? { pieces: [] });
  }
  return { kept: packets.slice(first), givenUp: packets.slice(0, first) };
}

function sizeOf({ pieces }: Pick<PendingPacket, 'pieces'>): number {
  return pieces.reduce((sum, piece) => sum + piece.bytes.length, 0);
}

/** The same fragment again; its ttl may differ, if it took another way. */
function isCopy(a: Piece, b: Piece): boolean {
  if (a.offset !== b.offset || a.more !== b.more || a.data.length !== b.data.length) return false;
  return a.data.every((byte, i) => byte === b.data[i]);
}
