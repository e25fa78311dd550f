import type { ScenarioAddress, ScenarioEgress } from '../scenario/scenario.js';
import type { VirtualClock } from './clock.js';
import { Counters } from './counters.js';
import { Egress } from './egress.js';
import type { NetworkNode } from './node.js';
import type { Random } from './random.js';
import type { Segment } from './segment.js';
import type { Transit } from './transit.js';

/** A packet seen at an interface, as tcpdump sees it. */
export interface TappedPacket {
  readonly node: string;
  readonly interface: string;
  readonly direction: 'in' | 'out';
  /** When it came in, or when its transmission ended (which may be later than the call). */
  readonly atMs: number;
  /** A copy: the receiver may keep it. */
  readonly bytes: Uint8Array;
}

/** Takes packets seen at an interface. */
export type Tap = (packet: TappedPacket) => void;

/** What an interface is made of. */
export interface InterfaceSettings {
  readonly name: string;
  /** Name of its link. */
  readonly link: string;
  readonly addresses: readonly ScenarioAddress[];
  readonly mtu: number;
  readonly egress: ScenarioEgress;
}

/** The place where a node is plugged into a segment. */
export class NetworkInterface {
  readonly counters = new Counters();
  readonly egress: Egress;
  #taps: readonly Tap[] = [];

  constructor(
    readonly node: NetworkNode,
    readonly settings: InterfaceSettings,
    readonly segment: Segment,
    readonly clock: VirtualClock,
    draw: () => Random,
  ) {
    this.egress = new Egress(settings.egress, clock, this.counters, draw);
    segment.plug(this);
  }

  /** Sends a packet to a neighbour of the segment. */
  transmit(transit: Transit, to: NetworkInterface): void {
    this.counters.sent++;
    const bytes = this.#taps.length > 0 ? transit.bytes.slice() : undefined;
    const departureMs = this.egress.send(transit, to);
    if (bytes && departureMs !== undefined) this.#show('out', departureMs, bytes);
  }

  /** A packet comes out of the segment. */
  arrive(transit: Transit): void {
    this.counters.received++;
    if (this.#taps.length > 0) this.#show('in', this.clock.now(), transit.bytes.slice());
    this.node.receive(this, transit);
  }

  /**
   * Shows every packet that goes through from now on.
   *
   * @returns ends it
   */
  tap(tap: Tap): () => void {
    this.#taps = [...this.#taps, tap];
    return () => {
      this.#taps = this.#taps.filter((other) => other !== tap);
    };
  }

  #show(direction: 'in' | 'out', atMs: number, bytes: Uint8Array): void {
    const { name } = this.settings;
    for (const tap of this.#taps) tap({ node: this.node.name, interface: name, direction, atMs, bytes });
  }
}
