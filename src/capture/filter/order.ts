import type { Comparable } from './collector.js';
import type { Literal } from './literal.js';
import type { Relation } from './syntax.js';

/** Under 0, 0 or above it: numbers by value, text and bytes by their first difference, then the shorter first. */
export function order(a: Comparable, b: Comparable): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b);
  return typeof a === 'object' && typeof b === 'object' ? orderOfBytes(a, b) : Number.NaN;
}

function orderOfBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** A value with the bits after a prefix put to zero. */
export function underPrefix(value: Comparable, prefix: number | undefined): Comparable {
  if (prefix === undefined || typeof value === 'string') return value;
  if (typeof value === 'number') return value - (value % 2 ** (32 - prefix));
  return value.map((byte, i) => byte & (0xff00 >> Math.max(0, Math.min(8, prefix - 8 * i))));
}

/** Whether the values of two sides are related as asked: one pair of them, or all. */
export function related(
  relation: Relation,
  left: readonly Comparable[],
  right: readonly Comparable[],
  prefix?: Literal['prefix'],
): boolean {
  if (left.length === 0 || right.length === 0) return false;
  const all = relation === 'all==' || relation === 'all!=';
  for (const a of left) {
    const masked = underPrefix(a, prefix);
    for (const b of right) if (holds(relation, order(masked, b)) !== all) return !all;
  }
  return all;
}

function holds(relation: Relation, difference: number): boolean {
  switch (relation) {
    case 'any==':
    case 'all==':
      return difference === 0;
    case 'any!=':
    case 'all!=':
      return difference !== 0;
    case '>':
      return difference > 0;
    case '<':
      return difference < 0;
    case '>=':
      return difference >= 0;
    case '<=':
      return difference <= 0;
  }
}
