import { ipProtocol } from '../packet/ipv4.js';

/** Answers of ICMP that bear the identifier of their request: echo, timestamp, address mask. */
const ANSWERS = { 4: new Set([0, 14, 18]), 6: new Set([129]) } as const;
/** Those requests. */
const REQUESTS = { 4: new Set([8, 13, 17]), 6: new Set([128]) } as const;
/** Messages about a packet, which they quote. */
const ERRORS = { 4: new Set([3, 4, 5, 11, 12]), 6: new Set([1, 2, 3, 4]) } as const;
const IPV6_HEADER_LENGTH = 40;

/**
 * The identifier of the ICMP request that a packet answers, is an error about, or is; `undefined` for what is about anything
 * else. A few bytes are looked at and nothing is decoded: most of what a raw socket receives is for other programs.
 *
 * @param bytes a whole packet in IPv4, what follows the header in IPv6
 */
export function icmpIdentifier(bytes: Uint8Array, version: 4 | 6): number | undefined {
  const at = version === 4 ? headerLength(bytes, 0) : 0;
  const type = bytes[at] ?? -1;
  if (ANSWERS[version].has(type) || REQUESTS[version].has(type)) return identifierAt(bytes, at);
  return ERRORS[version].has(type) ? quotedIdentifier(bytes, at + 8, version) : undefined;
}

function quotedIdentifier(bytes: Uint8Array, quoted: number, version: 4 | 6): number | undefined {
  const isIcmp =
    version === 4
      ? bytes[quoted + 9] === ipProtocol.icmp && isFirstFragment(bytes, quoted)
      : bytes[quoted + 6] === ipProtocol.icmpv6;
  const at = quoted + (version === 4 ? headerLength(bytes, quoted) : IPV6_HEADER_LENGTH);
  return isIcmp && REQUESTS[version].has(bytes[at] ?? -1) ? identifierAt(bytes, at) : undefined;
}

function headerLength(bytes: Uint8Array, start: number): number {
  return ((bytes[start] ?? 0) & 0x0f) * 4;
}

function isFirstFragment(bytes: Uint8Array, start: number): boolean {
  return ((bytes[start + 6] ?? 0) & 0x1f) === 0 && bytes[start + 7] === 0;
}

function identifierAt(bytes: Uint8Array, at: number): number | undefined {
  const high = bytes[at + 4];
  const low = bytes[at + 5];
  return high === undefined || low === undefined ? undefined : (high << 8) | low;
}
