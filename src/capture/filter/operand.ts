import { nearestNames } from '../../unknown-name.js';
import { readUnsigned } from '../layers/field.js';
import type { Collector, Comparable } from './collector.js';
import { type ValueKind, fieldTable } from './field-table.js';
import { literalOf } from './literal.js';
import { FilterError, type Operand, type SliceRange } from './syntax.js';

/** An operand ready to be read of each packet. */
export interface Reader {
  readonly kind: ValueKind;
  readonly read: () => readonly Comparable[];
}

const SLICEABLE: ReadonlySet<ValueKind> = new Set(['ether', 'ipv4', 'ipv6', 'bytes', 'text', 'protocol']);

/** Prepares an operand that depends on the packet. @throws {@link FilterError} for a value alone */
export function readerOf(operand: Operand, collector: Collector, filter: string): Reader {
  switch (operand.kind) {
    case 'field':
      return fieldReader(operand.name, collector);
    case 'literal':
      throw notField(operand, filter);
    case 'slice': {
      const of = readerOf(operand.of, collector, filter);
      if (!SLICEABLE.has(of.kind))
        throw new FilterError(`a ${of.kind} has no slices`, filter, operand.offset);
      return mapped(of, of.kind === 'text' ? 'text' : 'bytes', (value) =>
        sliceOf(typeof value === 'number' ? addressBytes(value) : value, operand.ranges),
      );
    }
    case 'call':
      return callReader(operand, readerOf(operand.of, collector, filter), filter);
    case 'bits':
      return bitsReader(operand, readerOf(operand.of, collector, filter), filter);
  }
}

function fieldReader(name: string, collector: Collector): Reader {
  const source = fieldTable().get(name);
  if (!source) throw new RangeError(`no field ${name}`);
  return { kind: source.kind, read: collector.want(source) };
}

function mapped(
  { read }: Reader,
  kind: ValueKind,
  change: (value: Comparable) => Comparable | undefined,
): Reader {
  return { kind, read: () => read().flatMap((value) => change(value) ?? []) };
}

function callReader(call: Operand & { kind: 'call' }, of: Reader, filter: string): Reader {
  switch (call.function) {
    case 'count':
      return { kind: 'number', read: () => [of.read().length] };
    case 'len':
      if (!SLICEABLE.has(of.kind)) throw new FilterError(`a ${of.kind} has no length`, filter, call.offset);
      return mapped(of, 'number', (value) => (typeof value === 'number' ? 4 : value.length));
    case 'upper':
    case 'lower': {
      if (of.kind !== 'text') throw new FilterError(`${call.function}() is for text`, filter, call.offset);
      const upper = call.function === 'upper';
      return mapped(of, 'text', (value) => {
        if (typeof value !== 'string') return undefined;
        return upper ? value.toUpperCase() : value.toLowerCase();
      });
    }
  }
}

/** An address of IPv4 is compared as a number, and cut as its four bytes. */
function addressBytes(address: number): Uint8Array {
  return Uint8Array.of(address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255);
}

/** Bits that are all zero count as nothing: `tcp.flags & 2` alone is a question. */
function bitsReader({ mask, offset }: Operand & { kind: 'bits' }, of: Reader, filter: string): Reader {
  const bits = mask.kind === 'literal' ? literalOf('number', mask.text, mask.quoted)?.value : undefined;
  if ((of.kind !== 'number' && of.kind !== 'bytes') || typeof bits !== 'number') {
    throw new FilterError('"&" takes a number, or a slice of bytes, and a number', filter, offset);
  }
  return mapped(of, 'number', (value) => {
    if (typeof value === 'string') return undefined;
    const number = typeof value === 'number' ? value : readUnsigned(value, 0, Math.min(6, value.length));
    return Number(BigInt(number) & BigInt(bits));
  });
}

function notField({ text, offset, quoted }: Operand & { kind: 'literal' }, filter: string): FilterError {
  const shown = JSON.stringify(text.slice(0, 40));
  if (quoted) return new FilterError(`expected a field, found the text ${shown}`, filter, offset);
  const near = nearestNames(text, fieldTable().keys());
  const hint = near.length > 0 ? `; did you mean ${near.join(', ')}?` : '';
  return new FilterError(`unknown field ${shown}${hint}`, filter, offset);
}

/** The bytes, or the characters, of some ranges; `undefined` where one of them is not all there. */
function sliceOf(value: Uint8Array | string, ranges: readonly SliceRange[]): Uint8Array | string | undefined {
  const parts: (Uint8Array | string)[] = [];
  for (const { start, length } of ranges) {
    const from = start < 0 ? value.length + start : start;
    const to = length === undefined ? value.length : from + length;
    if (from < 0 || from >= value.length || to > value.length) return undefined;
    parts.push(value.slice(from, to));
  }
  if (typeof value === 'string') return parts.join('');
  return Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [] : [...part])));
}
