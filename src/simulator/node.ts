import type { Reassembly } from '../packet/reassembly.js';
import { newReassembly } from '../packet/reassembly.js';
import type { ScenarioNode, ScenarioRoute } from '../scenario/scenario.js';
import type { VirtualClock } from './clock.js';
import { Counters } from './counters.js';
import { FilterChains } from './filter.js';
import type { NetworkInterface } from './interface.js';
import type { Nat } from './nat.js';
import type { NameTable } from './name-table.js';
import { NeighbourQueue } from './neighbour-queue.js';
import type { Random } from './random.js';
import { receivePacket } from './receive.js';
import type { RouteTables } from './route.js';
import { routeTables } from './route.js';
import { IcmpLimiter } from './token-bucket.js';
import type { Transit } from './transit.js';

/** Takes every packet that a node receives for itself, as a raw socket does. */
export type PacketListener = (bytes: Uint8Array, atMs: number) => void;

/** What a node shares with the others. */
export interface World {
  readonly clock: VirtualClock;
  readonly names: NameTable;
}

/** A host or a router, and all its state. What it does is in the files named for it. */
export class NetworkNode {
  readonly counters = new Counters();
  readonly filters: FilterChains;
  readonly limiter: IcmpLimiter | undefined;
  readonly neighbours = new NeighbourQueue(this);
  readonly listeners = new Set<PacketListener>();
  /** TCP and UDP ports that a program of the node uses by itself: `tcp 443`. */
  readonly reservedPorts = new Set<string>();
  nat: Nat | undefined;
  tables: RouteTables = routeTables([], []);
  reassembly: Reassembly = newReassembly();
  /** Counts the packets that were balanced one by one. */
  balanced = 0;
  #identification: number;
  #random: Random | undefined;
  #interfaces: readonly NetworkInterface[] = [];

  constructor(
    readonly settings: ScenarioNode,
    readonly world: World,
    readonly draw: () => Random,
    /** A number of its own, for its choices between ways. */
    readonly salt: number,
  ) {
    this.filters = new FilterChains(settings.filters);
    this.limiter = settings.icmp.limit && new IcmpLimiter(settings.icmp.limit);
    this.#identification = salt & 0xffff;
  }

  get name(): string {
    return this.settings.name;
  }

  /** The loopback interface first. */
  get interfaces(): readonly NetworkInterface[] {
    return this.#interfaces;
  }

  get loopback(): NetworkInterface {
    const [loopback] = this.#interfaces;
    if (!loopback) throw new Error(`${this.name} has no loopback interface`);
    return loopback;
  }

  /** Chance of the node's own. */
  get random(): Random {
    this.#random ??= this.draw();
    return this.#random;
  }

  plug(plugged: NetworkInterface): void {
    this.#interfaces = [...this.#interfaces, plugged];
  }

  /** Replaces the routes; the networks that the node is on stay. */
  route(routes: readonly ScenarioRoute[]): void {
    this.tables = routeTables(this.#interfaces, routes);
  }

  /** The identification of the next packet that may be cut. */
  nextIdentification(): number {
    this.#identification = (this.#identification + 1) & 0xffff;
    return this.#identification;
  }

  receive(from: NetworkInterface, transit: Transit): void {
    receivePacket(this, from, transit);
  }

  /** Does something after the time that the node takes for what is not plain forwarding. */
  takeTime(action: () => void): void {
    const { delayMs, jitterMs } = this.settings.icmp;
    if (delayMs === 0 && jitterMs === 0) action();
    else this.world.clock.schedule(Math.max(delayMs / 2, this.random.normal(delayMs, jitterMs)), action);
  }
}
