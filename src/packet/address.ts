import { ParseError } from '../parse-error.js';

/**
 * The four bytes of a dotted IPv4 address. Strict, as inet_pton(3): four decimal numbers, no leading zero.
 *
 * @param text such as `192.0.2.1`
 * @throws {@link ParseError} when the text is anything else
 * @example
 * ```ts
 * import { ipv4Bytes } from 'sonde';
 *
 * console.log([...ipv4Bytes('192.0.2.1')]); // → [ 192, 0, 2, 1 ]
 * ```
 */
export function ipv4Bytes(text: string): Uint8Array {
  const parts = text.split('.', 5);
  const bytes = parts.map((part) => (/^(0|[1-9]\d{0,2})$/.test(part) ? Number(part) : NaN));
  const wrong = bytes.findIndex((byte) => !(byte <= 255));
  if (bytes.length !== 4 || wrong !== -1) {
    const offset = parts.slice(0, Math.max(wrong, 0)).join('.').length;
    throw new ParseError(`not an IPv4 address: ${JSON.stringify(text.slice(0, 64))}`, offset);
  }
  return Uint8Array.from(bytes);
}

/**
 * The dotted text of four bytes.
 *
 * @param bytes where the address is
 * @param offset position of its first byte
 * @throws {@link ParseError} when fewer than four bytes are left
 * @example
 * ```ts
 * import { ipv4Text } from 'sonde';
 *
 * console.log(ipv4Text(Uint8Array.of(192, 0, 2, 1))); // → 192.0.2.1
 * ```
 */
export function ipv4Text(bytes: Uint8Array, offset = 0): string {
  const four = bytes.subarray(offset, offset + 4);
  if (four.length < 4) throw new ParseError('an IPv4 address needs 4 bytes', bytes.length);
  return four.join('.');
}
