import { type Reassembly, newReassembly } from '../packet/reassembly.js';
import type { ScenarioNode, ScenarioRoute } from '../scenario/scenario.js';
import type { VirtualClock } from './clock.js';
import { Counters } from './counters.js';
import { FilterChains } from './filter.js';
import type { Transit } from './egress.js';
import type { InterfaceOwner, NetworkInterface } from './interface.js';
import type { SimulatedNames } from './names.js';
import type { Nat } from './nat.js';
import { NeighbourQueue } from './neighbour-queue.js';
import type { Random } from './random.js';
import { type RouteTables, routeTables } from './route.js';
import { IcmpLimiter } from './token-bucket.js';

/** Takes every packet that a node receives for itself, as a raw socket does. */
export type PacketListener = (bytes: Uint8Array, atMs: number) => void;

/** What a node is made of. */
interface NodeParts {
  readonly settings: ScenarioNode;
  readonly clock: VirtualClock;
  /** The names of the whole network. */
  readonly names: SimulatedNames;
  /** Makes the random numbers of the node, if it needs some. */
  readonly draw: () => Random;
  /** A number of its own, for its choices between ways. */
  readonly salt: number;
  /** What a node does with a packet that comes in. */
  readonly receive: (node: NetworkNode, from: NetworkInterface, transit: Transit) => void;
  /** What a node does with a packet whose neighbour does not answer. */
  readonly giveUp: (node: NetworkNode, bytes: Uint8Array) => void;
}

/**
 * The state of a host or a router. What it does with packets are functions in the files named for it, each of which
 * imports only those after it: receive, deliver and forward, icmp-error, output. State calls none of them; where a
 * timer or a link must, it has been given the function.
 */
export class NetworkNode implements InterfaceOwner {
  readonly settings: ScenarioNode;
  readonly clock: VirtualClock;
  readonly names: SimulatedNames;
  readonly salt: number;
  readonly counters = new Counters();
  readonly filters: FilterChains;
  readonly limiter: IcmpLimiter | undefined;
  readonly neighbours: NeighbourQueue;
  readonly listeners = new Set<PacketListener>();
  /** TCP and UDP ports that a program of the node uses by itself: `tcp 443`. */
  readonly reservedPorts = new Set<string>();
  nat: Nat | undefined;
  tables: RouteTables = routeTables([], []);
  reassembly: Reassembly = newReassembly();
  /** How many packets were balanced one by one, each on the way after that of the last. */
  balanced = 0;
  readonly #draw: () => Random;
  readonly #receive: NodeParts['receive'];
  #identification: number;
  #random: Random | undefined;
  #interfaces: readonly NetworkInterface[] = [];

  constructor({ settings, clock, names, draw, salt, receive, giveUp }: NodeParts) {
    this.settings = settings;
    this.clock = clock;
    this.names = names;
    this.salt = salt;
    this.filters = new FilterChains(settings.filters);
    this.limiter = settings.icmp.limit && new IcmpLimiter(settings.icmp.limit);
    this.neighbours = new NeighbourQueue(clock, this.counters, (bytes) => {
      giveUp(this, bytes);
    });
    this.#draw = draw;
    this.#receive = receive;
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

  receive(from: NetworkInterface, transit: Transit): void {
    this.#receive(this, from, transit);
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

  /** Does something after the node's processing time, which it takes for all that it does not merely forward. */
  takeTime(action: () => void): void {
    const { delayMs, jitterMs } = this.settings.icmp;
    if (delayMs === 0 && jitterMs === 0) {
      action();
      return;
    }
    this.#random ??= this.#draw();
    this.clock.schedule(slowPathMs(this.#random.normal(delayMs, jitterMs), delayMs / 2, jitterMs), action);
  }
}

/**
 * What a draw makes of a node's processing time. Below half of its mean it is squeezed under that half rather than
 * replaced by it: a time that comes again to the microsecond would be seen at once.
 */
function slowPathMs(drawnMs: number, floorMs: number, jitterMs: number): number {
  return drawnMs >= floorMs ? drawnMs : floorMs * Math.exp((drawnMs - floorMs) / jitterMs);
}
