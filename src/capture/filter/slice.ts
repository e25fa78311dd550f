import { FilterError } from './filter-error.js';
import type { SliceRange } from './syntax.js';

/**
 * What stands between brackets: `2`, `0:3` (from, length), `1-4` (from, to), `:4`, `2:`, and several by commas.
 *
 * @throws {@link FilterError}
 */
export function sliceRanges(filter: string, start: number, end: number): readonly SliceRange[] {
  let offset = start;
  return filter
    .slice(start, end)
    .split(',')
    .map((part) => {
      const range = rangeOf(part.trim());
      if (!range) throw new FilterError('a slice is [from:length], [from-to] or [at]', filter, offset);
      offset += part.length + 1;
      return range;
    });
}

function rangeOf(part: string): SliceRange | undefined {
  const [, first, sign, second] = /^(-?\d{1,6})?(?:([:-])(-?\d{1,6})?)?$/.exec(part) ?? [];
  if (sign === undefined) return first === undefined ? undefined : { start: Number(first), length: 1 };
  const from = Number(first ?? 0);
  if (sign === ':') {
    if (first === undefined && second === undefined) return undefined;
    if (second === undefined) return { start: from };
    return Number(second) > 0 ? { start: from, length: Number(second) } : undefined;
  }
  if (first === undefined || second === undefined || Number(second) < from) return undefined;
  return { start: from, length: Number(second) - from + 1 };
}

/** The bytes, or the characters, of some ranges; `undefined` where one of them is not all there. */
export function sliceOf(
  value: Uint8Array | string,
  ranges: readonly SliceRange[],
): Uint8Array | string | undefined {
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
