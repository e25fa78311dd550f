import { compareLabels, type LabelSet } from '../series/labels.js';
import { regexCompiler } from '../series/regex.js';
import { lastUpTo } from '../series/samples.js';
import type { SeriesStore } from '../series/store.js';
import { evaluate, rangeVector } from './evaluate.js';
import { Evaluation, type Limits, lookedAtMs } from './evaluation.js';
import { QueryError } from './query-error.js';
import { type QueryRange, checkTimestamp, gridOf } from './query-range.js';
import { type MatrixResult, type QueryResult, instantResult, rangeResult } from './result.js';
import { extendedRange } from './extended-ranges.js';
import { type RangeVector, Window } from './windows.js';
import { parseExpression } from './syntax/parse.js';

/** The settings of an engine, by default those of Prometheus 3. */
export interface PromEngineOptions {
  /** How old a sample may be and still be the current one; 5 minutes. */
  readonly lookbackMs?: number;
  /** Samples that a query may hold; 50,000,000. */
  readonly maxSamples?: number;
  /** How long a query may take; 2 minutes. */
  readonly timeoutMs?: number;
  /** Step of subqueries that name none; 1 minute. */
  readonly subqueryStepMs?: number;
  /**
   * 2 for ranges and lookback that hold a sample at their very start, as every Prometheus before 3 had them; 3 by default,
   * where `x[1m]` of a scrape each minute finds one sample, not two.
   */
  readonly prometheus?: 2 | 3;
}

/** What a query takes beside its expression. */
export interface QueryOptions {
  /** Ends the query with an error, `query was canceled in expression evaluation`. */
  readonly signal?: AbortSignal;
}

/** What answers PromQL: the embedded engine, or a server. */
export interface PromQueryable {
  /**
   * The value of an expression at one moment.
   *
   * @param expression PromQL
   * @param timeMs Unix time in milliseconds
   * @param options to cancel
   */
  query(expression: string, timeMs: number, options?: QueryOptions): Promise<QueryResult>;
  /**
   * The values of an expression at regular moments.
   *
   * @param expression PromQL
   * @param range when, in milliseconds
   * @param options to cancel
   */
  queryRange(expression: string, range: QueryRange, options?: QueryOptions): Promise<MatrixResult>;
}

/**
 * PromQL on series in memory, as Prometheus 3 evaluates it; it also runs in a page.
 *
 * @example
 * ```ts
 * import { PromEngine, SeriesStore } from 'sonde/prometheus';
 *
 * const store = new SeriesStore();
 * for (let minute = 0; minute <= 10; minute++) {
 *   store.append({ __name__: 'bytes_total', device: 'eth0' }, minute * 60_000, minute * 6000);
 * }
 * const { result } = await new PromEngine(store).query('rate(bytes_total[5m])', 600_000);
 * console.log(result); // → [ { metric: { device: 'eth0' }, timeMs: 600000, value: 100 } ]
 * ```
 */
export class PromEngine implements PromQueryable {
  readonly #limits: Limits;

