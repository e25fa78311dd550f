import { isInfinite, KahanSum, staysInfinite } from './kahan.js';
import { quantileOf } from './quantile.js';
import { rateFunctions } from './rate.js';
import { trendFunctions } from './trend.js';
import type { RangeFunction, Window } from './windows.js';

function sum({ values, from, to }: Window): number {
  const total = new KahanSum();
  for (let i = from; i < to; i++) total.add(values[i] as number);
  return total.totalOrInfinity;
}

function average({ values, from, to }: Window): number {
  const mean = new KahanSum();
  for (let i = from; i < to; i++) {
    const value = values[i] as number;
    const count = i - from + 1;
    if (!staysInfinite(mean.sum, value)) mean.add(value / count - mean.sum / count);
  }
  return isInfinite(mean.sum) ? mean.sum : mean.total;
}

/** Welford's algorithm. */
function variance({ values, from, to }: Window): number {
  const mean = new KahanSum();
  const squares = new KahanSum();
  for (let i = from; i < to; i++) {
    const value = values[i] as number;
    const delta = value - mean.total;
    mean.add(delta / (i - from + 1));
    squares.add(delta * (value - mean.total));
  }
  return squares.total / (to - from);
}

/** The value that beats all others; anything beats NaN. */
function best(beats: (a: number, b: number) => boolean): RangeFunction {
  return ({ values, from, to }) => {
    let found = values[from] as number;
    for (let i = from + 1; i < to; i++) {
      const value = values[i] as number;
      if (beats(value, found) || Number.isNaN(found)) found = value;
    }
    return found;
  };
}

/** How many steps from one sample to the next are of a kind. */
function counting(counts: (previous: number, current: number) => boolean): RangeFunction {
  return ({ values, from, to }) => {
    let count = 0;
    for (let i = from + 1; i < to; i++) {
      if (counts(values[i - 1] as number, values[i] as number)) count++;
    }
    return count;
  };
}

/** The functions of range vectors, by name. */
export const rangeFunctions: ReadonlyMap<string, RangeFunction> = new Map<string, RangeFunction>([
  ...Object.entries(rateFunctions),
  ...Object.entries(trendFunctions),
  ['sum_over_time', sum],
  ['avg_over_time', average],
  ['stdvar_over_time', variance],
  ['stddev_over_time', (window) => Math.sqrt(variance(window))],
  ['count_over_time', (window) => window.length],
  ['present_over_time', () => 1],
  ['last_over_time', ({ values, to }) => values[to - 1]],
  ['min_over_time', best((a, b) => a < b)],
  ['max_over_time', best((a, b) => a > b)],
  ['changes', counting((a, b) => a !== b && !(Number.isNaN(a) && Number.isNaN(b)))],
  ['resets', counting((a, b) => b < a)],
  ['quantile_over_time', ({ values, from, to }, [phi = NaN]) => quantileOf(phi, values.slice(from, to))],
]);
