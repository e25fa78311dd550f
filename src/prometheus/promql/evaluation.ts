import { type CompiledMatcher, compileMatcher } from '../series-matcher.js';
import type { RegexCompiler } from '../series-regex.js';
import type { Series, SeriesStore } from '../series-store.js';
import type { AtModifier, Moment, Selector } from './ast.js';
import { QueryError } from './query-error.js';
import type { RangeVector } from './windows.js';

/** The moments of an evaluation: one for an instant query. */
export interface Grid {
  readonly startMs: number;
  readonly stepMs: number;
  readonly steps: number;
}

/** The limits of Prometheus, with its defaults in the engine. */
export interface Limits {
  readonly lookbackMs: number;
  readonly maxSamples: number;
  readonly timeoutMs: number;
  readonly subqueryStepMs: number;
}

/** One query being answered: what it reads, and how far it may go. */
export class Evaluation {
  readonly #startedMs = performance.now();
  #breathedMs = performance.now();
  #samples = 0;

  constructor(
    readonly store: SeriesStore,
    readonly limits: Limits,
    readonly compile: RegexCompiler,
    readonly range: { readonly startMs: number; readonly endMs: number },
    readonly signal: AbortSignal | undefined,
  ) {}

  select(selector: Selector): readonly Series[] {
    const compiled: readonly CompiledMatcher[] = selector.matchers.map((each) =>
      compileMatcher(each, this.compile),
    );
    return this.store.select(compiled);
  }

  /** The series of a range selector, whole. */
  rangeOf(selector: Selector): RangeVector {
    const rows = this.select(selector).map(({ labels, samples }) => ({ labels, columns: samples.measured }));
    return { rows, rangeMs: selector.rangeMs ?? 0, moment: selector };
  }

  /** The moment a selector looks from at one step. */
  lookedAtMs(moment: Moment, stepMs: number): number {
    return (moment.at === undefined ? stepMs : this.atMs(moment.at)) - moment.offsetMs;
  }

  atMs(at: AtModifier): number {
    if (at === 'start') return this.range.startMs;
    return at === 'end' ? this.range.endMs : at.timeMs;
  }

  /** Counts samples held in memory. */
  hold(samples: number): void {
    this.#samples += samples;
    if (this.#samples <= this.limits.maxSamples) return;
    throw new QueryError(
      'execution',
      'query processing would load too many samples into memory in query execution',
    );
  }

  /** Counts samples that are no longer needed. */
  release(samples: number): void {
    this.#samples -= samples;
  }

  /** Called in long loops, once a series. */
  check(): void {
    if (this.signal?.aborted === true) {
      throw new QueryError('canceled', 'query was canceled in expression evaluation');
    }
    if (performance.now() - this.#startedMs > this.limits.timeoutMs) {
      throw new QueryError('timeout', 'query timed out in expression evaluation');
    }
  }

  /** Lets the page and whoever would cancel have their turn. */
  async breathe(): Promise<void> {
    this.check();
    if (performance.now() - this.#breathedMs < 50) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#breathedMs = performance.now();
    this.check();
  }
}

/** Time of a step. */
export function timeAt(grid: Grid, step: number): number {
  return grid.startMs + step * grid.stepMs;
}
