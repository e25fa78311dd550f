import type { RegexCompiler } from '../series/regex.js';
import type { SeriesStore } from '../series/store.js';
import { canceledQuery, QueryError } from './query-error.js';
import type { AtModifier, Moment } from './syntax/ast.js';

/** The moments of an evaluation; an instant query has one. */
export interface Grid {
  readonly startMs: number;
  readonly stepMs: number;
  readonly steps: number;
}

/** The limits of a query, see `PromEngineOptions`. */
export interface Limits {
  readonly lookbackMs: number;
  readonly maxSamples: number;
  readonly timeoutMs: number;
  readonly subqueryStepMs: number;
  /** Whether a sample at the very start of a range belongs to it: 2, or no longer: 3. */
  readonly prometheus: 2 | 3;
}

/** Values computed between two looks at the clock: a fraction of a millisecond. */
const cellsPerCheck = 16_384;

/** How long a query may keep the thread for itself. */
const timeSliceMs = 50;

/** One query being answered: what it reads, and its limits of time and memory. */
export class Evaluation {
  readonly #startedMs = performance.now();
  #sliceStartedMs = performance.now();
  #held = 0;
  #cells = 0;

  constructor(
    readonly store: SeriesStore,
    readonly limits: Limits,
    readonly compile: RegexCompiler,
    readonly range: { readonly startMs: number; readonly endMs: number },
    readonly signal: AbortSignal | undefined,
  ) {}

  /** The moment at which a selector looks, for the step at `stepMs`. */
  lookedAtMs(moment: Moment, stepMs: number): number {
    return (moment.at === undefined ? stepMs : this.#atMs(moment.at)) - moment.offsetMs;
  }

  /** The last moment before a range that ends at `endMs`: since Prometheus 3 its very start, which was within it before. */
  beforeRangeMs(endMs: number, lengthMs: number): number {
    return endMs - lengthMs - (this.limits.prometheus === 2 ? 1 : 0);
  }

  #atMs(at: AtModifier): number {
    if (at === 'start') return this.range.startMs;
    return at === 'end' ? this.range.endMs : at.timeMs;
  }

  /** Samples in memory, as Prometheus counts them. */
  get held(): number {
    return this.#held;
  }

  /** Counts samples that come into memory. */
  hold(samples: number): void {
    this.#held += samples;
    if (this.#held > this.limits.maxSamples) throw tooManySamples();
  }

  /** Counts samples that are no longer needed. */
  release(samples: number): void {
    this.#held -= samples;
  }

  /** Refuses a vector that would not fit into memory, before it is made and even if most of its cells would stay empty. */
  refuseCells(cells: number): void {
    if (cells > Math.max(4 * this.limits.maxSamples, 50_000_000)) throw tooManySamples();
  }

  #checkLimits(): void {
    if (this.signal?.aborted === true) throw canceledQuery();
    if (performance.now() - this.#startedMs > this.limits.timeoutMs) {
      throw new QueryError('timeout', 'query timed out in expression evaluation');
    }
  }

  /**
   * Counts the work of a long loop, and looks at the clock now and then.
   *
   * @param cells values computed since the last call
   * @returns whether {@link yieldThread} has something to do: awaiting it each time would cost more than the work
   * @throws {QueryError} when the query is canceled or takes too long
   */
  timeToYield(cells: number): boolean {
    this.#cells += cells;
    if (this.#cells < cellsPerCheck) return false;
    this.#cells = 0;
    this.#checkLimits();
    return performance.now() - this.#sliceStartedMs >= timeSliceMs;
  }

  /** Once its time slice is over, lets a page draw, and lets a caller cancel the query. */
  async yieldThread(): Promise<void> {
    this.#checkLimits();
    if (performance.now() - this.#sliceStartedMs < timeSliceMs) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#sliceStartedMs = performance.now();
    this.#checkLimits();
  }
}

function tooManySamples(): QueryError {
  return new QueryError(
    'execution',
    'query processing would load too many samples into memory in query execution',
  );
}

/** Time of a step. */
export function timeAt(grid: Grid, step: number): number {
  return grid.startMs + step * grid.stepMs;
}
