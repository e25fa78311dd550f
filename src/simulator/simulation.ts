import { UnknownNameError } from '../unknown-name.js';
import type { Scenario, ScenarioNode } from '../scenario/scenario.js';
import { ChangeableNetwork } from './changes.js';
import { VirtualClock } from './clock.js';
import type { CounterSnapshot } from './counters.js';
import { Endpoint } from './endpoint.js';
import type { InterfaceSettings, Tap } from './interface.js';
import { NetworkInterface } from './interface.js';
import { NameTable } from './name-table.js';
import { Nat } from './nat.js';
import { NetworkNode } from './node.js';
import { partSeed, seededRandom } from './random.js';
import { Segment } from './segment.js';
import { DISCARD_PORT, startTraffic } from './traffic.js';

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
  readonly clock = new VirtualClock();
  readonly names: NameTable;
  readonly #nodes: ReadonlyMap<string, NetworkNode>;
  readonly #seed: number;

  /**
   * @param scenario the network
   * @param seed of all chance, 1 by default; its low 32 bits count
   */
  constructor(
    readonly scenario: Scenario,
    seed = 1,
  ) {
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
    return new Endpoint(this.#node(node));
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
    return this.interfaceOf(node, name).counters.snapshot();
  }

  /**
   * An interface itself, to put packets on the wire by hand.
   *
   * @param name such as `eth0`
   * @throws UnknownNameError for a node or an interface that is not there
   */
  interfaceOf(node: string, name: string): NetworkInterface {
    const found = this.#node(node).interfaces.find(({ settings }) => settings.name === name);
    if (!found) {
      const names = this.#node(node).interfaces.map(({ settings }) => settings.name);
      throw new UnknownNameError(`interface of ${node}`, name, names);
    }
    return found;
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

  #buildNode(settings: ScenarioNode): NetworkNode {
    const world = { clock: this.clock, names: this.names };
    const seed = partSeed(this.#seed, `node ${settings.name}`);
    const node = new NetworkNode(this.#withDiscard(settings), world, () => seededRandom(seed), seed);
    const { addresses, loopback: egress } = settings;
    this.#plug(node, new Segment(), { name: 'lo', link: 'lo', addresses, mtu: LOOPBACK_MTU, egress });
    return node;
  }

  /** Whoever gets traffic throws it away, instead of answering that the port is closed. */
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
        if (node.settings.natLink === link) node.nat = new Nat(node, plugged);
      }
    }
  }

  #plug(node: NetworkNode, segment: Segment, settings: InterfaceSettings): NetworkInterface {
    const seed = partSeed(this.#seed, `${node.name} ${settings.name}`);
    const plugged = new NetworkInterface(node, settings, segment, this.clock, () => seededRandom(seed));
    node.plug(plugged);
    return plugged;
  }
}
