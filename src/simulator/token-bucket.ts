import type { ScenarioIcmpLimit } from '../scenario/scenario.js';

/** Destinations remembered at most; Linux keeps its peers in a bounded tree as well. */
const MAX_BUCKETS = 4096;

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Limits the ICMP errors of a node: tokens come at a steady pace, up to a burst, and each error takes one. */
export class IcmpLimiter {
  readonly #buckets = new Map<string, Bucket>();

  constructor(readonly limit: ScenarioIcmpLimit) {}

  /** Takes a token for an error to a destination, if there is one. */
  allows(destination: string, nowMs: number): boolean {
    const { everyMs, burst, per } = this.limit;
    const key = per === 'node' ? '' : destination;
    const bucket = this.#buckets.get(key) ?? { tokens: burst, atMs: nowMs };
    bucket.tokens = everyMs > 0 ? Math.min(burst, bucket.tokens + (nowMs - bucket.atMs) / everyMs) : burst;
    bucket.atMs = nowMs;
    if (!this.#buckets.has(key)) this.#remember(key, bucket);
    // Virtual time is a sum of fractions: a token that lacks a billionth is whole.
    if (bucket.tokens < 1 - 1e-9) return false;
    bucket.tokens -= 1;
    return true;
  }

  /** Forgets the oldest destination when there are too many. */
  #remember(key: string, bucket: Bucket): void {
    if (this.#buckets.size >= MAX_BUCKETS) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    this.#buckets.set(key, bucket);
  }
}
