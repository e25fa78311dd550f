import { isInfinite, KahanSum } from './kahan.js';
import { QueryError } from './query-error.js';
import type { RangeFunction, Window } from './windows.js';

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

/** Double exponential smoothing: a level, and a trend that moves it. */
const holtWinters: RangeFunction = (window, [smoothing = 0, trending = 0]) => {
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

export const trendFunctions: Readonly<Record<string, RangeFunction>> = {
  deriv: (window) =>
    window.length < 2 ? undefined : regression(window, window.times[window.from] as number).slope,
  predict_linear: (window, [seconds = 0]) => {
    if (window.length < 2) return undefined;
    const { slope, intercept } = regression(window, window.timeMs);
    return slope * seconds + intercept;
  },
  holt_winters: holtWinters,
};
