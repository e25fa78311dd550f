import type { Scenario, ScenarioNode } from '../scenario/scenario.js';
import { UnknownNameError } from '../unknown-name.js';
import { type SimulatedClock, VirtualClock } from './clock.js';
import type { CounterSnapshot } from './counters.js';
import { Transit } from './egress.js';
import { type Endpoint, endpointOf } from './endpoint.js';
import { reportError } from './icmp-error.js';
import { type InterfaceSettings, type Tap, NetworkInterface, Segment } from './interface.js';
import { type SimulatedNames, NameTable } from './names.js';
import { Nat } from './nat.js';
import { NetworkNode } from './node.js';
import { partSeed, seededRandom } from './random.js';
import { receivePacket } from './receive.js';
import { ChangeableNetwork, DISCARD_PORT, startTraffic } from './timeline.js';

/** MTU of the loopback interface, as in Linux. */
const LOOPBACK_MTU = 65_536;

/** Where to tap: a node, and one of its interfaces or all of them. */
export interface TapPlace {
  readonly node: string;
  /** Such as `eth0`; all but the loopback one when absent. */
  readonly interface?: string;
}

/**
 * A scenario that runs, on virtual time: the same scenario and the same seed give the same bytes at the same instants.
 *
 * @example
 * ```ts
 * import { readScenario } from 'sonde';
 * import { Simulation } from 'sonde/network';
 * import { encodeIcmp, encodeIpv4, decodeIpv4, ipProtocol } from 'sonde/packet';
 *
 * const simulation = new Simulation(readScenario(`
 * title: Deux machines
 * teaches: Un câble suffit.
 * machine: pc
 * nodes: { pc: , serveur: }
 * links:
 *   - between: { pc: 192.0.2.1/24, serveur: 192.0.2.2/24 }
 *     delay: 5 ms
 * `));
 * const pc = simulation.endpoint();
 * pc.onPacket((bytes, atMs) => console.log(decodeIpv4(bytes).source, atMs)); // → 192.0.2.2 10
 * const payload = encodeIcmp({ kind: 'echo-request', identifier: 1, sequence: 1, data: new Uint8Array(0) });
 * pc.send(encodeIpv4({ source: '192.0.2.1', destination: '192.0.2.2', protocol: ipProtocol.icmp, payload }));
 * simulation.clock.runUntil(1000);
 * ```
 */
export class Simulation {
  readonly scenario: Scenario;
  readonly clock: SimulatedClock;
  readonly names: SimulatedNames;
  readonly #clock = new VirtualClock();
  readonly #nodes: ReadonlyMap<string, NetworkNode>;
  readonly #seed: number;

  /**
   * @param scenario the network
   * @param seed of all chance, 1 by default; its low 32 bits count
   */
  constructor(scenario: Scenario, seed = 1) {
    this.scenario = scenario;
    this.clock = this.#clock;
    this.#seed = seed;
    this.names = new NameTable(scenario.names);
    this.#nodes = new Map(scenario.nodes.map((node) => [node.name, this.#buildNode(node)]));
    this.#plugLinks();
    const network = new ChangeableNetwork(scenario, this.#nodes);
    network.reroute();
    for (const change of scenario.changes) {
      this.clock.schedule(change.atMs, () => {
        network.apply(change);
      });
    }
    scenario.traffic.forEach((traffic, i) => {
      startTraffic(traffic, this.#node(traffic.from), seededRandom(partSeed(seed, `traffic ${i}`)));
    });
  }

  /** A node's own view of the network; the student's machine by default. */
  endpoint(node: string = this.scenario.machine): Endpoint {
    return endpointOf(this.#node(node));
  }

  /** What a node did and dropped so far. */
  counters(node: string): CounterSnapshot {
    return this.#node(node).counters.snapshot();
  }

  /**
   * What an interface did so far: what its link lost (loss, queue, cut) is counted where the packets left.
   *
   * @param name such as `eth0`
   * @throws UnknownNameError for a node or an interface that is not there
   */
  interfaceCounters(node: string, name: string): CounterSnapshot {
    return this.#interface(node, name).counters.snapshot();
  }

  /**
   * Lets any bytes come out of the wire at an interface, now, whoever would have sent them.
   *
   * @param name such as `eth0`
   * @param bytes are copied
   * @throws UnknownNameError for a node or an interface that is not there
   */
  inject(node: string, name: string, bytes: Uint8Array): void {
    const at = this.#interface(node, name);
    at.arrive(new Transit(bytes.slice(), at));
  }

  /**
   * Shows every packet that goes in or out of a node, as tcpdump does.
   *
   * @returns ends it
   */
  tap(place: TapPlace, tap: Tap): () => void {
    const interfaces = this.#node(place.node).interfaces.filter(({ settings }, i) =>
      place.interface === undefined ? i > 0 : settings.name === place.interface,
    );
    const ends = interfaces.map((tapped) => tapped.tap(tap));
    return () => {
      for (const end of ends) end();
    };
  }

  #node(name: string): NetworkNode {
    const node = this.#nodes.get(name);
    if (!node) throw new UnknownNameError('node', name, [...this.#nodes.keys()]);
    return node;
  }

  #interface(node: string, name: string): NetworkInterface {
    const { interfaces } = this.#node(node);
    const found = interfaces.find(({ settings }) => settings.name === name);
    if (found) return found;
    const names = interfaces.map(({ settings }) => settings.name);
    throw new UnknownNameError(`interface of ${node}`, name, names);
  }

  #buildNode(settings: ScenarioNode): NetworkNode {
    const salt = partSeed(this.#seed, `node ${settings.name}`);
    const node = new NetworkNode({
      settings: this.#withDiscard(settings),
      clock: this.#clock,
      names: this.names,
      draw: () => seededRandom(salt),
      salt,
      receive: receivePacket,
      giveUp: reportUnreachable,
    });
    const { addresses, loopback: egress } = settings;
    this.#plug(node, new Segment(), { name: 'lo', link: 'lo', addresses, mtu: LOOPBACK_MTU, egress });
    return node;
  }

  /** Gives the receivers of background traffic a port that discards it, instead of answering that the port is closed. */
  #withDiscard(node: ScenarioNode): ScenarioNode {
    const receives = this.scenario.traffic.length > 0;
    if (!receives || node.udpServices.some(({ port }) => port === DISCARD_PORT)) return node;
    return { ...node, udpServices: [...node.udpServices, { port: DISCARD_PORT, service: 'discard' }] };
  }

  #plugLinks(): void {
    for (const { name: link, ends } of this.scenario.links) {
      const segment = new Segment();
      for (const { node: name, interface: interfaceName, addresses, mtu, egress } of ends) {
        const node = this.#node(name);
        const plugged = this.#plug(node, segment, { name: interfaceName, link, addresses, mtu, egress });
        if (node.settings.natLink === link) node.nat = new Nat(this.#clock, plugged);
      }
    }
  }

  #plug(node: NetworkNode, segment: Segment, settings: InterfaceSettings): NetworkInterface {
    const seed = partSeed(this.#seed, `${node.name} ${settings.name}`);
    const plugged = new NetworkInterface({
      node,
      settings,
      segment,
      clock: this.#clock,
      draw: () => seededRandom(seed),
    });
    node.plug(plugged);
    return plugged;
  }
}

function reportUnreachable(node: NetworkNode, bytes: Uint8Array): void {
  reportError(node, bytes, { kind: 'host-unreachable' });
}
