import { ipv4Text, ipv6Text } from '../../packet/address.js';
import { hexDigits, hexText } from '../../packet/hex.js';
import { macText } from '../../packet/ethernet.js';

/** What the bytes of a field stand for; it decides how they are read, shown and compared. */
export type FieldKind = 'number' | 'boolean' | 'time' | 'ipv4' | 'ipv6' | 'ether' | 'bytes' | 'text' | 'none';

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
  readonly show?: ValueText;
  /** Only filters know it: what it says is shown by others, or by none. */
  readonly hidden?: true;
}

/** Writes the value of a field. */
export interface ValueText {
  (value: number): string;
  /** Words that stand for some values, which a filter takes instead of them. */
  readonly names?: Readonly<Record<number, string>>;
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

type FieldMaker = (
  name: string,
  label: string,
  about: string,
  more?: Pick<FieldDefinition, 'mask' | 'also' | 'show' | 'hidden'>,
) => FieldDefinition;

function makerOf(kind: FieldKind): FieldMaker {
  return (name, label, about, more = {}) => ({ name, label, about, kind, ...more });
}

/** Definitions, by kind: `field.number('ip.ttl', 'Time to Live', 'Le nombre de …')`. */
export const field: Readonly<Record<FieldKind, FieldMaker>> = {
  number: makerOf('number'),
  boolean: makerOf('boolean'),
  time: makerOf('time'),
  ipv4: makerOf('ipv4'),
  ipv6: makerOf('ipv6'),
  ether: makerOf('ether'),
  bytes: makerOf('bytes'),
  text: makerOf('text'),
  none: makerOf('none'),
};

/** A name for each value, then the value, as Wireshark writes it. */
export function named(names: Readonly<Record<number, string>>): ValueText {
  return Object.assign((value: number) => `${names[value] ?? 'Unknown'} (${value})`, { names });
}

/** Hexadecimal, on a fixed number of digits. */
export function hexadecimal(digits: number): (value: number) => string {
  return (value) => `0x${hexDigits(value, digits)}`;
}

/**
 * A moment as Wireshark writes it, in UTC: `Nov  2, 2026 03:04:05.000000000 UTC`.
 *
 * @param seconds whole, since 1970
 */
export function utcTimeText(seconds: number, nanoseconds: number): string {
  const [, day, month, year, time] = new Date(seconds * 1000).toUTCString().split(' ');
  const date = `${month ?? ''} ${String(Number(day)).padStart(2)}, ${year ?? ''}`;
  return `${date} ${time ?? ''}.${String(nanoseconds).padStart(9, '0')} UTC`;
}

/** An unsigned number of 1 to 6 bytes; the caller has checked that they are there. */
export function readUnsigned(bytes: Uint8Array, offset: number, length: number): number {
  let value = 0;
  for (let i = offset; i < offset + length; i++) value = value * 0x100 + (bytes[i] ?? 0);
  return value;
}

/** Four bytes, the lowest first. */
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
    case 'time':
    case 'none':
      return true;
  }
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

/**
 * Where a layer puts its fields, in their order: the tree of one packet, or the few that a filter asks for. A layer does
 * not know which, so that both read the same bytes the same way.
 */
export abstract class FieldSink {
  /** The frame. */
  bytes: Uint8Array = new Uint8Array(0);
  /** First byte beyond the layer. */
  end = 0;

  /** A field that says what its bytes say. Ends the layer when they are cut. */
  add(field: FieldDefinition, offset: number, length: number): void {
    this.need(offset, length);
    this.record(field, offset, length, undefined);
  }

  /** A field that says something else than its bytes as they are, or has none (length 0). */
  put(field: FieldDefinition, offset: number, length: number, value: FieldValue): void {
    this.need(offset, length);
    this.record(field, offset, length, value);
  }

  /**
   * A moment that the capture itself tells.
   *
   * @param seconds whole, since 1970
   * @param value as it is shown
   */
  moment(field: FieldDefinition, seconds: number, nanoseconds: number, value: FieldValue): void {
    this.put(field, 0, 0, value);
  }

  /** Whether a field is looked at: one that costs much to work out, such as a checksum, is left out otherwise. */
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  wants(_field: FieldDefinition): boolean {
    return true;
  }

  /** Ends the layer here unless these bytes are in it. */
  need(offset: number, length: number): void {
    if (length < 0 || offset + length > this.end) throw new LayerCut(offset);
  }

  /** The fields that come next are parts of the last one, until {@link close}. */
  open(): void {
    // A sink that keeps no tree has nothing to do.
  }

  close(): void {
    // As for `open`.
  }

  protected abstract record(
    field: FieldDefinition,
    offset: number,
    length: number,
    value: FieldValue | undefined,
  ): void;
}

/** A layer ends before its fields do. Caught by the dissection, which marks the layer as broken. */
export class LayerCut extends Error {
  override readonly name = 'LayerCut';

  constructor(readonly offset: number) {
    super(`the layer ends before ${offset}`);
  }
}
