/** What an answer says of how long its neighbours may take, as traceroute(8)'s option `-w MAX,HERE,NEAR`. */
export interface WaitFactors {
  /** Times what another probe of the same hop took; 0 not to hurry. */
  readonly here: number;
  /** Times what the next hop that answered took; 0 not to hurry. */
  readonly near: number;
}

/** Patience never falls under this: on a quick path, routers that make ICMP slowly would look silent. */
const FLOOR_MS = 100;

/** How long to wait for a probe, given how quickly its neighbours on the path were answered. */
export class TraceWait {
  /** The longest round trip seen for each ttl. */
  readonly #rttMs = new Map<number, number>();

  constructor(
    readonly maxMs: number,
    readonly factors: WaitFactors,
  ) {}

  /** Takes note of an answer. */
  learn(ttl: number, rttMs: number): void {
    this.#rttMs.set(ttl, Math.max(rttMs, this.#rttMs.get(ttl) ?? 0));
  }

  /** How long after its sending a probe of that ttl is given up. */
  patienceMs(ttl: number): number {
    const { here, near } = this.factors;
    const hereMs = this.#rttMs.get(ttl);
    if (hereMs !== undefined && here > 0) return this.#bounded(here * hereMs);
    const farther = [...this.#rttMs.keys()].filter((other) => other > ttl);
    if (farther.length === 0 || near === 0) return this.maxMs;
    return this.#bounded(near * (this.#rttMs.get(Math.min(...farther)) ?? this.maxMs));
  }

  #bounded(ms: number): number {
    return Math.min(this.maxMs, Math.max(FLOOR_MS, ms));
  }
}