  /**
   * @param store where the series are
   * @param options limits, and whose ranges
   */
  constructor(
    readonly store: SeriesStore,
    options: PromEngineOptions = {},
  ) {
    this.#limits = {
      lookbackMs: options.lookbackMs ?? 300_000,
      maxSamples: options.maxSamples ?? 50_000_000,
      timeoutMs: options.timeoutMs ?? 120_000,
      subqueryStepMs: options.subqueryStepMs ?? 60_000,
      prometheus: options.prometheus ?? 3,
    };
  }

  /**
   * The value of an expression at one moment.
   *
   * @param expression PromQL
   * @param timeMs Unix time in milliseconds
   * @param options to cancel
   * @throws {ExpressionError} where the expression is wrong
   * @throws {QueryError} where it cannot be answered, in Prometheus' words
   */
  async query(expression: string, timeMs: number, options: QueryOptions = {}): Promise<QueryResult> {
    checkTimestamp(timeMs);
    const parsed = await parseExpression(expression);
    const grid = { startMs: timeMs, stepMs: 1, steps: 1 };
    const evaluation = await this.#open({ startMs: timeMs, endMs: timeMs, stepMs: 0 }, options);
    if (parsed.type === 'matrix')
      return samplesOf(evaluation, await rangeVector(evaluation, parsed.expression, grid), timeMs);
    return instantResult(await evaluate(evaluation, parsed.expression, grid), timeMs);
  }

  /**
   * The values of an expression at regular moments.
   *
   * @param expression PromQL whose value is a scalar or an instant vector
   * @param range when, in milliseconds; at most 11,000 moments
   * @param options to cancel
   * @throws {ExpressionError} where the expression is wrong
   * @throws {QueryError} where it cannot be answered, in Prometheus' words
   */
  async queryRange(expression: string, range: QueryRange, options: QueryOptions = {}): Promise<MatrixResult> {
    const grid = gridOf(range);
    const parsed = await parseExpression(expression);
    const evaluation = await this.#open(range, options);
    if (parsed.type === 'matrix' || parsed.type === 'string') throw wrongType(parsed.type);
    const value = await evaluate(evaluation, parsed.expression, grid);
    if (value.type === 'string') throw wrongType('string');
    return rangeResult(value, grid);
  }

  async #open(range: QueryRange, { signal }: QueryOptions): Promise<Evaluation> {
    const compile = await regexCompiler();
    return new Evaluation(this.store, this.#limits, compile, range, signal);
  }
}

function wrongType(type: 'matrix' | 'string'): QueryError {
  const said = type === 'matrix' ? 'range vector' : 'string';
  return new QueryError(
    'bad_data',
    `invalid expression type "${said}" for range query, must be Scalar or instant Vector`,
  );
}

/** A range vector as the answer to an instant query: the samples themselves. */
function samplesOf(
  evaluation: Evaluation,
  { rows, rangeMs, look, ends }: RangeVector,
  timeMs: number,
): MatrixResult {
  const endMs = lookedAtMs(look, timeMs);
  const found = rows.flatMap(({ labels, columns }) => {
    if (ends !== undefined) return extendedSamples(evaluation, { labels, columns }, { endMs, rangeMs, ends });
    const { times, values } = columns;
    const from = lastUpTo(columns, evaluation.beforeRangeMs(endMs, rangeMs)) + 1;
    const to = lastUpTo(columns, endMs) + 1;
    evaluation.hold(to - from);
    if (from >= to) return [];
    return [{ labels, timesMs: [...times.subarray(from, to)], values: [...values.subarray(from, to)] }];
  });
  found.sort((a, b) => compareLabels(a.labels, b.labels));
  return {
    resultType: 'matrix',
    result: found.map(({ labels, timesMs, values }) => ({ metric: labels.shown.plain, timesMs, values })),
  };
}

/** The same for a range with modified ends, which are two more samples. */
function extendedSamples(
  evaluation: Evaluation,
  { labels, columns }: RangeVector['rows'][number],
  { endMs, rangeMs, ends }: { readonly endMs: number; readonly rangeMs: number; readonly ends: string },
): readonly { labels: LabelSet; timesMs: number[]; values: number[] }[] {
  const { lookbackMs } = evaluation.limits;
  const smoothed = ends === 'smoothed';
  const window = new Window();
  window.open(columns, lastUpTo(columns, evaluation.beforeRangeMs(endMs - lookbackMs, rangeMs)) + 1);
  window.to = lastUpTo(columns, smoothed ? endMs + lookbackMs : endMs) + 1;
  window.endMs = endMs;
  window.startMs = endMs - rangeMs;
  const range = window.length > 0 ? extendedRange(window, smoothed, false) : undefined;
  if (range === undefined) return [];
  const { left, right, from, to } = range;
  evaluation.hold(to - from + 2);
  const timesMs = [window.startMs, ...columns.times.subarray(from, to), endMs];
  return [{ labels, timesMs, values: [left, ...columns.values.subarray(from, to), right] }];
}
