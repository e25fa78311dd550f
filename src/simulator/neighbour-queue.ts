import type { VirtualClock } from './clock.js';
import type { Counters } from './counters.js';
import { DESTINATION_OFFSET } from './ip-header.js';
import type { NextHop } from './route.js';

/** Three requests, one second apart (Linux: mcast_solicit, retrans_time_ms). */
const GIVE_UP_MS = 3000;
/** Packets that wait for one neighbour (Linux: unres_qlen). */
const MAX_WAITING = 101;
/** Neighbours awaited at the same time (Linux: gc_thresh3). */
const MAX_NEIGHBOURS = 1024;

/** Packets for neighbours that do not answer ARP or neighbour solicitations; they are dropped after a while. */
export class NeighbourQueue {
  readonly #clock: VirtualClock;
  readonly #counters: Counters;
  readonly #giveUp: (bytes: Uint8Array) => void;
  readonly #waiting = new Map<string, Uint8Array[]>();

  /**
   * @param counters take the drops
   * @param giveUp what is done with each packet that has waited in vain
   */
  constructor(clock: VirtualClock, counters: Counters, giveUp: (bytes: Uint8Array) => void) {
    this.#clock = clock;
    this.#counters = counters;
    this.#giveUp = giveUp;
  }

  /** Keeps a packet until its neighbour is given up. */
  wait(hop: NextHop, bytes: Uint8Array, version: 4 | 6): void {
    const start = DESTINATION_OFFSET[version];
    const destination = bytes.subarray(start, start + (version === 4 ? 4 : 16)).join('.');
    const key = `${hop.out.settings.name} ${hop.gateway?.address ?? destination}`;
    const waiting = this.#waiting.get(key);
    if (waiting ? waiting.length >= MAX_WAITING : this.#waiting.size >= MAX_NEIGHBOURS) {
      this.#counters.drop('no-neighbour');
      return;
    }
    if (waiting) {
      waiting.push(bytes);
      return;
    }
    this.#waiting.set(key, [bytes]);
    this.#clock.schedule(GIVE_UP_MS, () => {
      this.#expire(key);
    });
  }

  #expire(key: string): void {
    const packets = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    for (const bytes of packets) {
      this.#counters.drop('no-neighbour');
      this.#giveUp(bytes);
    }
  }
}
