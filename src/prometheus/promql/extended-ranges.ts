import { QueryError } from './query-error.js';
import { rangeFunctions } from './range-functions.js';
import type { RangeFunction, Window } from './windows.js';

/** Where a range with the modifiers `anchored` or `smoothed` begins and ends, and the samples within. */
interface ExtendedRange {
  readonly left: number;
  readonly right: number;
  /** Samples strictly within: from, and to, excluded. */
  readonly from: number;
  readonly to: number;
}

/** The value at a moment, on the line between two samples. A counter that was reset in between starts at 0. */
export function interpolated(
  { times, values }: Pick<Window, 'times' | 'values'>,
  before: number,
  timeMs: number,
  counter: boolean,
): number {
  const [t1, t2] = [times[before] as number, times[before + 1] as number];
  const last = values[before + 1] as number;
  const first = counter && last < (values[before] as number) ? 0 : (values[before] as number);
  return first + ((last - first) * (timeMs - t1)) / (t2 - t1);
}

/**
 * The ends of a range whose window reaches further by the lookback: with `anchored` the last values before them, with
 * `smoothed` those on the line between the samples around them (promql/functions.go, extendedRate).
 */
export function extendedRange(
  window: Window,
  smoothed: boolean,
  counter: boolean,
): ExtendedRange | undefined {
  const { times, values, startMs, endMs } = window;
  let first = window.from;
  let last = window.to - 1;
  while (first + 1 < last && (times[first + 1] as number) <= startMs) first++;
  if (smoothed) {
    let end = window.from;
    while (end < last && (times[end] as number) < endMs) end++;
    last = end;
  }
  if ((times[last] as number) <= startMs) return undefined;
  if (smoothed && (times[first] as number) > endMs) return undefined;
  const line = smoothed && (times[first] as number) < startMs;
  const left = line ? interpolated(window, first, startMs, counter) : (values[first] as number);
  const beyond = (times[last] as number) > endMs && last > window.from;
  const right = beyond ? interpolated(window, last - 1, endMs, counter) : (values[last] as number);
  const from = (times[first] as number) <= startMs ? first + 1 : first;
  const to = (times[last] as number) >= endMs ? last : last + 1;
  return { left, right, from, to };
}

function growth(smoothed: boolean, counter: boolean, perSecond: boolean): RangeFunction {
  return (window) => {
    const range = extendedRange(window, smoothed, counter);
    if (range === undefined) return undefined;
    const { left, right, from, to } = range;
    let total = right - left;
    if (counter) {
      let previous = left;
      for (let i = from; i < to; i++) {
        const value = window.values[i] as number;
        if (value < previous) total += previous;
        previous = value;
      }
      if (right < previous) total += previous;
    }
    return perSecond ? total / ((window.endMs - window.startMs) / 1000) : total;
  };
}

/** `changes` and `resets` of a range that begins with the last sample before it. */
function anchoredCount(name: string): RangeFunction {
  const count = rangeFunctions.get(name) as RangeFunction;
  return (window, parameters) => {
    const { times, startMs, from, to } = window;
    if ((times[to - 1] as number) <= startMs) return undefined;
    while (window.from + 1 < to && (times[window.from + 1] as number) <= startMs) window.from++;
    const found = count(window, parameters);
    window.from = from;
    return found;
  };
}

const safe = {
  anchored: 'changes, delta, increase, rate, resets',
  smoothed: 'delta, increase, rate',
} as const;

/**
 * The function of a range with modified ends.
 *
 * @throws {QueryError} for one that does not look at the ends of its range
 */
export function extendedFunction(name: string, ends: 'anchored' | 'smoothed'): RangeFunction {
  if (!safe[ends].split(', ').includes(name))
    throw new QueryError(
      'execution',
      `${ends} modifier can only be used with: ${safe[ends]} - not with ${name}`,
    );
  if (name === 'changes' || name === 'resets') return anchoredCount(name);
  return growth(ends === 'smoothed', name !== 'delta', name === 'rate');
}
