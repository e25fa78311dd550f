import { ipv6Text } from '../packet/address.js';
import { addressBytes, versionOf } from '../scenario/prefix.js';
import type { ScenarioAddress, ScenarioEgress } from '../scenario/scenario.js';
import type { VirtualClock } from './clock.js';
import { Counters } from './counters.js';
import { type LinkEnd, type Transit, Egress } from './egress.js';
import { word32At } from './ip-header.js';
import type { Random } from './random.js';

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

/** What the scenario says of an interface. */
export interface InterfaceSettings {
  readonly name: string;
  /** Name of its link. */
  readonly link: string;
  readonly addresses: readonly ScenarioAddress[];
  readonly mtu: number;
  readonly egress: ScenarioEgress;
}

/** All that an interface knows of its node. */
export interface InterfaceOwner {
  readonly name: string;
  /** Takes a packet that comes in. */
  receive(from: NetworkInterface, transit: Transit): void;
}

/** What an interface is made of. */
interface InterfaceParts {
  readonly node: InterfaceOwner;
  readonly settings: InterfaceSettings;
  readonly segment: Segment;
  readonly clock: VirtualClock;
  /** Makes the random numbers of what leaves by it, if it needs some. */
  readonly draw: () => Random;
}

/** The place where a node is plugged into a segment. */
export class NetworkInterface implements LinkEnd {
  readonly node: InterfaceOwner;
  readonly settings: InterfaceSettings;
  readonly segment: Segment;
  readonly counters = new Counters();
  readonly egress: Egress;
  readonly #clock: VirtualClock;
  #taps: readonly Tap[] = [];

  constructor({ node, settings, segment, clock, draw }: InterfaceParts) {
    this.node = node;
    this.settings = settings;
    this.segment = segment;
    this.egress = new Egress(settings.egress, clock, this.counters, draw);
    this.#clock = clock;
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
    if (this.#taps.length > 0) this.#show('in', this.#clock.now(), transit.bytes.slice());
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

/** What interfaces are plugged into: a cable, or a switch. It finds which interface has an address, in the place of ARP. */
export class Segment {
  readonly #byIpv4 = new Map<number, NetworkInterface>();
  readonly #byIpv6 = new Map<string, NetworkInterface>();

  plug(plugged: NetworkInterface): void {
    for (const { address } of plugged.settings.addresses) {
      if (versionOf(address) === 6) this.#byIpv6.set(address, plugged);
      else this.#byIpv4.set(word32At(addressBytes(address), 0), plugged);
    }
  }

  /** Who has the address that is written at `offset`. */
  find(version: 4 | 6, bytes: Uint8Array, offset: number): NetworkInterface | undefined {
    return version === 4
      ? this.#byIpv4.get(word32At(bytes, offset))
      : this.#byIpv6.get(ipv6Text(bytes, offset));
  }
}
