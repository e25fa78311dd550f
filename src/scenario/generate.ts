import { addressText } from './prefix.js';
import { DEFAULT_MTU, defaultEgress, defaultNode } from './defaults.js';
import type { Scenario, ScenarioEnd, ScenarioLink, ScenarioNode, ScenarioRoute } from './scenario.js';

/** Children of a router at most: four bits of the address say which one, 0 being the router itself. */
const FAN_OUT = 15;
/** Four generations under the root: their sixteen bits, after 10.0.0.0/8 and before the eight bits of a host. */
const MAX_ROUTERS = 1 + FAN_OUT + FAN_OUT ** 2 + FAN_OUT ** 3 + FAN_OUT ** 4;
const HOSTS_PREFIX = 0x0a000000;
/** Links between routers take two addresses each of 172.16.0.0/12. */
const LINKS_PREFIX = 0xac100000;

/**
 * A tree of routers (r0 is the root) with a host under each (h0, h1 …), 1 ms a link. Prefixes are aggregated: a router
 * knows each of its children by one route, and all the rest by a default route, so that the tables of a large network
 * are no longer than those of a small one. The student's machine is the last host.
 *
 * @param routers how many, from 2 to 54241
 * @throws RangeError
 * @example
 * ```ts
 * import { generateTree } from 'sonde/scenario';
 *
 * console.log(generateTree(100).nodes.length); // → 200
 * ```
 */
export function generateTree(routers: number): Scenario {
  if (!Number.isInteger(routers) || routers < 2 || routers > MAX_ROUTERS) {
    throw new RangeError(`routers must be an integer from 2 to ${MAX_ROUTERS}, got ${routers}`);
  }
  const indexes = Array.from({ length: routers }, (_, index) => index);
  const hosts = indexes.map((index) => ({ name: `h${index}`, address: hostAddress(index, 2) }));
  return {
    title: `Arbre de ${routers} routeurs`,
    teaches: 'Des préfixes agrégés font tenir un grand réseau dans de petites tables.',
    machine: `h${routers - 1}`,
    nodes: [...indexes.map((index) => routerNode(index, routers)), ...indexes.map(hostNode)],
    links: [...indexes.map(hostLink), ...indexes.slice(1).map(routerLink)],
    names: hosts.map((host) => ({ ...host, reverse: true })),
    changes: [],
    traffic: [],
  };
}

function routerNode(index: number, routers: number): ScenarioNode {
  const children = childrenOf(index, routers).map((child, rank): ScenarioRoute => {
    const gateway = addressAt(LINKS_PREFIX + 2 * child + 1);
    // eth0 leads to the host, eth1 to the parent if there is one.
    return {
      kind: 'via',
      prefix: prefixOf(child),
      hops: [{ gateway, interface: `eth${rank + (index === 0 ? 1 : 2)}` }],
    };
  });
  const gateway = addressAt(LINKS_PREFIX + 2 * index);
  const up: ScenarioRoute = { kind: 'via', prefix: '0.0.0.0/0', hops: [{ gateway, interface: 'eth1' }] };
  const routes = index === 0 ? children : [...children, up];
  return { ...defaultNode, name: `r${index}`, router: true, routing: 'manual', routes };
}

function hostNode(index: number): ScenarioNode {
  const hops = [{ gateway: hostAddress(index, 1), interface: 'eth0' }];
  const routes: readonly ScenarioRoute[] = [{ kind: 'via', prefix: '0.0.0.0/0', hops }];
  return { ...defaultNode, name: `h${index}`, routing: 'manual', routes };
}

function hostLink(index: number): ScenarioLink {
  const ends = [
    end(`r${index}`, 'eth0', hostAddress(index, 1), 24),
    end(`h${index}`, 'eth0', hostAddress(index, 2), 24),
  ];
  return { name: `h${index}`, ends };
}

function routerLink(index: number): ScenarioLink {
  const parent = parentOf(index);
  const rank = index - FAN_OUT * parent - 1;
  const ends = [
    end(`r${parent}`, `eth${rank + (parent === 0 ? 1 : 2)}`, addressAt(LINKS_PREFIX + 2 * index), 31),
    end(`r${index}`, 'eth1', addressAt(LINKS_PREFIX + 2 * index + 1), 31),
  ];
  return { name: `r${index}`, ends };
}

function end(node: string, name: string, address: string, prefixLength: number): ScenarioEnd {
  const egress = { ...defaultEgress, delayMs: 1 };
  return { node, interface: name, addresses: [{ address, prefixLength }], mtu: DEFAULT_MTU, cost: 1, egress };
}

function parentOf(index: number): number {
  return Math.floor((index - 1) / FAN_OUT);
}

function childrenOf(index: number, routers: number): readonly number[] {
  const first = FAN_OUT * index + 1;
  return Array.from({ length: FAN_OUT }, (_, rank) => first + rank).filter((child) => child < routers);
}

/** The way to a router from the root: which child, at each generation, from 1. */
function pathTo(index: number): readonly number[] {
  return index === 0 ? [] : [...pathTo(parentOf(index)), index - FAN_OUT * parentOf(index)];
}

/** All the addresses of a router and of those under it. */
function prefixOf(index: number): string {
  const path = pathTo(index);
  const bits = path.reduce((sum, rank, generation) => sum + rank * 2 ** (20 - 4 * generation), 0);
  return `${addressAt(HOSTS_PREFIX + bits)}/${8 + 4 * path.length}`;
}

function hostAddress(index: number, host: number): string {
  const [network = ''] = prefixOf(index).split('/');
  return network.replace(/\d+$/, String(host));
}

function addressAt(number: number): string {
  return addressText(Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number));
}
