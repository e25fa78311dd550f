import { ParseError } from '../parse-error.js';
import { octets } from './octets.js';

/** Every byte in hexadecimal: a list of packets writes millions of them. */
const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The address that every station of an Ethernet segment listens to. */
export const BROADCAST_MAC = 'ff:ff:ff:ff:ff:ff';

/**
 * The six bytes of a MAC address.
 *
 * @param text six pairs of hexadecimal digits, such as `00:00:5e:00:53:01`; dashes do as well
 * @throws {@link ParseError} when the text is anything else
 * @see RFC 9542, section 2.1 (and 2.1.4 for the addresses of documentation)
 * @example
 * ```ts
 * import { macBytes } from 'sonde/packet';
 *
 * console.log([...macBytes('00:00:5e:00:53:01')]); // → [ 0, 0, 94, 0, 83, 1 ]
 * ```
 */
export function macBytes(text: string): Uint8Array {
  if (!/^[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i.test(text)) {
    throw new ParseError(`not a MAC address: ${JSON.stringify(text.slice(0, 64))}`, 0);
  }
  return Uint8Array.from(text.split(/[:-]/), (pair) => parseInt(pair, 16));
}

/**
 * The text of six bytes: lower-case pairs separated by colons.
 *
 * @param bytes where the address is
 * @param offset position of its first byte
 * @throws {@link ParseError} when fewer than six bytes are left
 * @example
 * ```ts
 * import { macText } from 'sonde/packet';
 *
 * console.log(macText(Uint8Array.of(0, 0, 94, 0, 83, 1))); // → 00:00:5e:00:53:01
 * ```
 */
export function macText(bytes: Uint8Array, offset = 0): string {
  let text = '';
  for (const byte of octets(bytes, offset, offset + 6)) text += `${text && ':'}${pairs[byte] ?? ''}`;
  return text;
}
