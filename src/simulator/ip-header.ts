/*
 * The few header fields that every router reads, at their place in the bytes: decoding a whole packet at each hop would
 * cost ten times as much. Only for packets whose header is known to be whole.
 */

/** Where the destination address begins, by version. */
export const DESTINATION_OFFSET = { 4: 16, 6: 24 } as const;
/** Where the source address begins, by version. */
export const SOURCE_OFFSET = { 4: 12, 6: 8 } as const;

const IPV4_HEADER = 20;
const IPV6_HEADER = 40;

/** One byte that is there. */
export function byteAt(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0;
}

/** Two bytes that are there. */
export function word16At(bytes: Uint8Array, offset: number): number {
  return (byteAt(bytes, offset) << 8) | byteAt(bytes, offset + 1);
}

/** Four bytes that are there, as an unsigned number. */
export function word32At(bytes: Uint8Array, offset: number): number {
  return ((word16At(bytes, offset) << 16) | word16At(bytes, offset + 2)) >>> 0;
}

/** Version of IP of a packet: 4, 6, or nothing that we route. */
export function versionAt(bytes: Uint8Array): 4 | 6 | undefined {
  const version = byteAt(bytes, 0) >> 4;
  return version === 4 || version === 6 ? version : undefined;
}

/** Bytes of the IPv4 header, options included. */
export function ipv4HeaderLength(bytes: Uint8Array): number {
  return (byteAt(bytes, 0) & 0x0f) * 4;
}

/** Bytes of the whole packet by its own account; 0 when the header is not whole or makes no sense. */
export function packetLength(bytes: Uint8Array): number {
  const version = versionAt(bytes);
  if (version === 6) return bytes.length < IPV6_HEADER ? 0 : IPV6_HEADER + word16At(bytes, 4);
  if (version !== 4 || bytes.length < IPV4_HEADER) return 0;
  const header = ipv4HeaderLength(bytes);
  const total = word16At(bytes, 2);
  return header < IPV4_HEADER || header > total ? 0 : total;
}

/** Whether the checksum of a whole IPv4 header is right (RFC 1071). */
export function ipv4ChecksumHolds(bytes: Uint8Array): boolean {
  const end = ipv4HeaderLength(bytes);
  let sum = 0;
  for (let i = 0; i < end; i += 2) sum += word16At(bytes, i);
  sum = (sum & 0xffff) + (sum >>> 16);
  return (sum & 0xffff) + (sum >>> 16) === 0xffff;
}

/** Time to live of an IPv4 packet, hop limit of an IPv6 one. */
export function ttlAt(bytes: Uint8Array, version: 4 | 6): number {
  return byteAt(bytes, version === 4 ? 8 : 7);
}

/** Takes one hop from the packet, and makes its checksum follow without adding the header up again (RFC 1624). */
export function decrementTtl(bytes: Uint8Array, version: 4 | 6): void {
  if (version === 6) {
    bytes[7] = byteAt(bytes, 7) - 1;
    return;
  }
  bytes[8] = byteAt(bytes, 8) - 1;
  // HC' = ~(~HC + ~m + m'), where the word of the ttl went down by 0x0100: the carry comes from 0xffff on.
  const sum = word16At(bytes, 10) + 0x0100;
  const checksum = sum + (sum >= 0xffff ? 1 : 0);
  bytes[10] = checksum >>> 8;
  bytes[11] = checksum;
}

/** Whether an IPv4 packet may not be cut; an IPv6 one never is by a router. */
export function mayNotFragment(bytes: Uint8Array, version: 4 | 6): boolean {
  return version === 6 || (byteAt(bytes, 6) & 0x40) !== 0;
}

/** Whether the packet is a fragment, the first one or a later one. */
export function isFragment(bytes: Uint8Array, version: 4 | 6): boolean {
  return version === 4 ? (word16At(bytes, 6) & 0x3fff) !== 0 : ipv6FragmentAt(bytes) !== undefined;
}

/** Whether the packet is a fragment that does not have the beginning of what it carries. */
export function isLaterFragment(bytes: Uint8Array, version: 4 | 6): boolean {
  if (version === 4) return (word16At(bytes, 6) & 0x1fff) !== 0;
  const header = ipv6FragmentAt(bytes);
  return header !== undefined && (word16At(bytes, header + 2) & 0xfff8) !== 0;
}

/** Where the fragment header of an IPv6 packet begins; it may stand behind other extensions. */
function ipv6FragmentAt(bytes: Uint8Array): number | undefined {
  let next = byteAt(bytes, 6);
  let offset = IPV6_HEADER;
  while (EXTENSIONS.has(next) && offset + 8 <= bytes.length) {
    next = byteAt(bytes, offset);
    offset += 8 + 8 * byteAt(bytes, offset + 1);
  }
  return next === FRAGMENT ? offset : undefined;
}

/** What an IP packet carries and where it begins. */
interface Transport {
  readonly protocol: number;
  readonly offset: number;
}

/** IPv6 extension headers that stand before the protocol: hop-by-hop, routing, destination options. */
const EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 60]);
const FRAGMENT = 44;

/** Protocol of the packet, beyond the extensions of IPv6. */
export function transportAt(bytes: Uint8Array, version: 4 | 6): Transport {
  if (version === 4) return { protocol: byteAt(bytes, 9), offset: ipv4HeaderLength(bytes) };
  let protocol = byteAt(bytes, 6);
  let offset = IPV6_HEADER;
  while (offset + 8 <= bytes.length && (EXTENSIONS.has(protocol) || protocol === FRAGMENT)) {
    const length = protocol === FRAGMENT ? 8 : 8 + 8 * byteAt(bytes, offset + 1);
    protocol = byteAt(bytes, offset);
    offset += length;
  }
  return { protocol, offset };
}

/** Whether the packet is for several hosts, or for an address of class E, which nobody has. */
export function isMulticast(bytes: Uint8Array, version: 4 | 6): boolean {
  return version === 4 ? byteAt(bytes, 16) >= 224 : byteAt(bytes, 24) === 0xff;
}

/** Where a word is, and the checksums that cover it. */
interface CoveredWord {
  readonly offset: number;
  /** Offsets of the checksums; those beyond the end of the packet are left out. */
  readonly checksums: readonly number[];
}

/** Writes 16 bits and makes the checksums follow, without adding up the rest again (RFC 1624, equation 3). */
export function replaceWord16(bytes: Uint8Array, { offset, checksums }: CoveredWord, value: number): void {
  const before = word16At(bytes, offset);
  bytes[offset] = value >>> 8;
  bytes[offset + 1] = value;
  for (const at of checksums) {
    if (at + 2 > bytes.length) continue;
    let sum = (~word16At(bytes, at) & 0xffff) + (~before & 0xffff) + value;
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    bytes[at] = (~sum & 0xffff) >>> 8;
    bytes[at + 1] = ~sum & 0xff;
  }
}

/** Writes an IPv4 address and makes the checksums follow. */
export function replaceAddress(
  bytes: Uint8Array,
  { offset, checksums }: CoveredWord,
  address: Uint8Array,
): void {
  replaceWord16(bytes, { offset, checksums }, word16At(address, 0));
  replaceWord16(bytes, { offset: offset + 2, checksums }, word16At(address, 2));
}

/** Whether the checksum of a UDP datagram is left out (RFC 768): then nothing covers it. */
export function isUdpWithoutChecksum(bytes: Uint8Array, transport: number): boolean {
  return byteAt(bytes, transport + 6) === 0 && byteAt(bytes, transport + 7) === 0;
}
