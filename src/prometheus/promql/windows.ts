import type { LabelSet } from '../series-labels.js';
import type { Columns } from '../series-samples.js';
import type { Moment } from './ast.js';
import { type Evaluation, type Grid, timeAt } from './evaluation.js';
import { lastUpTo } from './instant-selector.js';
import { refuseEqualLabels, type Vector, VectorBuilder } from './vector.js';

/** A range vector before its windows are cut: whole series, and how to look at them. */
export interface RangeVector {
  readonly rows: readonly { readonly labels: LabelSet; readonly columns: Columns }[];
  readonly rangeMs: number;
  readonly moment: Moment;
}

/** The samples of one series that one step looks at: from `from`, up to `to` excluded. One object serves all steps. */
export class Window {
  times = new Float64Array(0);
  values = new Float64Array(0);
  from = 0;
  to = 0;
  /** The step's own time; the window ends there unless an offset moves it. */
  timeMs = 0;
  startMs = 0;
  endMs = 0;

  get length(): number {
    return this.to - this.from;
  }
}

/** What a function makes of a window that is not empty; `undefined` for nothing. */
export type RangeFunction = (window: Window, parameters: readonly number[]) => number | undefined;

/**
 * Slides a window over each series. Both ends belong to it, as in every Prometheus before 3.
 *
 * @param parameters the function's numbers, each at every step
 */
export function overWindows(
  evaluation: Evaluation,
  { rows, rangeMs, moment }: RangeVector,
  grid: Grid,
  {
    apply,
    parameters,
    keepName,
  }: {
    readonly apply: RangeFunction;
    readonly parameters: readonly Float64Array[];
    readonly keepName: boolean;
  },
): Vector {
  const builder = new VectorBuilder(grid.steps, rows.length);
  const window = new Window();
  const numbers = parameters.map(() => 0);
  for (const { labels, columns } of rows) {
    start(window, columns, evaluation.lookedAtMs(moment, grid.startMs) - rangeMs);
    let most = 0;
    for (let step = 0; step < grid.steps; step++) {
      slide(window, columns.length, evaluation, { moment, rangeMs, timeMs: timeAt(grid, step) });
      if (window.length === 0) continue;
      most = Math.max(most, window.length);
      for (let i = 0; i < numbers.length; i++) numbers[i] = (parameters[i] as Float64Array)[step] as number;
      const value = apply(window, numbers);
      if (value !== undefined) builder.set(step, value);
    }
    // As Prometheus counts: the points of the result, and one window at a time.
    evaluation.hold(most + grid.steps);
    evaluation.release(most);
    evaluation.check();
    builder.endRow(keepName ? labels : labels.nameless);
  }
  return refuseEqualLabels(builder.build());
}

function start(window: Window, columns: Columns, startMs: number): void {
  window.times = columns.times;
  window.values = columns.values;
  window.from = lastUpTo(columns.times, columns.length, startMs - 1) + 1;
  window.to = window.from;
}

/** Both cursors only go forward: steps do. */
function slide(
  window: Window,
  length: number,
  evaluation: Evaluation,
  place: { readonly moment: Moment; readonly rangeMs: number; readonly timeMs: number },
): void {
  window.timeMs = place.timeMs;
  window.endMs = evaluation.lookedAtMs(place.moment, place.timeMs);
  window.startMs = window.endMs - place.rangeMs;
  const { times, endMs, startMs } = window;
  let { from, to } = window;
  while (from < length && (times[from] as number) < startMs) from++;
  if (to < from) to = from;
  while (to < length && (times[to] as number) <= endMs) to++;
  window.from = from;
  window.to = to;
}
