import { ParseError } from '../../parse-error.js';
import { concatOctets, octets, uint16, uint8 } from '../octets.js';

/** Bytes before the first name of a message. */
export const DNS_HEADER_LENGTH = 12;
/** Bytes of a label, and of a whole name on the wire, its final zero included (RFC 1035, section 2.3.4). */
const MAX_LABEL = 63;
const MAX_NAME = 255;
/** Pointers in one name: each should lead to a label at least, and a name has at most 127 of them. */
const MAX_POINTERS = 127;
const POINTER = 0xc0;
const DOT = 0x2e;
const BACKSLASH = 0x5c;

/** A name read in a message, and where what follows it begins. */
interface DnsNameAt {
  readonly name: string;
  readonly end: number;
}

/**
 * The bytes of a domain name, without compression.
 *
 * @param name labels separated by dots, a final dot or not; `.` for the root; `\.` and `\DDD` for bytes that cannot
 *   stand for themselves
 * @throws {@link ParseError} when a label is empty or too long, an escape wrong, or the name longer than 255 bytes
 * @see RFC 1035, sections 3.1 and 5.1
 */
export function dnsNameBytes(name: string): Uint8Array {
  if (name === '.') return new Uint8Array(1);
  // Four characters write a byte at most; a longer text is not worth reading.
  if (name.length > 4 * MAX_NAME) throw new ParseError(`domain name longer than ${MAX_NAME} bytes`, 0);
  const labels: Uint8Array[] = [];
  let label: number[] = [];
  const text = name.endsWith('.') && !/(^|[^\\])(\\\\)*\\\.$/.test(name) ? name : `${name}.`;
  for (let i = 0; i < text.length;) {
    if (text.charCodeAt(i) === DOT) {
      labels.push(labelBytes(label, name, i++));
      label = [];
    } else {
      const { byte, end } = characterAt(text, i);
      label.push(byte);
      i = end;
    }
  }
  if (label.length > 0) throw new ParseError('an escape at the end of a domain name', name.length);
  const bytes = concatOctets([...labels, new Uint8Array(1)]);
  if (bytes.length > MAX_NAME) throw new ParseError(`domain name longer than ${MAX_NAME} bytes`, name.length);
  return bytes;
}

/**
 * Reads a domain name, following compression pointers. They may only point backwards, so that no loop is possible.
 *
 * @param message the whole DNS message
 * @param start where the name begins
 * @returns the name without its final dot (`.` for the root)
 * @throws {@link ParseError} when it is cut, too long, or has a pointer that does not point backwards
 * @see RFC 1035, section 4.1.4
 */
export function readDnsName(message: Uint8Array, start: number): DnsNameAt {
  const labels: string[] = [];
  let end: number | undefined;
  let limit = start;
  let at = start;
  let length = 1;
  let pointers = 0;
  for (let size = uint8(message, at); size !== 0; size = uint8(message, at)) {
    if (size >= POINTER) {
      const target = uint16(message, at) & 0x3fff;
      if (target < DNS_HEADER_LENGTH || target >= limit || ++pointers > MAX_POINTERS) {
        throw new ParseError(`DNS name pointer to ${target}: not to a name before, or one too many`, at);
      }
      end ??= at + 2;
      at = limit = target;
      continue;
    }
    if (size > MAX_LABEL) throw new ParseError(`DNS label of an unknown type 0x${size.toString(16)}`, at);
    length += 1 + size;
    if (length > MAX_NAME) throw new ParseError(`domain name longer than ${MAX_NAME} bytes`, at);
    labels.push(dnsText(octets(message, at + 1, at + 1 + size)).replaceAll('.', '\\.'));
    at += 1 + size;
  }
  return { name: labels.join('.') || '.', end: end ?? at + 1 };
}

/** Bytes as text: what is not printable ASCII is written `\DDD`, and a backslash `\\` (RFC 1035, section 5.1). */
export function dnsText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    if (byte === BACKSLASH) text += '\\\\';
    else if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte);
    else text += `\\${byte.toString().padStart(3, '0')}`;
  }
  return text;
}

/**
 * The bytes of a text as {@link dnsText} writes it.
 *
 * @throws {@link ParseError} for an escape that makes no sense or a character that needs one
 */
export function dnsTextBytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (let i = 0; i < text.length;) {
    const { byte, end } = characterAt(text, i);
    bytes.push(byte);
    i = end;
  }
  return Uint8Array.from(bytes);
}

function characterAt(text: string, at: number): { byte: number; end: number } {
  const code = text.charCodeAt(at);
  if (code !== BACKSLASH) {
    if (code < 0x20 || code > 0x7e) throw new ParseError('not ASCII: write it in punycode, or as \\DDD', at);
    return { byte: code, end: at + 1 };
  }
  const decimal = /^\d{3}/.exec(text.slice(at + 1, at + 4))?.[0];
  if (decimal !== undefined && Number(decimal) < 256) return { byte: Number(decimal), end: at + 4 };
  const escaped = text.charCodeAt(at + 1);
  if (decimal === undefined && escaped > 0x20 && escaped < 0x7f) return { byte: escaped, end: at + 2 };
  throw new ParseError('an escape is \\ and a character, or \\ and three digits up to 255', at);
}

function labelBytes(label: readonly number[], name: string, at: number): Uint8Array {
  if (label.length === 0 || label.length > MAX_LABEL) {
    const shown = JSON.stringify(name.slice(0, 64));
    throw new ParseError(`a DNS label has 1 to ${MAX_LABEL} bytes, got ${label.length} in ${shown}`, at);
  }
  return Uint8Array.of(label.length, ...label);
}
