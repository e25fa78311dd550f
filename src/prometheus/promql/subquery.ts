import type { Subquery } from './syntax/ast.js';
import { evaluate } from './evaluate.js';
import { type Evaluation, type Grid, timeAt } from './evaluation.js';
import type { Vector } from './vector.js';
import type { RangeVector } from './windows.js';

/** The samples that a subquery makes: its expression at times that are multiples of its step, whoever asks. */
export async function subqueryRange(
  evaluation: Evaluation,
  node: Subquery,
  outer: Grid,
): Promise<RangeVector> {
  const stepMs = node.stepMs ?? evaluation.limits.subqueryStepMs;
  const firstMs = evaluation.lookedAtMs(node, outer.startMs) - node.rangeMs;
  const lastMs = evaluation.lookedAtMs(node, timeAt(outer, outer.steps - 1));
  let startMs = Math.trunc(firstMs / stepMs) * stepMs;
  if (startMs < firstMs) startMs += stepMs;
  const steps = Math.max(0, Math.floor((lastMs - startMs) / stepMs) + 1);
  evaluation.refuseCells(steps);
  const grid = { startMs, stepMs, steps };
  const value = await evaluate(evaluation, node.expression, grid);
  if (value.type !== 'vector') throw new TypeError('a subquery is made of an instant vector');
  return { rows: rowsOf(value.vector, grid), rangeMs: node.rangeMs, moment: node };
}

function rowsOf(vector: Vector, grid: Grid): RangeVector['rows'] {
  return vector.labels.map((labels, row) => {
    const times = new Float64Array(grid.steps);
    const values = new Float64Array(grid.steps);
    let length = 0;
    for (let step = 0; step < grid.steps; step++) {
      if (vector.present[row * grid.steps + step] === 0) continue;
      times[length] = timeAt(grid, step);
      values[length] = vector.values[row * grid.steps + step] as number;
      length++;
    }
    return { labels, columns: { times, values, length } };
  });
}
