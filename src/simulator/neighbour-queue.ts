import { reportError } from './icmp-error.js';
import { DESTINATION_OFFSET } from './ip-header.js';
import type { NetworkNode } from './node.js';
import type { NextHop } from './route.js';

/** Three requests, one second apart (Linux: mcast_solicit, retrans_time_ms). */
const GIVE_UP_MS = 3000;
/** Packets that wait for one neighbour (Linux: unres_qlen). */
const MAX_WAITING = 101;
/** Neighbours awaited at the same time (Linux: gc_thresh3). */
const MAX_NEIGHBOURS = 1024;

/** Packets for a neighbour that does not answer ARP (or neighbour solicitations): after a while, they come to nothing. */
export class NeighbourQueue {
  readonly #waiting = new Map<string, Uint8Array[]>();

  constructor(readonly node: NetworkNode) {}

  /** Keeps a packet until its neighbour is given up; it will be reported as unreachable. */
  wait(hop: NextHop, bytes: Uint8Array, version: 4 | 6): void {
    const start = DESTINATION_OFFSET[version];
    const destination = bytes.subarray(start, start + (version === 4 ? 4 : 16)).join('.');
    const key = `${hop.out.settings.name} ${hop.gateway?.address ?? destination}`;
    const waiting = this.#waiting.get(key);
    if (waiting ? waiting.length >= MAX_WAITING : this.#waiting.size >= MAX_NEIGHBOURS) {
      this.node.counters.drop('no-neighbour');
      return;
    }
    if (waiting) {
      waiting.push(bytes);
      return;
    }
    this.#waiting.set(key, [bytes]);
    this.node.world.clock.schedule(GIVE_UP_MS, () => {
      this.#giveUp(key);
    });
  }

  #giveUp(key: string): void {
    const packets = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    for (const bytes of packets) {
      this.node.counters.drop('no-neighbour');
      reportError(this.node, bytes, { kind: 'host-unreachable' });
    }
  }
}
