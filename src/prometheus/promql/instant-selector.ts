import type { Series } from '../series/store.js';
import type { Selector } from './syntax/ast.js';
import { type Evaluation, type Grid, timeAt } from './evaluation.js';
import { type Vector, VectorBuilder } from './vector.js';

/** What a selector takes from the sample that it finds. */
export type Taken = (series: Series, index: number) => number;

export const takeTimeSeconds: Taken = ({ samples }, index) => (samples.columns.times[index] as number) / 1000;

/** The last sample of each series at every step, if it is not older than the lookback and the series has not ended. */
export function selectValues(evaluation: Evaluation, selector: Selector, grid: Grid): Promise<Vector> {
  return select(
    evaluation,
    selector,
    grid,
    (series, index) => series.samples.columns.values[index] as number,
  );
}

/** Like {@link selectValues}, with what `take` gives of each sample found. */
export async function select(
  evaluation: Evaluation,
  selector: Selector,
  grid: Grid,
  take: Taken,
): Promise<Vector> {
  const found = evaluation.select(selector);
  evaluation.refuseCells(found.length * grid.steps);
  const builder = new VectorBuilder(grid.steps, found.length);
  for (const series of found) {
    fillRow(evaluation, series, selector, grid, { builder, take });
    builder.endRow(series.labels);
    if (evaluation.tired(grid.steps)) await evaluation.breathe();
  }
  return builder.build();
}

function fillRow(
  evaluation: Evaluation,
  series: Series,
  selector: Selector,
  grid: Grid,
  { builder, take }: { readonly builder: VectorBuilder; readonly take: Taken },
): void {
  const { samples } = series;
  const { times } = samples.columns;
  const { lookbackMs } = evaluation.limits;
  let index = lastUpTo(times, samples.length, evaluation.lookedAtMs(selector, grid.startMs));
  for (let step = 0; step < grid.steps; step++) {
    const lookedAtMs = evaluation.lookedAtMs(selector, timeAt(grid, step));
    while (index + 1 < samples.length && (times[index + 1] as number) <= lookedAtMs) index++;
    if (index < 0 || (times[index] as number) < lookedAtMs - lookbackMs || samples.isStale(index)) continue;
    builder.set(step, take(series, index));
  }
}

/** Index of the last time that is not after `timeMs`, or -1. */
export function lastUpTo(times: Float64Array, length: number, timeMs: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
