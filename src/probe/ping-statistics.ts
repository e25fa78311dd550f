/** The figures that end a ping, as iputils defines them. */
export interface PingStatistics {
  /** Echo requests sent. */
  readonly transmitted: number;
  /** Requests that were answered, duplicates aside. */
  readonly received: number;
  /** Replies beyond the first to the same request. */
  readonly duplicates: number;
  /** ICMP errors received about our requests. */
  readonly errors: number;
  /** Packets that were not about our requests. */
  readonly ignored: number;
  /** Share of the requests that were not answered, in percent. */
  readonly lossPercent: number;
  /** From the first to the last request sent. */
  readonly elapsedMs: number;
  /** The most requests that were on their way at once when an answer came; ping prints it above 1. */
  readonly pipe: number;
  /** Absent when nothing was received. */
  readonly rtt?: RttStatistics;
}

/** Round-trip times, duplicates included as in iputils. */
export interface RttStatistics {
  readonly minMs: number;
  readonly avgMs: number;
  readonly maxMs: number;
  /** Population standard deviation (and not, in spite of its name, the mean deviation). */
  readonly mdevMs: number;
  /** Exponentially weighted moving average, each new time weighing one eighth, as TCP smooths its own. */
  readonly ewmaMs: number;
}

/**
 * The statistics of round-trip times, in the arithmetic of iputils: whole microseconds, averages rounded down.
 *
 * @param rttsMs round-trip times in milliseconds, in the order of their replies; `null`, which stands for a request without
 *   reply in what `rttSeriesMs` gives, is left out
 * @returns `undefined` for no times
 * @see iputils ping_common.c, finish()
 * @example
 * ```ts
 * import { rttStatistics } from 'sonde/probe';
 *
 * console.log(rttStatistics([11.3, 10.9, 11.1])); // → { minMs: 10.9, avgMs: 11.1, maxMs: 11.3, mdevMs: 0.163, ewmaMs: 11.231 }
 * ```
 */
export function rttStatistics(rttsMs: readonly (number | null)[]): RttStatistics | undefined {
  const tally = new RttTally();
  for (const rttMs of rttsMs) if (rttMs !== null) tally.add(rttMs);
  return tally.statistics();
}

/** Round-trip times added up one by one, in constant memory: a ping may last for days. */
export class RttTally {
  #count = 0n;
  #minUs = Infinity;
  #maxUs = 0;
  #sumUs = 0n;
  #squaresUs = 0n;
  /** Eight times the moving average: iputils keeps its integer precision so. */
  #eightEwmaUs = 0;

  /** Adds one round-trip time. */
  add(rttMs: number): void {
    const us = Math.round(rttMs * 1000);
    this.#eightEwmaUs =
      this.#eightEwmaUs === 0 ? us * 8 : this.#eightEwmaUs + us - Math.trunc(this.#eightEwmaUs / 8);
    this.#count += 1n;
    this.#minUs = Math.min(this.#minUs, us);
    this.#maxUs = Math.max(this.#maxUs, us);
    this.#sumUs += BigInt(us);
    this.#squaresUs += BigInt(us) * BigInt(us);
  }

  /** Where they stand; `undefined` before the first. */
  statistics(): RttStatistics | undefined {
    if (this.#count === 0n) return undefined;
    const variance = (this.#squaresUs - (this.#sumUs * this.#sumUs) / this.#count) / this.#count;
    return {
      minMs: this.#minUs / 1000,
      avgMs: Number(this.#sumUs / this.#count) / 1000,
      maxMs: this.#maxUs / 1000,
      mdevMs: Number(squareRoot(variance)) / 1000,
      ewmaMs: Math.trunc(this.#eightEwmaUs / 8) / 1000,
    };
  }
}

/** Newton's iteration on integers, as iputils does it (llsqrt): rounded down, but n for n² - 1, where it stops too soon. */
function squareRoot(square: bigint): bigint {
  let root = square;
  for (let previous = square + 1n; root > 0n && root < previous;) {
    previous = root;
    root = (root + square / root) / 2n;
  }
  return root;
}

/** Completes what was counted with what follows from it. */
export function pingStatistics(counted: {
  readonly transmitted: number;
  readonly received: number;
  readonly duplicates: number;
  readonly errors: number;
  readonly ignored: number;
  readonly elapsedMs: number;
  readonly pipe: number;
  readonly rtt: RttStatistics | undefined;
}): PingStatistics {
  const { rtt, ...counts } = counted;
  const { transmitted, received } = counts;
  const lossPercent = transmitted === 0 ? 0 : ((transmitted - received) * 100) / transmitted;
  return { ...counts, lossPercent, ...(rtt && { rtt }) };
}
