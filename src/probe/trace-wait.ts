/** Factors of traceroute(8), option -w: three times what the same hop took, ten times what a farther one took. */
const HERE = 3;
const NEAR = 10;
/** Patience never falls under this: on a quick path, routers that make ICMP slowly would look silent. */
const FLOOR_MS = 100;

/** How long to wait for a probe, given how quickly its neighbours on the path were answered. */
export class TraceWait {
  /** The longest round trip seen for each ttl. */
  readonly #rttMs = new Map<number, number>();

  constructor(readonly maxMs: number) {}

  /** Takes note of an answer. */
  learn(ttl: number, rttMs: number): void {
    this.#rttMs.set(ttl, Math.max(rttMs, this.#rttMs.get(ttl) ?? 0));
  }

  /** How long after its sending a probe of that ttl is given up. */
  patienceMs(ttl: number): number {
    const here = this.#rttMs.get(ttl);
    if (here !== undefined) return this.#bounded(HERE * here);
    const farther = [...this.#rttMs.keys()].filter((other) => other > ttl);
    if (farther.length === 0) return this.maxMs;
    return this.#bounded(NEAR * (this.#rttMs.get(Math.min(...farther)) ?? this.maxMs));
  }

  #bounded(ms: number): number {
    return Math.min(this.maxMs, Math.max(FLOOR_MS, ms));
  }
}
