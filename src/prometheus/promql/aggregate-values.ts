import type { Aggregation } from './syntax/ast.js';
import type { Evaluation } from './evaluation.js';
import { formatFloat } from './format-float.js';
import { type Grouping, groupRows } from './grouping.js';
import { quantileOf } from './quantile.js';
import { QueryError } from './query-error.js';
import { type Vector, VectorBuilder } from './vector.js';
import type { LabelSet } from '../series/labels.js';

/** Of each group at one step, the rows that have a value, in order. */
export function rowsByGroup(
  { steps, present }: Vector,
  { groupOf, labels }: Grouping,
  step: number,
): number[][] {
  const rows: number[][] = labels.map(() => []);
  for (let row = 0; row < groupOf.length; row++) {
    if (present[row * steps + step] === 1) rows[groupOf[row] as number]?.push(row);
  }
  return rows;
}

/** `quantile`: one φ for each step. */
export async function aggregateQuantile(
  evaluation: Evaluation,
  node: Aggregation,
  vector: Vector,
  phi: Float64Array,
): Promise<Vector> {
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
    if (evaluation.tired(vector.labels.length)) await evaluation.breathe();
  }
  return { steps: vector.steps, labels: grouping.labels, values: found, present };
}

/**
 * `count_values`: a series for each value, which becomes a label. As Prometheus does it, the label is set before the
 * groups are made: `without` can take it away again.
 */
export async function aggregateCountValues(
  evaluation: Evaluation,
  { grouping }: Aggregation,
  vector: Vector,
  label: string,
): Promise<Vector> {
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) {
    throw new QueryError('execution', `invalid label name ${JSON.stringify(label)}`);
  }
  const { by, labels: named } = grouping;
  const others = named.filter((name) => name !== label);
  const base = groupRows(vector.labels, { by, labels: by ? others : [...others, label] });
  const labelled = by || others.length === named.length;
  const { steps } = vector;
  const counts = new Map<string, Counted>();
  for (const [row, group] of base.groupOf.entries()) {
    for (let step = 0; step < steps; step++) {
      if (vector.present[row * steps + step] === 0) continue;
      const value = labelled ? formatFloat(vector.values[row * steps + step] as number) : '';
      const counted = counts.get(`${group} ${value}`) ?? {
        labels: (base.labels[group] as LabelSet).with(label, value),
        at: new Float64Array(steps),
      };
      counted.at[step] = (counted.at[step] as number) + 1;
      counts.set(`${group} ${value}`, counted);
      evaluation.refuseCells(counts.size * steps);
    }
    if (evaluation.tired(steps * 8)) await evaluation.breathe();
  }
  return fromCounts(steps, [...counts.values()]);
}

/** How often a value was seen, at each step. */
interface Counted {
  readonly labels: LabelSet;
  readonly at: Float64Array;
}

function fromCounts(steps: number, counts: readonly Counted[]): Vector {
  const builder = new VectorBuilder(steps, counts.length);
  for (const { labels, at } of counts) {
    at.forEach((count, step) => {
      if (count > 0) builder.set(step, count);
    });
    builder.endRow(labels);
  }
  return builder.build();
}
