import { ipv4Bytes, ipv6Bytes } from '../../packet/address.js';
import { uint32 } from '../../packet/octets.js';
import { ParseError } from '../../parse-error.js';
import type { Comparable } from './collector.js';
import type { ValueKind } from './field-table.js';

/** A value written in a filter; of a prefix, the bits that count. */
export interface Literal {
  readonly value: Comparable;
  readonly prefix?: number;
}

/** A value as its kind is written; `undefined` when it is none. */
export function literalOf(kind: ValueKind, text: string, quoted: boolean): Literal | undefined {
  switch (kind) {
    case 'number':
      return numberOf(text, quoted);
    case 'boolean':
      return booleanOf(text, quoted);
    case 'text':
      return { value: text };
    case 'ipv4':
      return addressOf(text, 32, (address) => uint32(ipv4Bytes(address), 0));
    case 'ipv6':
      return addressOf(text, 128, ipv6Bytes);
    case 'ether': {
      const bytes = hexBytes(text);
      return bytes?.length === 6 ? { value: bytes } : undefined;
    }
    case 'bytes':
    case 'protocol': {
      if (quoted) return { value: latinBytes(text) };
      const bytes = hexBytes(text);
      return bytes && { value: bytes };
    }
    case 'none':
      return undefined;
  }
}

/** Decimal, 0x…, 0b… or octal after a zero, as in C. */
function numberOf(text: string, quoted: boolean): Literal | undefined {
  if (quoted) return undefined;
  const [, sign, digits = ''] = /^([+-]?)(.*)$/.exec(text) ?? [];
  let value: number;
  if (/^0x[0-9a-f]{1,12}$/i.test(digits)) value = parseInt(digits.slice(2), 16);
  else if (/^0b[01]{1,48}$/i.test(digits)) value = parseInt(digits.slice(2), 2);
  else if (/^0[0-7]{1,16}$/.test(digits)) value = parseInt(digits, 8);
  else if (/^(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/.test(digits)) value = Number(digits);
  else return undefined;
  return { value: sign === '-' ? -value : value };
}

function booleanOf(text: string, quoted: boolean): Literal | undefined {
  if (/^(true|false)$/i.test(text)) return { value: Number(text.toLowerCase() === 'true') };
  const number = numberOf(text, quoted);
  return number && { value: Number(number.value !== 0) };
}

function addressOf(text: string, bits: number, read: (address: string) => Comparable): Literal | undefined {
  const [address = '', length, more] = text.split('/');
  if (more !== undefined || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  if (Number(length ?? 0) > bits) return undefined;
  try {
    const value = read(address);
    return length === undefined ? { value } : { value, prefix: Number(length) };
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

/** Pairs of hexadecimal digits, separated by colons, dashes or dots; or one number of a byte. */
function hexBytes(text: string): Uint8Array | undefined {
  if (!/^[0-9a-f]{2}(?:[:.-][0-9a-f]{2})*[:]?$/i.test(text)) {
    const number = /^0x[0-9a-f]{1,2}$/i.test(text) ? parseInt(text.slice(2), 16) : undefined;
    return number === undefined ? undefined : Uint8Array.of(number);
  }
  return Uint8Array.from(text.match(/[0-9a-f]{2}/gi) ?? [], (pair) => parseInt(pair, 16));
}

/** Characters as the bytes of the same number. */
function latinBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
}

/** Bytes as the characters of the same number. */
export function latinText(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
