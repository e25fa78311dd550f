import { formatGeneral } from '../go-float.js';
import { compareLabels, type LabelSet } from '../series/labels.js';
import { groupRows, rowsByGroup } from './aggregation.js';
import type { Aggregation } from './syntax/ast.js';
import type { Evaluation } from './evaluation.js';
import { QueryError } from './query-error.js';
import { pickRows, type Vector } from './vector.js';

/** Whether the first value comes before the second. */
type Before = (a: number, b: number) => boolean;

const ascending: Before = (a, b) => a < b;
const descending: Before = (a, b) => a > b;

/**
 * `sort` and `sort_desc`: NaN last. Equal values keep their order and NaNs are reversed, as Go's sort of short slices does
 * with Prometheus' comparison. The answer to a range query is ordered by labels instead.
 */
export function sorted(vector: Vector, direction: 1 | -1): Vector {
  if (vector.steps !== 1) return vector;
  const rows = vector.labels.map((_, row) => row);
  const valueOf = (row: number): number => vector.values[row] as number;
  return pickRows(vector, inOrder(rows, valueOf, direction === 1 ? ascending : descending));
}

function inOrder(rows: readonly number[], valueOf: (row: number) => number, before: Before): number[] {
  const numbers = rows.filter((row) => !Number.isNaN(valueOf(row)));
  const nans = rows.filter((row) => Number.isNaN(valueOf(row)));
  numbers.sort((a, b) => Number(before(valueOf(b), valueOf(a))) - Number(before(valueOf(a), valueOf(b))));
  return [...numbers, ...nans.reverse()];
}

/**
 * `sort_by_label`: by some labels, numbers in texts counting as numbers, then by all. The answer to a range query is ordered
 * by labels instead.
 */
export function sortedByLabel(vector: Vector, names: readonly string[], direction: 1 | -1): Vector {
  if (vector.steps !== 1) return vector;
  const labelsOf = (row: number): LabelSet => vector.labels[row] as LabelSet;
  const compare = (a: LabelSet, b: LabelSet): number => {
    for (const name of names) {
      if (a.get(name) !== b.get(name)) return compareNaturally(a.get(name), b.get(name));
    }
    return compareLabels(a, b);
  };
  const rows = vector.labels.map((_, row) => row);
  return pickRows(
    vector,
    rows.sort((a, b) => direction * compare(labelsOf(a), labelsOf(b))),
  );
}

/** Digits by digits, and what stands between as text: `eth2` before `eth10`. */
function compareNaturally(a: string, b: string): number {
  const pieces = (text: string): readonly string[] => text.match(/\d+|\D+/g) ?? [];
  const [left, right] = [pieces(a), pieces(b)];
  for (const [i, piece] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1;
    const numbers = /^\d/.test(piece) && /^\d/.test(other);
    const order = numbers ? Number(piece) - Number(other) : Number(piece > other) - Number(piece < other);
    if (order !== 0) return order;
  }
  return -1;
}

/** `topk` and `bottomk`: some of the rows, unchanged; in an instant query each group is in order of value. */
export async function aggregateRanked(
  evaluation: Evaluation,
  node: Aggregation,
  vector: Vector,
  counts: Float64Array,
): Promise<Vector> {
  const grouping = groupRows(vector.labels, node.grouping);
  const before = node.operator === 'topk' ? descending : ascending;
  const { steps, values } = vector;
  const present = new Uint8Array(vector.present.length);
  const order: number[] = [];
  for (let step = 0; step < steps; step++) {
    const count = rankCount(counts[step] as number);
    if (count < 1) continue;
    const valueOf = (row: number): number => values[row * steps + step] as number;
    for (const rows of rowsByGroup(vector, grouping, step)) {
      for (const row of inOrder(bestRows(rows, count, valueOf, before), valueOf, before)) {
        present[row * steps + step] = 1;
        if (steps === 1) order.push(row);
      }
    }
    if (evaluation.timeToYield(vector.labels.length)) await evaluation.yieldThread();
  }
  const all = steps === 1 ? order : vector.labels.map((_, row) => row);
  return pickRows({ ...vector, present }, all);
}

export function rankCount(value: number): number {
  if (Number.isNaN(value)) throw new QueryError('execution', 'Parameter value is NaN');
  if (Math.abs(value) >= 2 ** 63) {
    throw new QueryError('execution', `Scalar value ${formatGeneral(value)} overflows int64`);
  }
  return Math.trunc(value);
}

/**
 * The best rows, kept in a heap with the worst on top as Prometheus does: which of equal values are kept, and in which
 * order, depends on it (container/heap, and TOPK in promql/engine.go).
 */
function bestRows(
  rows: readonly number[],
  count: number,
  valueOf: (row: number) => number,
  before: Before,
): readonly number[] {
  const worse = (a: number, b: number): boolean => Number.isNaN(a) || before(b, a);
  const heap: number[] = [];
  const less = (i: number, j: number): boolean =>
    worse(valueOf(heap[i] as number), valueOf(heap[j] as number));
  for (const row of rows) {
    if (heap.length === count) {
      const top = valueOf(heap[0] as number);
      if (!before(valueOf(row), top) && !Number.isNaN(top)) continue;
      swap(heap, 0, count - 1);
      heap.pop();
      siftDown(heap, less);
    }
    heap.push(row);
    siftUp(heap, less);
  }
  // Prometheus sorts the heap in reverse, which leaves equal values in the order of the heap.
  return heap;
}

type Less = (i: number, j: number) => boolean;

function swap(heap: number[], i: number, j: number): void {
  [heap[i], heap[j]] = [heap[j] as number, heap[i] as number];
}

function siftUp(heap: number[], less: Less): void {
  let child = heap.length - 1;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (!less(child, parent)) return;
    swap(heap, child, parent);
    child = parent;
  }
}

function siftDown(heap: number[], less: Less): void {
  let parent = 0;
  for (;;) {
    let child = 2 * parent + 1;
    if (child >= heap.length) return;
    if (child + 1 < heap.length && less(child + 1, child)) child++;
    if (!less(child, parent)) return;
    swap(heap, child, parent);
    parent = child;
  }
}
