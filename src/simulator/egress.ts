import type { ScenarioEgress } from '../scenario/scenario.js';
import type { TimedEvent, VirtualClock } from './clock.js';
import type { Counters } from './counters.js';
import type { Random } from './random.js';

/** Where a packet comes out of a link. */
export interface LinkEnd {
  arrive(transit: Transit): void;
}

/**
 * A packet on a link. It is its own event: the same object is planned again at each hop, so that a packet costs one
 * allocation for the whole of its way. Its bytes belong to the simulation.
 */
export class Transit implements TimedEvent {
  atMs = 0;
  rank = 0;

  constructor(
    public bytes: Uint8Array,
    /** Where it will arrive. */
    public to: LinkEnd,
  ) {}

  run(): void {
    this.to.arrive(this);
  }
}

/**
 * One direction of a link, in this order: a queue with tail drop before a transmitter of a given rate, then a way that
 * loses, delays and doubles packets. A change of the link leaves the packets that are already on it as they were.
 */
export class Egress {
  readonly #clock: VirtualClock;
  readonly #counters: Counters;
  readonly #draw: () => Random;
  #settings: ScenarioEgress;
  #cut = false;
  /** When the transmitter is free again. */
  #freeMs = 0;
  /** When each packet that is queued or being transmitted will be gone, in order. */
  #departuresMs: number[] = [];
  /** How many of them are gone already. */
  #departed = 0;
  /** The last arrival at the other end: with jitter, no packet overtakes another. */
  #lastArrivalMs = 0;
  #random: Random | undefined;

  /**
   * @param settings of the link, in this direction
   * @param counters take the drops
   * @param draw makes the random numbers of this direction, if it needs some
   */
  constructor(settings: ScenarioEgress, clock: VirtualClock, counters: Counters, draw: () => Random) {
    this.#settings = settings;
    this.#clock = clock;
    this.#counters = counters;
    this.#draw = draw;
  }

  /** Changes some of the settings, for the packets to come. */
  change(settings: Partial<ScenarioEgress>): void {
    this.#settings = { ...this.#settings, ...settings };
  }

  /** A cut link takes packets, and delivers none. */
  cut(isCut: boolean): void {
    this.#cut = isCut;
  }

  /**
   * Sends a packet to the other end.
   *
   * @returns when it has left, or `undefined` when it was dropped before
   */
  send(transit: Transit, to: LinkEnd): number | undefined {
    const { rateBitsPerSecond, delayMs, jitterMs, loss, duplication } = this.#settings;
    let departureMs = this.#clock.now();
    let durationMs = 0;
    if (rateBitsPerSecond !== undefined) {
      durationMs = (transit.bytes.length * 8000) / rateBitsPerSecond;
      const transmitted = this.#transmit(durationMs);
      if (transmitted === undefined) return undefined;
      departureMs = transmitted;
    }
    if (this.#cut) this.#counters.drop('link-cut');
    else if (loss > 0 && this.#chance(loss)) this.#counters.drop('lost');
    else {
      const arrivalMs = jitterMs > 0 ? this.#jittered(departureMs, durationMs) : departureMs + delayMs;
      const copy = duplication > 0 && this.#chance(duplication) ? transit.bytes.slice() : undefined;
      transit.to = to;
      this.#clock.plan(arrivalMs, transit);
      if (copy) this.#clock.plan(arrivalMs, new Transit(copy, to));
    }
    return departureMs;
  }

  /** Queues a packet behind the others; `undefined` when the queue is full. */
  #transmit(durationMs: number): number | undefined {
    const nowMs = this.#clock.now();
    const departuresMs = this.#departuresMs;
    while ((departuresMs[this.#departed] ?? Infinity) <= nowMs) this.#departed++;
    if (this.#departed > 1024) {
      this.#departuresMs = departuresMs.slice(this.#departed);
      this.#departed = 0;
    }
    // One of them is not waiting: it is being transmitted.
    if (this.#departuresMs.length - this.#departed > this.#settings.queuePackets) {
      this.#counters.drop('queue-full');
      return undefined;
    }
    this.#freeMs = Math.max(nowMs, this.#freeMs) + durationMs;
    this.#departuresMs.push(this.#freeMs);
    return this.#freeMs;
  }

  /** When a packet arrives, after a normal delay of at least half of its mean: propagation takes some time in any case. */
  #jittered(departureMs: number, durationMs: number): number {
    const { delayMs, jitterMs, reorders } = this.#settings;
    this.#random ??= this.#draw();
    const arrivalMs = departureMs + Math.max(delayMs / 2, this.#random.normal(delayMs, jitterMs));
    if (reorders) return arrivalMs;
    // Whoever catches up with another still needs the time of its own bits behind it.
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs + durationMs, arrivalMs);
    return this.#lastArrivalMs;
  }

  #chance(probability: number): boolean {
    this.#random ??= this.#draw();
    return this.#random.chance(probability);
  }
}
