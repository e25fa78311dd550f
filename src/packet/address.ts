import { ParseError } from '../parse-error.js';
import { uint8 } from './octets.js';

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
