import type { IpVersion } from './prefix.js';
import { networkOf, versionOf } from './prefix.js';
import { adjacencies, type Adjacency } from './adjacency.js';
import type { Scenario, ScenarioHop, ScenarioNode, ScenarioRoute } from './scenario.js';
import { costsTo } from './shortest-path.js';

/** A network that the others need a route to, and the nodes that are on it. */
interface Destination {
  readonly prefix: string;
  readonly version: IpVersion;
  readonly members: ReadonlySet<string>;
}

/**
 * The routes of every node: its own and, unless it is `manual`, the shortest paths (by the cost of the links) to every
 * network. A host, or a router with a NAT, that reaches all of them by the same gateway gets a single default route; other
 * routers get none, for unknown addresses must end somewhere. The networks that a node is
 * on are not listed: they come with its addresses. Nothing outside learns the networks behind a NAT.
 *
 * @param scenario the network
 * @param cutLinks names of the links that do not work
 * @returns routes by name of node
 * @example
 * ```ts
 * import { readScenario, routesOf } from 'sonde';
 *
 * const scenario = readScenario(`
 * title: Un routeur
 * teaches: Deux réseaux, un routeur.
 * machine: a
 * nodes: { a: , r: { router: true }, b: }
 * links:
 *   - between: { a: 192.0.2.1/24, r: 192.0.2.254/24 }
 *   - between: { r: 198.51.100.254/24, b: 198.51.100.1/24 }
 * `);
 * console.log(routesOf(scenario).get('a')?.map(({ prefix }) => prefix)); // → [ '0.0.0.0/0' ]
 * ```
 */
export function routesOf(
  scenario: Scenario,
  cutLinks: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, readonly ScenarioRoute[]> {
  const computed = new Map<string, ScenarioRoute[]>(scenario.nodes.map(({ name }) => [name, []]));
  if (scenario.nodes.some(({ routing }) => routing === 'computed')) {
    for (const version of [4, 6] as const) addComputed(scenario, version, cutLinks, computed);
  }
  return new Map(
    scenario.nodes.map((node) => {
      const given = new Set(node.routes.map(({ prefix }) => prefix));
      const added = (computed.get(node.name) ?? []).filter(({ prefix }) => !given.has(prefix));
      return [node.name, [...node.routes, ...added]];
    }),
  );
}

function addComputed(
  scenario: Scenario,
  version: IpVersion,
  cutLinks: ReadonlySet<string>,
  computed: Map<string, ScenarioRoute[]>,
): void {
  const graph = adjacencies(scenario, version, cutLinks);
  const found = new Map<string, ScenarioRoute[]>();
  const costs = new Map<string, ReadonlyMap<string, number>>();
  for (const destination of destinations(scenario, version)) {
    // Networks of the same nodes are at the same distance.
    const key = [...destination.members].join(' ');
    const known = costs.get(key) ?? costsTo(destination.members, graph);
    costs.set(key, known);
    for (const node of scenario.nodes) {
      if (node.routing === 'manual' || destination.members.has(node.name)) continue;
      const hops = nextHops(node, known, graph);
      if (hops.length === 0) continue;
      const routes = found.get(node.name) ?? [];
      routes.push({ kind: 'via', prefix: destination.prefix, hops });
      found.set(node.name, routes);
    }
  }
  for (const node of scenario.nodes) {
    const routes = found.get(node.name) ?? [];
    const leaf = !node.router || node.natLink !== undefined;
    computed.get(node.name)?.push(...(leaf ? aggregated(routes, version) : routes));
  }
}

function destinations(scenario: Scenario, version: IpVersion): Iterable<Destination> {
  const found = new Map<string, { prefix: string; version: IpVersion; members: Set<string> }>();
  const add = (prefix: string, node: string): void => {
    if (versionOf(prefix) !== version) return;
    const destination = found.get(prefix) ?? { prefix, version, members: new Set() };
    found.set(prefix, destination);
    destination.members.add(node);
  };
  for (const { ends } of scenario.links) {
    for (const { node, addresses } of ends) for (const address of addresses) add(networkOf(address), node);
  }
  for (const { name, addresses } of scenario.nodes)
    for (const address of addresses) add(networkOf(address), name);
  return found.values();
}

/** The gateways at the least cost: all of them for a node that balances, else the first of the file. */
function nextHops(
  { name, balance }: ScenarioNode,
  costs: ReadonlyMap<string, number>,
  graph: ReadonlyMap<string, readonly Adjacency[]>,
): readonly ScenarioHop[] {
  const best = costs.get(name);
  if (best === undefined) return [];
  const hops = (graph.get(name) ?? [])
    .filter(
      ({ neighbour, cost, transit }) =>
        (transit || costs.get(neighbour) === 0) && cost + (costs.get(neighbour) ?? Infinity) === best,
    )
    .map(({ gateway, interface: name }) => ({ gateway, interface: name }));
  return balance === 'none' ? hops.slice(0, 1) : hops;
}

/** One default route instead of many that go the same way. */
function aggregated(routes: readonly ScenarioRoute[], version: IpVersion): readonly ScenarioRoute[] {
  const ways = new Set(routes.map((route) => JSON.stringify(route.kind === 'via' ? route.hops : route.kind)));
  const [first] = routes;
  if (ways.size !== 1 || !first) return routes;
  return [{ ...first, prefix: version === 6 ? '::/0' : '0.0.0.0/0' }];
}
