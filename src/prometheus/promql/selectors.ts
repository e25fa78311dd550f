import { compileMatcher } from '../series/matcher.js';
import { type Columns, lastUpTo } from '../series/samples.js';
import type { Series } from '../series/store.js';
import type { LabelSet } from '../series/labels.js';
import { type Evaluation, type Grid, timeAt } from './evaluation.js';
import type { Moment, Selector } from './syntax/ast.js';
import { type Vector, VectorBuilder } from './vector.js';

function seriesOf({ store, compile }: Evaluation, { matchers }: Selector): readonly Series[] {
  return store.select(matchers.map((each) => compileMatcher(each, compile)));
}

/** What an instant vector selector takes from the sample that it finds. */
type Taken = (series: Series, index: number) => number;

const takeValue: Taken = ({ samples }, index) => samples.columns.values[index] as number;
const takeTimeSeconds: Taken = ({ samples }, index) => (samples.columns.times[index] as number) / 1000;

/** The last sample of each series at every step, if it is not older than the lookback and the series has not ended. */
export function selectValues(evaluation: Evaluation, selector: Selector, grid: Grid): Promise<Vector> {
  return select(evaluation, selector, grid, takeValue);
}

/** Like {@link selectValues}, with the times of the samples in seconds as values. */
export function selectTimes(evaluation: Evaluation, selector: Selector, grid: Grid): Promise<Vector> {
  return select(evaluation, selector, grid, takeTimeSeconds);
}

async function select(evaluation: Evaluation, selector: Selector, grid: Grid, take: Taken): Promise<Vector> {
  const found = seriesOf(evaluation, selector);
  evaluation.refuseCells(found.length * grid.steps);
  const builder = new VectorBuilder(grid.steps, found.length);
  for (const series of found) {
    fillRow(evaluation, series, selector, grid, { builder, take });
    builder.endRow(series.labels);
    if (evaluation.timeToYield(grid.steps)) await evaluation.yieldThread();
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
  const { columns } = samples;
  const { times, length } = columns;
  const { lookbackMs } = evaluation.limits;
  let index = lastUpTo(columns, evaluation.lookedAtMs(selector, grid.startMs));
  for (let step = 0; step < grid.steps; step++) {
    const lookedAtMs = evaluation.lookedAtMs(selector, timeAt(grid, step));
    while (index + 1 < length && (times[index + 1] as number) <= lookedAtMs) index++;
    if (
      index < 0 ||
      (times[index] as number) <= evaluation.beforeRangeMs(lookedAtMs, lookbackMs) ||
      samples.isStale(index)
    )
      continue;
    builder.set(step, take(series, index));
  }
}

/** A range vector before its windows are cut: whole series, and how to look at them. */
export interface RangeVector {
  readonly rows: readonly { readonly labels: LabelSet; readonly columns: Columns }[];
  readonly rangeMs: number;
  readonly moment: Moment;
}

/** The series that a range vector selector finds, whole. */
export function selectRange(evaluation: Evaluation, selector: Selector): RangeVector {
  const rows = seriesOf(evaluation, selector).map(({ labels, samples }) => ({
    labels,
    columns: samples.measured,
  }));
  return { rows, rangeMs: selector.rangeMs ?? 0, moment: selector };
}
