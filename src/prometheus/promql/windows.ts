import type { LabelSet } from '../series/labels.js';
import { type Columns, lastUpTo } from '../series/samples.js';
import { type Evaluation, type Grid, type Look, lookedAtMs, timeAt } from './evaluation.js';
import { type Vector, VectorBuilder } from './vector.js';

/** The samples of one series that belong to one step: from `from` to `to`, excluded. One object is used for all steps. */
export class Window {
  times: Float64Array = new Float64Array(0);
  values: Float64Array = new Float64Array(0);
  from = 0;
  to = 0;
  /** The step's own time; the window ends there unless an offset moves it. */
  timeMs = 0;
  startMs = 0;
  endMs = 0;
  #resets: number[] = [];
  #firstReset = 0;
  #scannedTo = 0;

  get length(): number {
    return this.to - this.from;
  }

  /** Starts another series. */
  open({ times, values }: Columns, from: number): void {
    this.times = times;
    this.values = values;
    this.from = from;
    this.to = from;
    this.#resets = [];
    this.#firstReset = 0;
    this.#scannedTo = from + 1;
  }

  /**
   * Adds to a growth what a counter lost in its resets. Windows overlap: resets are kept, so that each sample is looked at
   * once for all of them.
   */
  withResets(growth: number): number {
    const { values, from, to } = this;
    const resets = this.#resets;
    for (let i = Math.max(this.#scannedTo, from + 1); i < to; i++) {
      if ((values[i] as number) < (values[i - 1] as number)) resets.push(i);
    }
    this.#scannedTo = Math.max(this.#scannedTo, to);
    while ((resets[this.#firstReset] ?? Infinity) <= from) this.#firstReset++;
    let total = growth;
    for (let i = this.#firstReset; i < resets.length; i++)
      total += values[(resets[i] as number) - 1] as number;
    return total;
  }
}

/** A range vector before its windows are cut: whole series, and how to look at them. */
export interface RangeVector {
  readonly rows: readonly { readonly labels: LabelSet; readonly columns: Columns }[];
  readonly rangeMs: number;
  readonly look: Look;
  readonly ends: 'anchored' | 'smoothed' | undefined;
}

/** What a function gives for a window that is not empty; `undefined` for no value. */
export type RangeFunction = (window: Window, parameters: readonly number[]) => number | undefined;

/**
 * Slides a window over each series.
 *
 * @param parameters the function's numbers, each at every step
 */
export async function overWindows(
  evaluation: Evaluation,
  { rows, rangeMs, look, ends }: RangeVector,
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
): Promise<Vector> {
  evaluation.refuseCells(rows.length * grid.steps);
  const { lookbackMs } = evaluation.limits;
  const place = {
    look,
    rangeMs,
    // Ranges with modified ends are looked at with what is around them.
    beforeMs: ends === undefined ? 0 : lookbackMs,
    afterMs: ends === 'smoothed' ? lookbackMs : 0,
  };
  const builder = new VectorBuilder(grid.steps, rows.length);
  const window = new Window();
  const numbers = parameters.map(() => 0);
  let made = 0;
  for (const { labels, columns } of rows) {
    const firstMs = lookedAtMs(look, grid.startMs) - place.beforeMs;
    window.open(columns, lastUpTo(columns, evaluation.beforeRangeMs(firstMs, rangeMs)) + 1);
    let most = 0;
    const before = made;
    for (let step = 0; step < grid.steps; step++) {
      slide(window, columns.length, evaluation, place, timeAt(grid, step));
      if (evaluation.timeToYield(1 + window.length)) await evaluation.yieldThread();
      if (window.length === 0) continue;
      most = Math.max(most, window.length);
      for (let i = 0; i < numbers.length; i++) numbers[i] = (parameters[i] as Float64Array)[step] as number;
      const value = apply(window, numbers);
      if (value === undefined) continue;
      builder.set(step, value);
      made++;
    }
    holdRow(evaluation, { most, last: window.length, made: made - before });
    builder.endRow(keepName ? labels : labels.unnamed);
  }
  // From here on the evaluation of the call counts its result.
  evaluation.release(made);
  return builder.build();
}

/** Counts samples in memory as Prometheus does: one window at a time, and the last one while the row joins the result. */
function holdRow(
  evaluation: Evaluation,
  { most, last, made }: { readonly most: number; readonly last: number; readonly made: number },
): void {
  evaluation.hold(most);
  evaluation.release(most - last);
  evaluation.hold(made);
  evaluation.release(last);
}

/** Moves the window to the next step. Both ends only go forward, as steps do. */
function slide(
  window: Window,
  length: number,
  evaluation: Evaluation,
  place: {
    readonly look: Look;
    readonly rangeMs: number;
    readonly beforeMs: number;
    readonly afterMs: number;
  },
  timeMs: number,
): void {
  window.timeMs = timeMs;
  window.endMs = lookedAtMs(place.look, timeMs);
  window.startMs = window.endMs - place.rangeMs;
  const { times } = window;
  const endMs = window.endMs + place.afterMs;
  const beforeMs = evaluation.beforeRangeMs(window.endMs - place.beforeMs, place.rangeMs);
  let { from, to } = window;
  while (from < length && (times[from] as number) <= beforeMs) from++;
  if (to < from) to = from;
  while (to < length && (times[to] as number) <= endMs) to++;
  window.from = from;
  window.to = to;
}
