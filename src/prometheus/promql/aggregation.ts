import { groupKeyOf, groupLabelsOf, isUtf8Name, type LabelSet } from '../series/labels.js';
import type { Evaluation } from './evaluation.js';
import { formatFloat } from '../go-float.js';
import { isInfinite } from './kahan.js';
import { quantileOf } from './quantile.js';
import { QueryError } from './query-error.js';
import type { Aggregation } from './syntax/ast.js';
import { goQuoted } from './syntax/string-literal.js';
import { type Vector, VectorBuilder } from './vector.js';

/** The group of each row, and the labels of the groups. */
interface Grouping {
  readonly groupOf: Int32Array;
  readonly labels: readonly LabelSet[];
}

/** Groups in the order in which they are first met. */
export function groupRows(
  rows: readonly LabelSet[],
  { by, labels: named }: Aggregation['grouping'],
): Grouping {
  const names = new Set(named);
  const known = new Map<string, number>();
  const labels: LabelSet[] = [];
  const groupOf = new Int32Array(rows.length);
  rows.forEach((row, i) => {
    const key = by && names.size === 0 ? '' : groupKeyOf(row, by, names);
    let group = known.get(key);
    if (group === undefined) {
      group = labels.push(groupLabelsOf(row, by, names)) - 1;
      known.set(key, group);
    }
    groupOf[i] = group;
    // A group of what has lost its name, though it may be grouped by it, has lost it too.
    if (row.namedUntilEnd) labels[group] = (labels[group] as LabelSet).unnamed;
  });
  return { groupOf, labels };
}

/** The running totals of each group at each step. */
interface Totals {
  readonly value: Float64Array;
  /** What rounding has lost of a sum; of variances, the mean. */
  readonly extra: Float64Array;
  /** Whether a mean is corrected by each value, since the sum would overflow. */
  readonly corrected: Uint8Array;
  readonly count: Float64Array;
}

/** Adds one value to the totals; `count` already includes it. */
type Accumulate = (totals: Totals, at: number, value: number) => void;

const extreme =
  (beats: (a: number, b: number) => boolean): Accumulate =>
  ({ value: found, count }, at, value) => {
    const best = found[at] as number;
    if (count[at] === 1 || beats(value, best) || Number.isNaN(best)) found[at] = value;
  };

/** As KahanSum adds, for columns of totals. */
function addTerm({ value, extra }: Totals, at: number, term: number): void {
  const sum = value[at] as number;
  const next = sum + term;
  value[at] = next;
  if (isInfinite(next)) extra[at] = 0;
  else if (Math.abs(sum) >= Math.abs(term)) extra[at] = (extra[at] as number) + (sum - next + term);
  else extra[at] = (extra[at] as number) + (term - next + sum);
}

const sum: Accumulate = (totals, at, term) => {
  if (totals.count[at] === 1) totals.value[at] = term;
  else addTerm(totals, at, term);
};

/** As KahanMean adds. */
const mean: Accumulate = (totals, at, term) => {
  const { value, extra, corrected, count } = totals;
  const seen = count[at] as number;
  if (seen === 1) {
    value[at] = term;
    return;
  }
  if (corrected[at] === 0) {
    if (!isInfinite((value[at] as number) + term)) {
      addTerm(totals, at, term);
      return;
    }
    corrected[at] = 1;
    value[at] = (value[at] as number) / (seen - 1);
    extra[at] = (extra[at] as number) / (seen - 1);
  }
  const kept = (seen - 1) / seen;
  value[at] = (value[at] as number) * kept;
  extra[at] = (extra[at] as number) * kept;
  addTerm(totals, at, term / seen);
};

/** A NaN or an infinity makes NaN of them all, were it alone. */
const squares: Accumulate = ({ value: found, extra: means, count }, at, value) => {
  const seen = count[at] as number;
  if (seen === 1) {
    found[at] = Number.isFinite(value) ? 0 : NaN;
    means[at] = value;
    return;
  }
  const delta = value - (means[at] as number);
  const next = (means[at] as number) + delta / seen;
  means[at] = next;
  found[at] = (found[at] as number) + delta * (value - next);
};

const operators: Readonly<Record<string, Accumulate>> = {
  sum,
  avg: mean,
  min: extreme((a, b) => a < b),
  max: extreme((a, b) => a > b),
  count: ({ value: found, count }, at) => {
    found[at] = count[at] as number;
  },
  group: ({ value: found }, at) => {
    found[at] = 1;
  },
  stdvar: squares,
  stddev: squares,
};

/** The aggregations that need no more than running totals. */
export async function aggregate(evaluation: Evaluation, node: Aggregation, vector: Vector): Promise<Vector> {
  const accumulate = operators[node.operator];
  if (accumulate === undefined) throw new TypeError(`no such aggregation: ${node.operator}`);
  const grouping = groupRows(vector.labels, node.grouping);
  const size = grouping.labels.length * vector.steps;
  const totals = {
    value: new Float64Array(size),
    extra: new Float64Array(size),
    corrected: new Uint8Array(size),
    count: new Float64Array(size),
  };
  await addAll(evaluation, vector, grouping, { totals, accumulate });
  return finish(node.operator, vector.steps, grouping, totals);
}

async function addAll(
  evaluation: Evaluation,
  { steps, present, values }: Vector,
  { groupOf }: Grouping,
  { totals, accumulate }: { readonly totals: Totals; readonly accumulate: Accumulate },
): Promise<void> {
  const { count } = totals;
  for (let row = 0; row < groupOf.length; row++) {
    const from = row * steps;
    const to = (groupOf[row] as number) * steps;
    for (let step = 0; step < steps; step++) {
      if (present[from + step] === 0) continue;
      count[to + step] = (count[to + step] as number) + 1;
      accumulate(totals, to + step, values[from + step] as number);
    }
    if (evaluation.timeToYield(steps)) await evaluation.yieldThread();
  }
}

function finish(operator: string, steps: number, { labels }: Grouping, totals: Totals): Vector {
  const builder = new VectorBuilder(steps, labels.length);
  labels.forEach((each, group) => {
    for (let step = 0; step < steps; step++) {
      const at = group * steps + step;
      if (totals.count[at] !== 0) builder.set(step, finished(operator, totals, at));
    }
    builder.endRow(each);
  });
  return builder.build();
}

function finished(operator: string, { value, extra, corrected, count }: Totals, at: number): number {
  const [total, rest, seen] = [value[at] as number, extra[at] as number, count[at] as number];
  switch (operator) {
    case 'sum':
      return total + rest;
    case 'avg':
      return corrected[at] === 1 ? total + rest : total / seen + rest / seen;
    case 'stdvar':
      return total / seen;
    case 'stddev':
      return Math.sqrt(total / seen);
    default:
      return total;
  }
}

/** The rows of each group that have a value at one step, in order. */
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
    if (evaluation.timeToYield(vector.labels.length)) await evaluation.yieldThread();
  }
  return { steps: vector.steps, labels: grouping.labels, values: found, present };
}

/**
 * `count_values`: a series for each value, which becomes a label. As in Prometheus the label is set before series are
 * grouped, so that `without` can remove it.
 */
export async function aggregateCountValues(
  evaluation: Evaluation,
  { grouping }: Aggregation,
  vector: Vector,
  label: string,
): Promise<Vector> {
  if (!isUtf8Name(label)) throw new QueryError('execution', `invalid label name ${goQuoted(label)}`);
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
    if (evaluation.timeToYield(steps * 8)) await evaluation.yieldThread();
  }
  return fromCounts(steps, [...counts.values()]);
}

/** How often a value occurs, at each step. */
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
