import type { TimedEvent } from './clock.js';
import type { NetworkInterface } from './interface.js';

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
    public to: NetworkInterface,
  ) {}

  run(): void {
    this.to.arrive(this);
  }
}
