import { type Labels, compareLabels, LabelSet } from '../series/labels.js';
import { type Grid, timeAt } from './evaluation.js';
import { shown, type Value, type Vector } from './vector.js';
import { wellFormed } from './syntax/string-literal.js';

/** One series with one value. */
export interface VectorSample {
  readonly metric: Labels;
  readonly timeMs: number;
  readonly value: number;
}

/** One series with its values in two columns, ready for a figure or a table. */
export interface MatrixSeries {
  readonly metric: Labels;
  readonly timesMs: readonly number[];
  readonly values: readonly number[];
}

/** The value of an instant vector at one moment. */
export interface VectorResult {
  readonly resultType: 'vector';
  readonly result: readonly VectorSample[];
}

/** Values of series over time: those of a range query, or of a range vector. */
export interface MatrixResult {
  readonly resultType: 'matrix';
  readonly result: readonly MatrixSeries[];
}

/** A number without series. */
export interface ScalarResult {
  readonly resultType: 'scalar';
  readonly result: { readonly timeMs: number; readonly value: number };
}

/** A text: the value of a string literal. */
export interface StringResult {
  readonly resultType: 'string';
  readonly result: { readonly timeMs: number; readonly value: string };
}

/** The answer to a query: the `data` of Prometheus' HTTP API, with numbers as numbers and times in milliseconds. */
export type QueryResult = VectorResult | MatrixResult | ScalarResult | StringResult;

/** The answer to an instant query. */
export function instantResult(value: Value, timeMs: number): QueryResult {
  if (value.type === 'string')
    return { resultType: 'string', result: { timeMs, value: wellFormed(value.value) } };
  if (value.type === 'scalar') {
    return { resultType: 'scalar', result: { timeMs, value: value.values[0] as number } };
  }
  const { labels, values } = shown(value.vector);
  const result = labels.map((each, row) => ({ metric: each.plain, timeMs, value: values[row] as number }));
  return { resultType: 'vector', result };
}

/** The answer to a range query, its series in order of labels. */
export function rangeResult(value: Exclude<Value, { type: 'string' }>, grid: Grid): MatrixResult {
  const timesMs = Array.from({ length: grid.steps }, (_, step) => timeAt(grid, step));
  if (value.type === 'scalar') {
    const values = [...value.values];
    return { resultType: 'matrix', result: [{ metric: LabelSet.empty.plain, timesMs, values }] };
  }
  const vector = shown(value.vector);
  const order = vector.labels.map((_, row) => row);
  order.sort((a, b) => compareLabels(vector.labels[a] as LabelSet, vector.labels[b] as LabelSet));
  return { resultType: 'matrix', result: order.map((row) => seriesOf(vector, row, timesMs)) };
}

function seriesOf(vector: Vector, row: number, timesMs: readonly number[]): MatrixSeries {
  const { steps } = vector;
  const metric = (vector.labels[row] as LabelSet).plain;
  const present = vector.present.subarray(row * steps, (row + 1) * steps);
  const values = Array.from(vector.values.subarray(row * steps, (row + 1) * steps));
  // Most series have a value at each step: they share one column of times.
  if (!present.includes(0)) return { metric, timesMs, values };
  const here = (_: number, step: number): boolean => present[step] === 1;
  return { metric, timesMs: timesMs.filter(here), values: values.filter(here) };
}
