import { ipProtocol } from '../packet/ipv4.js';
import { encodeUdp } from '../packet/udp.js';
import { versionOf } from '../scenario/prefix.js';
import { routesOf } from '../scenario/routing.js';
import type { Scenario, ScenarioChange, ScenarioTraffic } from '../scenario/scenario.js';
import type { NetworkInterface } from './interface.js';
import { sourceOf } from './next-hop.js';
import type { NetworkNode } from './node.js';
import { sendNew } from './output.js';
import type { Random } from './random.js';

/** What a scenario changes while it runs; it holds the state that the changes leave. */
export class ChangeableNetwork {
  readonly #nodes: ReadonlyMap<string, NetworkNode>;
  readonly #cutLinks = new Set<string>();
  #scenario: Scenario;

  constructor(scenario: Scenario, nodes: ReadonlyMap<string, NetworkNode>) {
    this.#scenario = scenario;
    this.#nodes = nodes;
  }

  /** Makes a change, now. */
  apply(change: ScenarioChange): void {
    switch (change.kind) {
      case 'egress':
        for (const end of this.#interfaces(change.link)) {
          if (change.from === undefined || end.node.name === change.from) end.egress.change(change.egress);
        }
        return;
      case 'cut':
        this.#cutLinks.add(change.link);
        for (const { egress } of this.#interfaces(change.link)) egress.cut(true);
        return;
      case 'restore':
        this.#cutLinks.delete(change.link);
        for (const { egress } of this.#interfaces(change.link)) egress.cut(false);
        return;
      case 'reroute':
        this.reroute();
        return;
      case 'routes': {
        const { node: name, routes } = change;
        const nodes = this.#scenario.nodes.map((node) => (node.name === name ? { ...node, routes } : node));
        this.#scenario = { ...this.#scenario, nodes };
        this.reroute();
      }
    }
  }

  /** Gives every node the routes that follow from the links that work. */
  reroute(): void {
    for (const [name, routes] of routesOf(this.#scenario, this.#cutLinks))
      this.#nodes.get(name)?.route(routes);
  }

  #interfaces(link: string): readonly NetworkInterface[] {
    return [...this.#nodes.values()].flatMap(({ interfaces }) =>
      interfaces.filter(({ settings }) => settings.link === link),
    );
  }
}

/** The discard service (RFC 863): whoever gets these packets throws them away. */
export const DISCARD_PORT = 9;
/** Of the range for clients. */
const SOURCE_PORT = 49_152;
/** IP and UDP headers. */
const HEADERS = { 4: 28, 6: 48 } as const;

/** Sends background traffic, one packet at a time, from its start to its stop. */
export function startTraffic(traffic: ScenarioTraffic, from: NetworkNode, random: Random): void {
  const { startMs, stopMs, rateBitsPerSecond, sizeBytes, pattern } = traffic;
  const { clock } = from;
  const meanMs = (sizeBytes * 8000) / rateBitsPerSecond;
  const sendNext = (): void => {
    if (clock.now() >= stopMs) return;
    sendOne(traffic, from);
    clock.schedule(pattern === 'poisson' ? random.exponential(meanMs) : meanMs, sendNext);
  };
  clock.schedule(startMs, sendNext);
}

function sendOne({ to: destination, sizeBytes }: ScenarioTraffic, from: NetworkNode): void {
  const source = sourceOf(from, destination);
  if (source === undefined) return;
  const endpoints = { source, destination };
  const data = new Uint8Array(Math.max(0, sizeBytes - HEADERS[versionOf(destination)]));
  const payload = encodeUdp({ sourcePort: SOURCE_PORT, destinationPort: DISCARD_PORT, data }, endpoints, 0);
  sendNew(from, { ...endpoints, protocol: ipProtocol.udp, payload });
}
