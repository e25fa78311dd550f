import { fits } from '../field.js';
import { octets } from '../octets.js';
import type { IcmpExtension } from './extension.js';
import { extensionBytes, readExtensions } from './extension.js';
import { ICMP_HEADER_LENGTH } from './message.js';

/** A quoted packet that extensions follow has at least 128 bytes, or that many with padding (RFC 4884, section 5). */
const MIN_EXTENDED_QUOTE = 128;

/** The packet that an error is about. */
export interface IcmpQuote {
  /**
   * The beginning of the packet at fault: its header and at least 8 bytes. When extensions follow, padded with zeros to
   * 128 bytes, and to a multiple of 4 (8 in ICMPv6).
   */
  readonly quoted: Uint8Array;
  /** What the router adds (RFC 4884); absent most of the time. */
  readonly extensions?: readonly IcmpExtension[];
}

/** What follows the header of an error, and the length of the quoted packet for its header: 0 without extensions. */
export interface QuoteBytes {
  readonly bytes: Uint8Array;
  readonly lengthField: number;
}

/** @param unit bytes that the length field counts by: 4 in ICMP, 8 in ICMPv6 */
export function quoteBytes({ quoted, extensions }: IcmpQuote, unit: 4 | 8): QuoteBytes {
  if (!extensions) return { bytes: quoted, lengthField: 0 };
  const length = Math.max(MIN_EXTENDED_QUOTE, Math.ceil(quoted.length / unit) * unit);
  const lengthField = fits('ICMP quoted packet length', length / unit, 0xff);
  const structure = extensionBytes(extensions);
  const bytes = new Uint8Array(length + structure.length);
  bytes.set(quoted);
  bytes.set(structure, length);
  return { bytes, lengthField };
}

/**
 * Reads what follows the header of an error. Whatever is not a sound extension structure stays in `quoted`.
 *
 * @param lengthBytes what the header says of the length of the quoted packet, in bytes; 0 when it says nothing
 */
export function readQuote(bytes: Uint8Array, lengthBytes: number): IcmpQuote {
  const all = octets(bytes, ICMP_HEADER_LENGTH, bytes.length);
  // Routers older than RFC 4884 add extensions after 128 bytes, and do not say so (section 5.5).
  const length = lengthBytes === 0 ? MIN_EXTENDED_QUOTE : lengthBytes;
  if (length < MIN_EXTENDED_QUOTE || length >= all.length) return { quoted: all };
  const extensions = readExtensions(octets(all, length, all.length));
  return extensions ? { quoted: octets(all, 0, length), extensions } : { quoted: all };
}
