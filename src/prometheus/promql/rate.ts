import type { RangeFunction } from './windows.js';

/** What `rate`, `increase` and `delta` differ in. */
interface Extrapolation {
  readonly counter: boolean;
  readonly perSecond: boolean;
}

/**
 * The growth over a window, carried to its ends when the samples come near them, and by half an interval otherwise; a
 * counter is not carried below zero (promql/functions.go, extrapolatedRate).
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
    let toStart = (firstMs - window.startMs) / 1000;
    if (counter && growth > 0 && first >= 0) toStart = Math.min(toStart, sampled * (first / growth));
    const toEnd = (window.endMs - lastMs) / 1000;
    const threshold = interval * 1.1;
    let covered = sampled;
    covered += toStart < threshold ? toStart : interval / 2;
    covered += toEnd < threshold ? toEnd : interval / 2;
    let factor = covered / sampled;
    if (perSecond) factor /= (window.endMs - window.startMs) / 1000;
    return growth * factor;
  };
}

/** The step between the last two samples only. */
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

export const rateFunctions: Readonly<Record<string, RangeFunction>> = {
  rate: extrapolated({ counter: true, perSecond: true }),
  increase: extrapolated({ counter: true, perSecond: false }),
  delta: extrapolated({ counter: false, perSecond: false }),
  irate: instantaneous(true),
  idelta: instantaneous(false),
};
