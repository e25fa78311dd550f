import { KahanMean, KahanSum, isInfinite } from './kahan.js';
import { quantileOf } from './quantile.js';
import { QueryError } from './query-error.js';
import type { RangeFunction, Window } from './windows.js';

function sum({ values, from, to }: Window): number {
  const total = new KahanSum();
  for (let i = from; i < to; i++) total.add(values[i] as number);
  return total.total;
}

function average({ values, from, to }: Window): number {
  const mean = new KahanMean();
  for (let i = from; i < to; i++) mean.add(values[i] as number);
  return mean.total;
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

/** The value that `beats` all others; anything beats NaN. */
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

/** When the value that `beats` all others was measured, in seconds; the last of equal ones. */
function timeOfBest(beats: (a: number, b: number) => boolean): RangeFunction {
  return ({ times, values, from, to }) => {
    let found = from;
    for (let i = from + 1; i < to; i++) {
      const best = values[found] as number;
      if (beats(values[i] as number, best) || Number.isNaN(best)) found = i;
    }
    return (times[found] as number) / 1000;
  };
}

/** The median of the distances to the median. */
function medianDeviation({ values, from, to }: Window): number {
  const own = values.slice(from, to);
  if (own.some((value) => Number.isNaN(value))) return NaN;
  const median = quantileOf(0.5, own);
  return quantileOf(
    0.5,
    own.map((value) => Math.abs(value - median)),
  );
}

/**
 * The area under the samples, in seconds times their unit; NaN counts as nothing.
 *
 * @param rule 0 keeps each value until the next sample, 1 takes it from the one before, 2 (default) draws a line between them
 */
const integral: RangeFunction = ({ times, values, from, to }, [rule = 2]) => {
  const area = new KahanSum();
  const valueAt = (i: number): number => (Number.isNaN(values[i]) ? 0 : (values[i] as number));
  for (let i = from + 1; i < to; i++) {
    const height = new KahanSum();
    if (rule !== 1) height.add(rule === 0 ? valueAt(i - 1) : valueAt(i - 1) / 2);
    if (rule !== 0) height.add(rule === 1 ? valueAt(i) : valueAt(i) / 2);
    if (height.total === 0) continue;
    const seconds = ((times[i] as number) - (times[i - 1] as number)) / 1000;
    area.lost += height.lost * seconds;
    area.add(height.sum * seconds);
  }
  return area.total;
};

/** How many samples differ from the one before in a way. */
function counting(counts: (previous: number, current: number) => boolean): RangeFunction {
  return ({ values, from, to }) => {
    let count = 0;
    for (let i = from + 1; i < to; i++) {
      if (counts(values[i - 1] as number, values[i] as number)) count++;
    }
    return count;
  };
}

/** How `rate`, `increase` and `delta` differ. */
interface Extrapolation {
  readonly counter: boolean;
  readonly perSecond: boolean;
}

/**
 * The growth over a window, extrapolated to its ends when samples are near them, by half an interval otherwise; a counter
 * is not extrapolated below zero (promql/functions.go, extrapolatedRate).
 */
function extrapolated({ counter, perSecond }: Extrapolation): RangeFunction {
  return (window) => {
    if (window.length < 2) return undefined;
    const { times, values, from, to } = window;
    const first = values[from] as number;
    const difference = (values[to - 1] as number) - first;
    const growth = counter ? window.withResets(difference) : difference;
    const firstMs = times[from] as number;
    const lastMs = times[to - 1] as number;
    const sampled = (lastMs - firstMs) / 1000;
    const interval = sampled / (window.length - 1);
    const threshold = interval * 1.1;
    let toStart = (firstMs - window.startMs) / 1000;
    if (toStart >= threshold) toStart = interval / 2;
    if (counter && growth > 0 && first >= 0) toStart = Math.min(toStart, sampled * (first / growth));
    let toEnd = (window.endMs - lastMs) / 1000;
    if (toEnd >= threshold) toEnd = interval / 2;
    let factor = sampled === 0 ? 1 : (sampled + toStart + toEnd) / sampled;
    if (perSecond) factor /= (window.endMs - window.startMs) / 1000;
    return growth * factor;
  };
}

/** The difference between the last two samples alone. */
function instantaneous(perSecondOfCounter: boolean): RangeFunction {
  return ({ times, values, from, to }) => {
    if (to - from < 2) return undefined;
    const last = values[to - 1] as number;
    const previous = values[to - 2] as number;
    const elapsedMs = (times[to - 1] as number) - (times[to - 2] as number);
    if (elapsedMs === 0) return undefined;
    if (!perSecondOfCounter) return last - previous;
    return (last < previous ? last : last - previous) / (elapsedMs / 1000);
  };
}

const rateFunctions: Readonly<Record<string, RangeFunction>> = {
  rate: extrapolated({ counter: true, perSecond: true }),
  increase: extrapolated({ counter: true, perSecond: false }),
  delta: extrapolated({ counter: false, perSecond: false }),
  irate: instantaneous(true),
  idelta: instantaneous(false),
};

/** Least squares, with x in seconds from a moment (promql/functions.go, linearRegression). */
function regression(
  { times, values, from, to }: Window,
  zeroMs: number,
): { slope: number; intercept: number } {
  const first = values[from] as number;
  const [sumX, sumY, sumXY, sumXX] = [new KahanSum(), new KahanSum(), new KahanSum(), new KahanSum()];
  let constant = true;
  for (let i = from; i < to; i++) {
    const y = values[i] as number;
    const x = ((times[i] as number) - zeroMs) / 1000;
    if (i > from && y !== first) constant = false;
    sumX.add(x);
    sumY.add(y);
    sumXY.add(x * y);
    sumXX.add(x * x);
  }
  if (constant) return isInfinite(first) ? { slope: NaN, intercept: NaN } : { slope: 0, intercept: first };
  const count = to - from;
  const covariance = sumXY.total - (sumX.total * sumY.total) / count;
  const variance = sumXX.total - (sumX.total * sumX.total) / count;
  const slope = covariance / variance;
  return { slope, intercept: sumY.total / count - (slope * sumX.total) / count };
}

function checkFactor(name: string, letters: string, value: number): void {
  if (value > 0 && value < 1) return;
  throw new QueryError(
    'execution',
    `invalid ${name} factor. Expected: 0 < ${letters} < 1, got: ${value.toFixed(6)}`,
  );
}

/** A level, and the trend by which it moves. */
const doubleExponentialSmoothing: RangeFunction = (window, [smoothing = 0, trending = 0]) => {
  checkFactor('smoothing', 'sf', smoothing);
  checkFactor('trend', 'tf', trending);
  if (window.length < 2) return undefined;
  const { values, from, to } = window;
  let before = 0;
  let level = values[from] as number;
  let trend = (values[from + 1] as number) - level;
  for (let i = from + 1; i < to; i++) {
    if (i > from + 1) trend = trending * (level - before) + (1 - trending) * trend;
    const next = smoothing * (values[i] as number) + (1 - smoothing) * (level + trend);
    before = level;
    level = next;
  }
  return level;
};

const trendFunctions: Readonly<Record<string, RangeFunction>> = {
  deriv: (window) =>
    window.length < 2 ? undefined : regression(window, window.times[window.from] as number).slope,
  predict_linear: (window, [seconds = 0]) => {
    if (window.length < 2) return undefined;
    const { slope, intercept } = regression(window, window.timeMs);
    return slope * seconds + intercept;
  },
  double_exponential_smoothing: doubleExponentialSmoothing,
};

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
  ['first_over_time', ({ values, from }) => values[from]],
  ['last_over_time', ({ values, to }) => values[to - 1]],
  ['ts_of_first_over_time', ({ times, from }) => (times[from] as number) / 1000],
  ['ts_of_last_over_time', ({ times, to }) => (times[to - 1] as number) / 1000],
  ['ts_of_min_over_time', timeOfBest((a, b) => a <= b)],
  ['ts_of_max_over_time', timeOfBest((a, b) => a >= b)],
  ['mad_over_time', medianDeviation],
  ['integral', integral],
  ['min_over_time', best((a, b) => a < b)],
  ['max_over_time', best((a, b) => a > b)],
  ['changes', counting((a, b) => a !== b && !(Number.isNaN(a) && Number.isNaN(b)))],
  ['resets', counting((a, b) => b < a)],
  ['quantile_over_time', ({ values, from, to }, [phi = NaN]) => quantileOf(phi, values.slice(from, to))],
]);
