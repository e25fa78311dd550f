import { ParseError } from '../../parse-error.js';
import type { Labels } from './labels.js';
import type { SeriesStore } from './store.js';

/** One sample of a written series: a number, nothing, or the end of the series. */
export type WrittenSample = number | 'missing' | 'stale';

/** Samples that one line may stand for: `0+1x999999999` must not fill the memory. */
const maxSamples = 1_000_000;

const unsigned = String.raw`(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?`;
const number = `[+-]?(?:${unsigned}|[iI]nf|[nN]a[nN])`;
/** `_x4`, `stale`, or `0+10x3`. */
const itemPattern = new RegExp(`^(?:(_)(?:x(\\d+))?|(stale)|(${number})([+-]${unsigned})?(?:x(\\d+))?)$`);

/**
 * The values of a series in the notation of Prometheus' unit tests: `1 2 _ stale 0+10x3 5-1x2 _x4 7x2`. The number after
 * `x` says how many follow the first.
 *
 * @param text the values, spaces between
 * @throws {ParseError} with the offset of what is wrong; native histograms, `{{…}}`, are refused: they are 4,000 lines of
 *   Prometheus 3 (model/histogram) before any function reads them, and nothing of the course has one
 * @see promql/parser/generated_parser.y, series_values
 * @example
 * ```ts
 * import { parseSeriesValues } from 'sonde/prometheus';
 *
 * console.log(parseSeriesValues('0+10x2 _ stale')); // → [ 0, 10, 20, 'missing', 'stale' ]
 * ```
 */
export function parseSeriesValues(text: string): readonly WrittenSample[] {
  const samples: WrittenSample[] = [];
  for (const { 0: word, index = 0 } of text.matchAll(/\S+/g)) {
    if (word.startsWith('{{')) throw new ParseError('native histograms are not supported', index);
    const match = itemPattern.exec(word);
    if (match === null)
      throw new ParseError(`not a value of a series: ${JSON.stringify(word.slice(0, 40))}`, index);
    const expanded = expand(match, samples.length);
    if (expanded === undefined) throw new ParseError(`more than ${maxSamples} samples`, index);
    for (const each of expanded) samples.push(each);
  }
  return samples;
}

/** @returns `undefined` for too many */
function expand(match: RegExpExecArray, before: number): readonly WrittenSample[] | undefined {
  const [, missing, missingTimes, stale, first = '', step, times] = match;
  const count = missing === undefined ? Number(times ?? 0) + 1 : Number(missingTimes ?? 1);
  if (before + count > maxSamples) return undefined;
  if (missing !== undefined) return Array<WrittenSample>(count).fill('missing');
  if (stale !== undefined) return ['stale'];
  let value = numberOf(first);
  return Array.from({ length: count }, () => {
    const current = value;
    value += Number(step ?? 0);
    return current;
  });
}

function numberOf(text: string): number {
  const lower = text.toLowerCase();
  if (lower.endsWith('nan')) return NaN;
  if (lower.endsWith('inf')) return lower.startsWith('-') ? -Infinity : Infinity;
  return Number(lower);
}

/**
 * Fills a store with a series written as in Prometheus' unit tests.
 *
 * @param store where to
 * @param labels of the series
 * @param values as {@link parseSeriesValues} reads them
 * @param times of the first value, and between two, in milliseconds
 * @throws {ParseError} for values that are not in the notation
 * @example
 * ```ts
 * import { appendSeries, SeriesStore } from 'sonde/prometheus';
 *
 * const store = new SeriesStore();
 * appendSeries(store, { __name__: 'up' }, '1x3 _ 0', { startMs: 0, stepMs: 60_000 });
 * console.log(store.size.samples); // → 5
 * ```
 */
export function appendSeries(
  store: SeriesStore,
  labels: Labels,
  values: string,
  times: { readonly startMs: number; readonly stepMs: number },
): void {
  const series = store.series(labels);
  parseSeriesValues(values).forEach((sample, i) => {
    const timeMs = times.startMs + i * times.stepMs;
    if (sample === 'stale') series.appendStale(timeMs);
    else if (sample !== 'missing') series.append(timeMs, sample);
  });
}
