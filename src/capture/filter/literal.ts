import { ipv4Bytes, ipv6Bytes } from '../../packet/address.js';
import { uint32 } from '../../packet/octets.js';
import { ParseError } from '../../parse-error.js';
import type { Comparable } from './collector.js';
import type { ValueKind } from './field-table.js';
import type { LiteralForm } from './syntax.js';

/** A value written in a filter; of a prefix, the bits that count. */
export interface Literal {
  readonly value: Comparable;
  readonly prefix?: number;
}

/** What was written. */
interface Written {
  readonly text: string;
  readonly form: LiteralForm;
}

/**
 * A value as its kind is written; `undefined` when it is none.
 *
 * @param names words that stand for numbers, in lower case
 */
export function literalOf(
  kind: ValueKind,
  written: Written,
  names?: ReadonlyMap<string, number>,
): Literal | undefined {
  const { form } = written;
  // A colon before a value says that it is no name of a field.
  const text = form === 'word' ? written.text.replace(/^:(?!:)/, '') : written.text;
  switch (kind) {
    case 'number':
      return (form === 'text' ? undefined : numberOf(text, form)) ?? nameOf(text, form, names);
    case 'boolean':
      return booleanOf(text, form) ?? nameOf(text, form, names);
    case 'text':
      return { value: text };
    case 'time':
      return timeOf(text, form);
    case 'ipv4':
      return addressOf(text, 32, (address) => uint32(ipv4Bytes(address), 0));
    case 'ipv6':
      return addressOf(written.text, 128, ipv6Bytes);
    case 'ether': {
      const bytes = hexBytes(text);
      return bytes?.length === 6 ? { value: bytes } : undefined;
    }
    case 'bytes':
    case 'protocol':
    case 'none': {
      if (form !== 'word') return { value: latinBytes(text) };
      const bytes = hexBytes(text);
      return bytes && { value: bytes };
    }
  }
}

function nameOf(
  text: string,
  form: LiteralForm,
  names: ReadonlyMap<string, number> | undefined,
): Literal | undefined {
  const value = form === 'character' ? undefined : names?.get(text.toLowerCase());
  return value === undefined ? undefined : { value };
}

/** Decimal, 0x…, 0b… or octal after a zero, as in C; a character is its number. */
function numberOf(text: string, form: LiteralForm): { value: number } | undefined {
  if (form === 'character') return { value: text.codePointAt(0) ?? 0 };
  if (/^0x[0-9a-f]{1,12}$/i.test(text)) return { value: parseInt(text.slice(2), 16) };
  if (/^0b[01]{1,48}$/i.test(text)) return { value: parseInt(text.slice(2), 2) };
  if (/^0[0-7]{1,16}$/.test(text)) return { value: parseInt(text, 8) };
  return /^(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?$/.test(text) ? { value: Number(text) } : undefined;
}

function booleanOf(text: string, form: LiteralForm): Literal | undefined {
  if (/^(true|false)$/i.test(text)) return { value: Number(text.toLowerCase() === 'true') };
  const number = form === 'word' ? numberOf(text, form) : undefined;
  return number && { value: Number(number.value !== 0) };
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/**
 * A moment as nanoseconds since 1970: a number of seconds, ISO 8601, or `Nov  2, 2026 03:04:05.5`. Without a zone it is
 * of this machine's.
 */
function timeOf(text: string, form: LiteralForm): Literal | undefined {
  const [, whole, fraction = ''] = /^(\d{1,12})(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  if (whole !== undefined && form !== 'character') return { value: nanoseconds(Number(whole), fraction) };
  const date =
    /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:[T ](?<rest>.*))?$/.exec(text.trim())?.groups ??
    /^(?<month>[A-Za-z]{3})\s+(?<day>\d\d?),\s*(?<year>\d{4})(?:\s+(?<rest>.*))?$/.exec(text.trim())?.groups;
  if (!date) return undefined;
  const time =
    /^(?<hour>\d\d?):(?<minute>\d\d)(?::(?<second>\d\d)(?:\.(?<fraction>\d{1,9}))?)?\s*(?<zone>Z|UTC|[+-]\d\d(?::?\d\d)?)?$/.exec(
      date['rest'] ?? '00:00',
    )?.groups;
  if (!time) return undefined;
  const { month = '' } = date;
  const place = /^\d/.test(month) ? Number(month) - 1 : MONTHS.indexOf(month.toLowerCase());
  const seconds = secondsAt(
    [date['year'], place, date['day'], time['hour'], time['minute'], time['second'] ?? 0].map(Number),
    time['zone'],
  );
  return seconds === undefined ? undefined : { value: nanoseconds(seconds, time['fraction'] ?? '') };
}

/** @param parts year, month from 0, day, hour, minute, second */
function secondsAt(parts: readonly number[], zone: string | undefined): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const utc = Date.UTC(year, month, day, hour, minute, second);
  const read = new Date(utc);
  // The thirteenth month and the thirty-second day are none.
  if (month < 0 || read.getUTCMonth() !== month || read.getUTCDate() !== day) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  if (zone === undefined) return new Date(year, month, day, hour, minute, second).getTime() / 1000;
  const [, sign, hours = 0, minutes = 0] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  const ahead = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * 60;
  return utc / 1000 - (sign === '-' ? -ahead : ahead);
}

/** @param fraction digits after the point */
function nanoseconds(seconds: number, fraction: string): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
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

/**
 * Hexadecimal digits, in pairs or in longer groups between colons, dashes or dots (`00:00:5e`, `ffff.ffff.ffff`), a lone one
 * for a byte under 16; or one number of a byte.
 */
function hexBytes(text: string): Uint8Array | undefined {
  const number = /^0x([0-9a-f]{1,2})$/i.exec(text)?.[1];
  const groups = (number ?? text).replace(/:$/, '').split(/[:.-]/);
  if (!groups.every((group) => /^(?:[0-9a-f]|(?:[0-9a-f]{2})+)$/i.test(group))) return undefined;
  const pairs = groups.flatMap((group) => group.match(/../g) ?? [group]);
  return Uint8Array.from(pairs, (pair) => parseInt(pair, 16));
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
