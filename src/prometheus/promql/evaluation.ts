import { type CompiledMatcher, compileMatcher } from '../series/matcher.js';
import type { RegexCompiler } from '../series/regex.js';
import type { Series, SeriesStore } from '../series/store.js';
import type { AtModifier, Moment, Selector } from './syntax/ast.js';
import { canceledQuery, QueryError } from './query-error.js';
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

/** Values computed between two looks at the clock: a fraction of a millisecond. */
const cellsPerLook = 16_384;

/** How long a query may keep the thread for itself. */
const breathMs = 50;

/** One query being answered: what it reads, and how far it may go. */
export class Evaluation {
  readonly #startedMs = performance.now();
  #breathedMs = performance.now();
  #held = 0;
  #cells = 0;

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

  /** Samples in memory, as Prometheus counts them: what is still needed at this point of the query. */
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

  /** Refuses what would not fit into memory before it is filled, even where it would stay almost empty. */
  refuseCells(cells: number): void {
    if (cells > Math.max(4 * this.limits.maxSamples, 50_000_000)) throw tooManySamples();
  }

  check(): void {
    if (this.signal?.aborted === true) throw canceledQuery();
    if (performance.now() - this.#startedMs > this.limits.timeoutMs) {
      throw new QueryError('timeout', 'query timed out in expression evaluation');
    }
  }

  /**
   * Counts work in long loops, and looks at the clock now and then.
   *
   * @returns whether it is time to {@link breathe}
   */
  tired(cells: number): boolean {
    this.#cells += cells;
    if (this.#cells < cellsPerLook) return false;
    this.#cells = 0;
    this.check();
    return performance.now() - this.#breathedMs >= breathMs;
  }

  /** Lets the page and whoever would cancel have their turn. */
  async breathe(): Promise<void> {
    this.check();
    if (performance.now() - this.#breathedMs < breathMs) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#breathedMs = performance.now();
    this.check();
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
