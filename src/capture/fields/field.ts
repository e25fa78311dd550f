import { ipv4Text, ipv6Text } from '../../packet/address.js';
import { macText } from '../../packet/ethernet.js';

/** What the bytes of a field stand for; it decides how they are read, shown and compared. */
export type FieldKind = 'number' | 'boolean' | 'ipv4' | 'ipv6' | 'ether' | 'bytes' | 'text' | 'none';

/** What a field says: addresses and bytes as their text, so that a dissection serialises to JSON. */
export type FieldValue = number | string | boolean;

/** What is known of a field before any packet. */
export interface FieldDefinition {
  /** Wireshark's name, such as `ip.ttl`. */
  readonly name: string;
  /** Wireshark's label, in English. */
  readonly label: string;
  /** One sentence for the student, in French. */
  readonly about: string;
  readonly kind: FieldKind;
  /** The bits of the field among its bytes; all of them when absent. */
  readonly mask?: number;
  /** Names that stand for several fields, such as `ip.addr`. */
  readonly also?: readonly string[];
  /** Its value in words. */
  readonly show?: (value: number) => string;
}

/** A field of a dissected packet. */
export interface Field {
  /** Wireshark's name, such as `tcp.flags.syn`. */
  readonly name: string;
  /** Wireshark's label, in English. */
  readonly label: string;
  /** One sentence for the student, in French. */
  readonly about: string;
  readonly kind: FieldKind;
  readonly value: FieldValue;
  /** The value as it is shown. */
  readonly text: string;
  /** Position of its first byte in the frame. */
  readonly offset: number;
  /** Bytes it takes in the frame; 0 when it is worked out from others. */
  readonly length: number;
  /** Its bits among those bytes, where it does not take them whole. */
  readonly mask?: number;
  readonly children?: readonly Field[];
}

/** A name for each value, then the value, as Wireshark writes it. */
export function named(names: Readonly<Record<number, string>>): (value: number) => string {
  return (value) => `${names[value] ?? 'Unknown'} (${value})`;
}

/** Hexadecimal, on a fixed number of digits. */
export function hexadecimal(digits: number): (value: number) => string {
  return (value) => `0x${value.toString(16).padStart(digits, '0')}`;
}

/** The verdicts on a checksum, as Wireshark numbers them. */
export const checksumStatus = { bad: 0, good: 1, unverified: 2, notPresent: 3, illegal: 4 } as const;

export const showChecksumStatus = named({
  0: 'Bad',
  1: 'Good',
  2: 'Unverified',
  3: 'Not present',
  4: 'Illegal',
});

/** An unsigned number of 1 to 6 bytes; the caller has checked that they are there. */
export function readUnsigned(bytes: Uint8Array, offset: number, length: number): number {
  let value = 0;
  for (let i = offset; i < offset + length; i++) value = value * 0x100 + (bytes[i] ?? 0);
  return value;
}

/** Four bytes in the order of most machines. */
export function littleUint32(bytes: Uint8Array, offset: number): number {
  const low = (bytes[offset] ?? 0) + (bytes[offset + 1] ?? 0) * 0x100;
  return low + (bytes[offset + 2] ?? 0) * 0x10000 + (bytes[offset + 3] ?? 0) * 0x1000000;
}

/** The bits of a mask, brought down to the first bit. */
export function masked(value: number, mask: number | undefined): number {
  return mask === undefined ? value : (value & mask) >>> (31 - Math.clz32(mask & -mask));
}

/** The value that bytes of the frame have, as their kind says. */
export function valueOf(
  field: FieldDefinition,
  bytes: Uint8Array,
  offset: number,
  length: number,
): FieldValue {
  switch (field.kind) {
    case 'number':
      return masked(readUnsigned(bytes, offset, length), field.mask);
    case 'boolean':
      return masked(readUnsigned(bytes, offset, length), field.mask) !== 0;
    case 'ipv4':
      return ipv4Text(bytes, offset);
    case 'ipv6':
      return ipv6Text(bytes, offset);
    case 'ether':
      return macText(bytes, offset);
    case 'bytes':
      return hexText(bytes.subarray(offset, offset + length));
    case 'text':
      return printable(bytes.subarray(offset, offset + length));
    case 'none':
      return true;
  }
}

/** Pairs of hexadecimal digits separated by colons. */
export function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':');
}

/** ASCII as it is; any other byte as a replacement character, so that no control character reaches a screen. */
export function printable(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte > 0x1f && byte < 0x7f ? String.fromCharCode(byte) : '\ufffd';
  return text;
}

/** A value as it is shown. */
export function showValue(field: FieldDefinition, value: FieldValue): string {
  if (typeof value === 'boolean') return field.kind === 'none' ? '' : value ? 'Set' : 'Not set';
  return typeof value === 'number' && field.show ? field.show(value) : String(value);
}
