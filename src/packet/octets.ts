import { ParseError } from '../parse-error.js';

/*
 * Numbers in network order. Reads refuse to go beyond the end, so that no decoder can take a hole for a zero; they are
 * quicker than a DataView, which costs more to make than a header to read.
 */

/** @throws {@link ParseError} beyond the end */
export function uint8(bytes: Uint8Array, offset: number): number {
  const value = bytes[offset];
  if (value === undefined) throw cut(bytes, offset + 1);
  return value;
}

/** @throws {@link ParseError} beyond the end */
export function uint16(bytes: Uint8Array, offset: number): number {
  const low = bytes[offset + 1];
  if (low === undefined) throw cut(bytes, offset + 2);
  return ((bytes[offset] ?? 0) << 8) | low;
}

/** @throws {@link ParseError} beyond the end */
export function uint32(bytes: Uint8Array, offset: number): number {
  return uint16(bytes, offset) * 0x10000 + uint16(bytes, offset + 2);
}

/**
 * A view on some of the bytes, without a copy; a plain Uint8Array even when given one of Node's buffers.
 *
 * @throws {@link ParseError} beyond the end
 */
export function octets(bytes: Uint8Array, start: number, end: number): Uint8Array {
  if (end > bytes.length || start > end) throw cut(bytes, Math.max(start, end));
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
}

/** Writes 16 bits that are known to fit. */
export function putUint16(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 8;
  bytes[offset + 1] = value;
}

/** Writes 32 bits that are known to fit. */
export function putUint32(bytes: Uint8Array, offset: number, value: number): void {
  putUint16(bytes, offset, value >>> 16);
  putUint16(bytes, offset + 2, value);
}

/** The bytes one after the other. */
export function concatOctets(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function cut(bytes: Uint8Array, needed: number): ParseError {
  return new ParseError(`${needed} bytes needed, got ${bytes.length}`, bytes.length);
}

/**
 * A field's value, when it fits the bits of the field.
 *
 * @param field its name in messages, protocol included, such as `IPv4 ttl`
 * @param value what to write
 * @param max the highest value that the bits hold
 * @throws RangeError for anything but an integer from 0 to `max`
 */
export function fits(field: string, value: number, max: number): number {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new RangeError(`${field} must be an integer from 0 to ${max}, got ${value}`);
  }
  return value;
}

/**
 * A length, or any value that must be a multiple of a protocol's unit.
 *
 * @throws RangeError when it is not
 */
export function multipleOf(unit: number, field: string, value: number): number {
  if (value % unit !== 0) throw new RangeError(`${field} must be a multiple of ${unit}, got ${value}`);
  return value;
}
