import type { RegexCompiler } from '../series/regex.js';
import type { SeriesStore } from '../series/store.js';
import { canceledQuery, QueryError } from './query-error.js';
import { durationMs } from './computed-duration.js';
import type { AtModifier, Duration, Moment } from './syntax/ast.js';

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

/** Where a selector looks: at each step or at one moment, and how long before. */
export interface Look {
  readonly offsetMs: number;
  readonly atMs: number | undefined;
}

/** The moment at which a selector looks, for the step at `stepMs`. */
export function lookedAtMs({ offsetMs, atMs }: Look, stepMs: number): number {
  return (atMs ?? stepMs) - offsetMs;
}

/** Values computed between two looks at the clock: a fraction of a millisecond. */
const cellsPerCheck = 16_384;

/** Characters of labels that a query may make. */
const maxCharacters = 50_000_000;

/** How long a query may keep the thread for itself. */
const timeSliceMs = 50;

/** One query being answered: what it reads, and its limits of time and memory. */
export class Evaluation {
  readonly #startedMs = performance.now();
  #sliceStartedMs = performance.now();
  #held = 0;
  #cells = 0;
  #characters = 0;

  constructor(
    readonly store: SeriesStore,
    readonly limits: Limits,
    readonly compile: RegexCompiler,
    readonly range: { readonly startMs: number; readonly endMs: number; readonly stepMs: number },
    readonly signal: AbortSignal | undefined,
  ) {}

  /** Where a selector looks. */
  lookOf({ at, offset }: Moment): Look {
    const offsetMs = offset === undefined ? 0 : durationMs(offset, this.range, true);
    return { offsetMs, atMs: at === undefined ? undefined : this.#atMs(at) };
  }

  /** A range, or the step of a subquery. */
  durationMs(duration: Duration): number {
    return durationMs(duration, this.range, false);
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

  /** Counts characters of labels that are made, which expressions can double at each of their levels. */
  holdText(characters: number): void {
    this.#characters += characters;
    if (this.#characters <= maxCharacters) return;
    throw new QueryError(
      'execution',
      `query processing would make more than ${maxCharacters / 1e6} million characters of labels`,
    );
  }

  /** Refuses a vector that would not fit into memory, before it is made and even if most of its cells would stay empty. */
  refuseCells(cells: number): void {
    if (cells > Math.max(this.limits.maxSamples, 50_000_000)) throw tooManySamples();
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
