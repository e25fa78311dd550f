import type { Answer, ResponseKind } from '../conversations/requests.js';

/** How long answers of a kind took. */
export interface ResponseTimes {
  readonly kind: ResponseKind;
  readonly answered: number;
  /** Asked, without an answer before the end of the capture. */
  readonly unanswered: number;
  /** Absent without an answer. */
  readonly times?: TimeQuantiles;
}

/** How long answers took, by kind. */
export class ResponseTally {
  readonly #kinds: Readonly<Record<ResponseKind, QuantileTally>> = {
    icmp: new QuantileTally(),
    icmpv6: new QuantileTally(),
    dns: new QuantileTally(),
    'tcp-syn': new QuantileTally(),
    'tcp-syn-ack': new QuantileTally(),
    http: new QuantileTally(),
  };

  add({ kind, elapsedNs }: Answer): void {
    this.#kinds[kind].add(elapsedNs / 1e6);
  }

  report(unanswered: Readonly<Record<ResponseKind, number>>): readonly ResponseTimes[] {
    return (Object.entries(this.#kinds) as [ResponseKind, QuantileTally][]).map(([kind, tally]) => {
      const times = tally.report();
      return { kind, answered: times?.count ?? 0, unanswered: unanswered[kind], ...(times && { times }) };
    });
  }
}

/** How times that were measured are spread. */
export interface TimeQuantiles {
  readonly count: number;
  readonly minMs: number;
  readonly meanMs: number;
  readonly maxMs: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Whether the quantiles are values that were measured; beyond 10 000 of them they are within 0.5 %. */
  readonly exact: boolean;
}

const MAX_EXACT = 10_000;
/** Ratio of a bucket's bounds: its middle is then within 0.5 % of all it holds (DDSketch, Masson et al., VLDB 2019). */
const RATIO = 1.005 / 0.995;
const LOG_RATIO = Math.log(RATIO);
/** Times below a nanosecond count as a nanosecond. */
const LEAST_MS = 1e-6;

/** Durations in bounded memory: all of them up to 10 000, then counts in buckets that widen with the time. */
export class QuantileTally {
  #count = 0;
  #sumMs = 0;
  #minMs = Infinity;
  #maxMs = -Infinity;
  #values: number[] | undefined = [];
  readonly #buckets = new Map<number, number>();

  /** @param ms a duration; one below zero (a clock set back) counts as zero */
  add(ms: number): void {
    const value = Math.max(0, ms);
    this.#count++;
    this.#sumMs += value;
    this.#minMs = Math.min(this.#minMs, value);
    this.#maxMs = Math.max(this.#maxMs, value);
    if (!this.#values) this.#countInBucket(value);
    else if (this.#values.push(value) > MAX_EXACT) {
      for (const each of this.#values) this.#countInBucket(each);
      this.#values = undefined;
    }
  }

  /** `undefined` before the first duration. */
  report(): TimeQuantiles | undefined {
    const [count, minMs, maxMs] = [this.#count, this.#minMs, this.#maxMs];
    if (count === 0) return undefined;
    const sorted = this.#values ? Float64Array.from(this.#values).sort() : undefined;
    const at = (share: number): number => {
      // Nearest rank: the smallest value such that this share of the values is not above it.
      const rank = Math.max(1, Math.ceil(share * count));
      return sorted ? (sorted[rank - 1] ?? 0) : Math.min(maxMs, Math.max(minMs, this.#sketched(rank)));
    };
    return {
      ...{ count, minMs, meanMs: this.#sumMs / count, maxMs },
      ...{ p50Ms: at(0.5), p90Ms: at(0.9), p95Ms: at(0.95), p99Ms: at(0.99) },
      exact: sorted !== undefined,
    };
  }

  #countInBucket(ms: number): void {
    const bucket = Math.ceil(Math.log(Math.max(ms, LEAST_MS)) / LOG_RATIO);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
  }

  #sketched(rank: number): number {
    let seen = 0;
    for (const [bucket, count] of [...this.#buckets].sort(([a], [b]) => a - b)) {
      seen += count;
      if (seen >= rank) return (2 * RATIO ** bucket) / (1 + RATIO);
    }
    return this.#maxMs;
  }
}
