import type { Aggregation } from './ast.js';
import { formatFloat } from './format-float.js';
import { type Grouping, groupRows } from './grouping.js';
import { quantileOf } from './quantile.js';
import { QueryError } from './query-error.js';
import { pickRows, relabelled, type Vector, VectorBuilder } from './vector.js';
import type { LabelSet } from '../series-labels.js';

/** Of each group at one step, the rows that have a value, in order. */
function rowsByGroup({ steps, present }: Vector, { groupOf, labels }: Grouping, step: number): number[][] {
  const rows: number[][] = labels.map(() => []);
  for (let row = 0; row < groupOf.length; row++) {
    if (present[row * steps + step] === 1) rows[groupOf[row] as number]?.push(row);
  }
  return rows;
}

/** `quantile`: one φ for each step. */
export function aggregateQuantile(node: Aggregation, vector: Vector, phi: Float64Array): Vector {
  const grouping = groupRows(vector.labels, node.grouping);
  const found = new Float64Array(grouping.labels.length * vector.steps);
  const present = new Uint8Array(found.length);
  for (let step = 0; step < vector.steps; step++) {
    rowsByGroup(vector, grouping, step).forEach((rows, group) => {
      if (rows.length === 0) return;
      const values = Float64Array.from(rows, (row) => vector.values[row * vector.steps + step] as number);
      found[group * vector.steps + step] = quantileOf(phi[step] as number, values);
      present[group * vector.steps + step] = 1;
    });
  }
  return { steps: vector.steps, labels: grouping.labels, values: found, present };
}

/** `topk` and `bottomk`: rows go through as they are; on an instant query each group in order of value. */
export function aggregateRanked(node: Aggregation, vector: Vector, counts: Float64Array): Vector {
  const grouping = groupRows(vector.labels, node.grouping);
  const beats = node.operator === 'topk' ? (a: number, b: number) => a > b : (a: number, b: number) => a < b;
  const { steps, values } = vector;
  const present = new Uint8Array(vector.present.length);
  const order: number[] = [];
  for (let step = 0; step < steps; step++) {
    const count = rankCount(counts[step] as number);
    if (count < 1) continue;
    const valueOf = (row: number): number => values[row * steps + step] as number;
    for (const rows of rowsByGroup(vector, grouping, step)) {
      for (const row of firstRows(rows, count, valueOf, beats)) {
        present[row * steps + step] = 1;
        if (steps === 1) order.push(row);
      }
    }
  }
  const all = steps === 1 ? order : vector.labels.map((_, row) => row);
  return pickRows({ ...vector, present }, all);
}

function rankCount(value: number): number {
  if (Number.isNaN(value) || Math.abs(value) >= 2 ** 63) {
    throw new QueryError('execution', `Scalar value ${goFloat(value)} overflows int64`);
  }
  return Math.trunc(value);
}

function goFloat(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}

/** The best rows, the best first; NaN loses to everything, and of equals the first stays. */
function firstRows(
  rows: readonly number[],
  count: number,
  valueOf: (row: number) => number,
  beats: (a: number, b: number) => boolean,
): readonly number[] {
  const compare = (a: number, b: number): number => {
    const [x, y] = [valueOf(a), valueOf(b)];
    if (beats(x, y) || (Number.isNaN(y) && !Number.isNaN(x))) return -1;
    return beats(y, x) || (Number.isNaN(x) && !Number.isNaN(y)) ? 1 : 0;
  };
  return [...rows].sort(compare).slice(0, count);
}

/** `count_values`: a series for each value, which becomes a label. */
export function aggregateCountValues(node: Aggregation, vector: Vector, label: string): Vector {
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) {
    throw new QueryError('execution', `invalid label name ${JSON.stringify(label)}`);
  }
  const { steps } = vector;
  const { labels, grouping } = { labels: vector.labels, grouping: node.grouping };
  const counts = new Map<string, { readonly labels: LabelSet; readonly at: Float64Array }>();
  const base = groupRows(labels, {
    ...grouping,
    labels: grouping.by ? grouping.labels : [...grouping.labels, label],
  });
  labels.forEach((_, row) => {
    for (let step = 0; step < steps; step++) {
      if (vector.present[row * steps + step] === 0) continue;
      const value = formatFloat(vector.values[row * steps + step] as number);
      const group = base.groupOf[row] as number;
      const key = `${group} ${value}`;
      const counted = counts.get(key) ?? {
        labels: (base.labels[group] as LabelSet).with(label, value),
        at: new Float64Array(steps),
      };
      counted.at[step] = (counted.at[step] as number) + 1;
      counts.set(key, counted);
    }
  });
  return fromCounts(steps, [...counts.values()]);
}

function fromCounts(
  steps: number,
  counts: readonly { readonly labels: LabelSet; readonly at: Float64Array }[],
): Vector {
  const builder = new VectorBuilder(steps, counts.length);
  for (const { labels, at } of counts) {
    at.forEach((count, step) => {
      if (count > 0) builder.set(step, count);
    });
    builder.endRow(labels);
  }
  const built = builder.build();
  return relabelled(built, built.labels);
}
