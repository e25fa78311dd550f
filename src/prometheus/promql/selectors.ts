import { compileMatcher } from '../series/matcher.js';
import { lastUpTo } from '../series/samples.js';
import type { Series } from '../series/store.js';
import { type Evaluation, type Grid, type Look, lookedAtMs, timeAt } from './evaluation.js';
import { interpolated } from './extended-ranges.js';
import type { Selector } from './syntax/ast.js';
import { type Vector, VectorBuilder } from './vector.js';
import type { RangeVector } from './windows.js';

/** The series that pass all matchers of a selector. */
export function seriesOf({ store, compile }: Evaluation, { matchers }: Selector): readonly Series[] {
  return store.select(matchers.map((each) => compileMatcher(each, compile)));
}

/** What an instant vector selector takes from the sample that it finds. */
type Taken = (series: Series, index: number) => number;

const takeValue: Taken = ({ samples }, index) => samples.columns.values[index] as number;
const takeTimeSeconds: Taken = ({ samples }, index) => (samples.columns.times[index] as number) / 1000;

/** The last sample of each series at every step, if it is not older than the lookback and the series has not ended. */
export function selectValues(
  evaluation: Evaluation,
  selector: Selector,
  grid: Grid,
  look?: Look,
): Promise<Vector> {
  if (selector.ends === 'smoothed') return Promise.resolve(selectSmoothed(evaluation, selector, grid));
  return select(evaluation, selector, grid, takeValue, look);
}

/** Like {@link selectValues}, with the times of the samples in seconds as values. */
export function selectTimes(
  evaluation: Evaluation,
  selector: Selector,
  grid: Grid,
  look?: Look,
): Promise<Vector> {
  return select(evaluation, selector, grid, takeTimeSeconds, look);
}

/** @param look where, if not where the selector says */
async function select(
  evaluation: Evaluation,
  selector: Selector,
  grid: Grid,
  take: Taken,
  look = evaluation.lookOf(selector),
): Promise<Vector> {
  const found = seriesOf(evaluation, selector);
  evaluation.refuseCells(found.length * grid.steps);
  const builder = new VectorBuilder(grid.steps, found.length);
  for (const series of found) {
    fillRow(evaluation, series, look, grid, { builder, take });
    builder.endRow(series.labels);
    if (evaluation.timeToYield(grid.steps)) await evaluation.yieldThread();
  }
  return builder.build();
}

function fillRow(
  evaluation: Evaluation,
  series: Series,
  look: Look,
  grid: Grid,
  { builder, take }: { readonly builder: VectorBuilder; readonly take: Taken },
): void {
  const { samples } = series;
  const { columns } = samples;
  const { times, length } = columns;
  const { lookbackMs } = evaluation.limits;
  let index = lastUpTo(columns, lookedAtMs(look, grid.startMs));
  for (let step = 0; step < grid.steps; step++) {
    const momentMs = lookedAtMs(look, timeAt(grid, step));
    while (index + 1 < length && (times[index + 1] as number) <= momentMs) index++;
    if (
      index < 0 ||
      (times[index] as number) <= evaluation.beforeRangeMs(momentMs, lookbackMs) ||
      samples.isStale(index)
    )
      continue;
    builder.set(step, take(series, index));
  }
}

/** With `smoothed`, the value on the line between the samples around each step; the last one where none follows. */
function selectSmoothed(evaluation: Evaluation, selector: Selector, grid: Grid): Vector {
  const found = seriesOf(evaluation, selector);
  evaluation.refuseCells(found.length * grid.steps);
  const builder = new VectorBuilder(grid.steps, found.length);
  const look = evaluation.lookOf(selector);
  const { lookbackMs } = evaluation.limits;
  for (const { labels, samples } of found) {
    const { measured } = samples;
    const { times, values, length } = measured;
    for (let step = 0; step < grid.steps; step++) {
      const momentMs = lookedAtMs(look, timeAt(grid, step));
      const index = lastUpTo(measured, momentMs);
      const timeMs = index < 0 ? -Infinity : (times[index] as number);
      if (timeMs <= evaluation.beforeRangeMs(momentMs, lookbackMs)) continue;
      const isBetween =
        timeMs < momentMs && index + 1 < length && (times[index + 1] as number) <= momentMs + lookbackMs;
      builder.set(
        step,
        isBetween ? interpolated(measured, index, momentMs, false) : (values[index] as number),
      );
    }
    builder.endRow(labels);
  }
  return builder.build();
}

/** The series that a range vector selector finds, whole. */
export function selectRange(evaluation: Evaluation, selector: Selector): RangeVector {
  const rows = seriesOf(evaluation, selector).map(({ labels, samples }) => ({
    labels,
    columns: samples.measured,
  }));
  const rangeMs = selector.range === undefined ? 0 : evaluation.durationMs(selector.range);
  return { rows, rangeMs, look: evaluation.lookOf(selector), ends: selector.ends };
}
