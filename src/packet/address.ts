import { ParseError } from '../parse-error.js';
import { putUint16, uint16, uint8 } from './octets.js';

const ZERO = 0x30;
const DOT = 0x2e;

/**
 * The four bytes of a dotted IPv4 address. Strict, as inet_pton(3): four decimal numbers, no leading zero.
 *
 * @param text such as `192.0.2.1`
 * @throws {@link ParseError} when the text is anything else
 * @example
 * ```ts
 * import { ipv4Bytes } from 'sonde/packet';
 *
 * console.log([...ipv4Bytes('192.0.2.1')]); // → [ 192, 0, 2, 1 ]
 * ```
 */
export function ipv4Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(4);
  putIpv4(bytes, 0, text);
  return bytes;
}

/** Writes the four bytes in place: small arrays of their own cost more than all the rest of a header. */
export function putIpv4(bytes: Uint8Array, offset: number, text: string): void {
  let index = 0;
  let number = -1; // no digit yet
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    const digit = character - ZERO;
    if (digit >= 0 && digit <= 9 && number !== 0) {
      number = Math.max(number, 0) * 10 + digit;
      if (number > 255) throw notIpv4(text, i);
    } else if (character === DOT && number >= 0 && index < 3) {
      bytes[offset + index++] = number;
      number = -1;
    } else throw notIpv4(text, i);
  }
  if (index !== 3 || number < 0) throw notIpv4(text, text.length);
  bytes[offset + 3] = number;
}

/**
 * The dotted text of four bytes.
 *
 * @param bytes where the address is
 * @param offset position of its first byte
 * @throws {@link ParseError} when fewer than four bytes are left
 * @example
 * ```ts
 * import { ipv4Text } from 'sonde/packet';
 *
 * console.log(ipv4Text(Uint8Array.of(192, 0, 2, 1))); // → 192.0.2.1
 * ```
 */
export function ipv4Text(bytes: Uint8Array, offset = 0): string {
  const last = uint8(bytes, offset + 3);
  return `${bytes[offset] ?? 0}.${bytes[offset + 1] ?? 0}.${bytes[offset + 2] ?? 0}.${last}`;
}

function notIpv4(text: string, offset: number): ParseError {
  return new ParseError(`not an IPv4 address: ${JSON.stringify(text.slice(0, 64))}`, offset);
}

/**
 * The sixteen bytes of an IPv6 address. Strict, as inet_pton(3): `::` once at most, no zone, no prefix length.
 *
 * @param text such as `2001:db8::1` or `::ffff:192.0.2.1`
 * @throws {@link ParseError} when the text is anything else
 * @see RFC 4291, section 2.2
 * @example
 * ```ts
 * import { ipv6Bytes, ipv6Text } from 'sonde/packet';
 *
 * console.log(ipv6Text(ipv6Bytes('2001:0DB8:0:0:0:0:0:1'))); // → 2001:db8::1
 * ```
 */
export function ipv6Bytes(text: string): Uint8Array {
  const { groups, gap } = readGroups(text);
  if (gap === undefined ? groups.length !== 8 : groups.length > 7) throw notIpv6(text, text.length);
  const bytes = new Uint8Array(16);
  const skipped = 8 - groups.length;
  groups.forEach((group, i) => {
    putUint16(bytes, 2 * (gap === undefined || i < gap ? i : i + skipped), group);
  });
  return bytes;
}

/**
 * The canonical text of sixteen bytes: lower case, the longest run of zero groups (the first one if several) as `::`,
 * and the last four bytes dotted when the address stands for an IPv4 one.
 *
 * @param bytes where the address is
 * @param offset position of its first byte
 * @throws {@link ParseError} when fewer than sixteen bytes are left
 * @see RFC 5952
 * @example
 * ```ts
 * import { ipv6Text } from 'sonde/packet';
 *
 * console.log(ipv6Text(new Uint8Array(16))); // → ::
 * ```
 */
export function ipv6Text(bytes: Uint8Array, offset = 0): string {
  const groups = groupsOf(bytes, offset);
  const { start, length } = longestZeros(groups);
  // ::ffff:0:0/96 stands for IPv4 addresses (RFC 4291, section 2.5.5.2).
  if (start === 0 && length === 5 && groups[5] === 0xffff) {
    return `::ffff:${ipv4Text(bytes, offset + 12)}`;
  }
  let text = '';
  for (let i = 0; i < 8; i++) {
    if (i === start) {
      text += '::';
      i += length - 1;
    } else text += i === 0 || i === start + length ? hex(groups[i]) : `:${hex(groups[i])}`;
  }
  return text;
}

/** The groups as they are written, and how many of them stand before `::`. */
function readGroups(text: string): { groups: readonly number[]; gap: number | undefined } {
  const groups: number[] = [];
  let gap = text.startsWith('::') ? 0 : undefined;
  let at = gap === 0 ? 2 : 0;
  while (at < text.length && groups.length < 8) {
    const colon = text.indexOf(':', at);
    const end = colon === -1 ? text.length : colon;
    groups.push(...readGroup(text, at, end));
    at = end;
    if (text.startsWith('::', at) && gap === undefined) {
      gap = groups.length;
      at += 2;
    } else if (at < text.length && ++at === text.length) throw notIpv6(text, at);
  }
  if (at < text.length) throw notIpv6(text, at);
  return { groups, gap };
}

/** One group of hexadecimal digits; two groups when it is the dotted end of an address. */
function readGroup(text: string, start: number, end: number): readonly number[] {
  const group = text.slice(start, end);
  if (/^[0-9a-f]{1,4}$/i.test(group)) return [parseInt(group, 16)];
  if (end < text.length || !group.includes('.')) throw notIpv6(text, start);
  const bytes = ipv4Bytes(group);
  return [uint16(bytes, 0), uint16(bytes, 2)];
}

function groupsOf(bytes: Uint8Array, offset: number): readonly number[] {
  return [0, 2, 4, 6, 8, 10, 12, 14].map((place) => uint16(bytes, offset + place));
}

/** The longest run of zeros, the first one if several; a single zero is no run (RFC 5952, section 4.2.2). */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let [start, length] = [-1, 1];
  let run = 0;
  for (let i = 0; i < 8; i++) {
    run = groups[i] === 0 ? run + 1 : 0;
    if (run > length) [start, length] = [i + 1 - run, run];
  }
  return { start, length };
}

function hex(group = 0): string {
  return group.toString(16);
}

function notIpv6(text: string, offset: number): ParseError {
  return new ParseError(`not an IPv6 address: ${JSON.stringify(text.slice(0, 64))}`, offset);
}
