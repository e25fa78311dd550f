import type { Aggregation } from './syntax/ast.js';
import type { Evaluation } from './evaluation.js';
import { type Grouping, groupRows } from './grouping.js';
import { staysInfinite } from './kahan.js';
import { type Vector, VectorBuilder } from './vector.js';

/** What is known of each group at each step. */
interface Totals {
  readonly value: Float64Array;
  readonly mean: Float64Array;
  readonly count: Float64Array;
}

/** How an operator takes one more value; the count already includes it. Plain sums, as in Prometheus 2.42. */
type Accumulate = (totals: Totals, at: number, value: number) => void;

const extreme =
  (beats: (a: number, b: number) => boolean): Accumulate =>
  ({ value: found, count }, at, value) => {
    const best = found[at] as number;
    if (count[at] === 1 || beats(value, best) || Number.isNaN(best)) found[at] = value;
  };

const mean: Accumulate = ({ value: found, count }, at, value) => {
  const before = found[at] as number;
  const seen = count[at] as number;
  if (seen === 1) found[at] = value;
  else if (!staysInfinite(before, value)) found[at] = before + (value / seen - before / seen);
};

const squares: Accumulate = (totals, at, value) => {
  const seen = totals.count[at] as number;
  if (seen === 1) {
    totals.mean[at] = value;
    return;
  }
  const delta = value - (totals.mean[at] as number);
  const next = (totals.mean[at] as number) + delta / seen;
  totals.mean[at] = next;
  totals.value[at] = (totals.value[at] as number) + delta * (value - next);
};

const operators: Readonly<Record<string, Accumulate>> = {
  sum: ({ value: found }, at, value) => {
    found[at] = (found[at] as number) + value;
  },
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
    mean: new Float64Array(size),
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
    if (evaluation.tired(steps)) await evaluation.breathe();
  }
}

function finish(operator: string, steps: number, { labels }: Grouping, { value, count }: Totals): Vector {
  const builder = new VectorBuilder(steps, labels.length);
  labels.forEach((each, group) => {
    for (let step = 0; step < steps; step++) {
      const at = group * steps + step;
      const seen = count[at] as number;
      if (seen === 0) continue;
      const total = value[at] as number;
      if (operator === 'stdvar') builder.set(step, total / seen);
      else builder.set(step, operator === 'stddev' ? Math.sqrt(total / seen) : total);
    }
    builder.endRow(each);
  });
  return builder.build();
}
