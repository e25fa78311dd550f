import { type IpVersion, contains, networkOf, versionOf } from './prefix.js';
import type { Scenario, ScenarioEnd, ScenarioHop, ScenarioNode, ScenarioRoute } from './scenario.js';

/** A network that the others need a route to, and the nodes that are on it. */
interface Destination {
  readonly prefix: string;
  readonly version: IpVersion;
  readonly members: ReadonlySet<string>;
}

/**
 * The routes of every node: its own and, unless it is `manual`, the shortest paths (by the cost of the links) to every
 * network. A host, or a router with a NAT, that reaches all of them by the same gateway gets a single default route; other
 * routers get none: two that had each other as default would send packets for unknown addresses to and fro. The networks
 * that a node is on are not listed: they come with its addresses. Nothing outside learns the networks behind a NAT.
 *
 * @param scenario the network
 * @param cutLinks names of the links that do not work
 * @returns routes by name of node
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

/** A neighbour that a node can hand packets to. */
interface Adjacency {
  readonly neighbour: string;
  /** Address of the neighbour on the link. */
  readonly gateway: string;
  /** Interface of the node. */
  readonly interface: string;
  /** Cost of leaving by that interface. */
  readonly cost: number;
  /** Whether the neighbour takes packets further for this node. */
  readonly transit: boolean;
}

/** The neighbours of every node over the links that work, in the order of the file. */
function adjacencies(
  scenario: Scenario,
  version: IpVersion,
  cutLinks: ReadonlySet<string>,
): ReadonlyMap<string, readonly Adjacency[]> {
  const nodes = new Map(scenario.nodes.map((node) => [node.name, node]));
  const graph = new Map<string, Adjacency[]>(scenario.nodes.map(({ name }) => [name, []]));
  for (const { name: link, ends } of scenario.links) {
    if (cutLinks.has(link)) continue;
    for (const own of ends) {
      for (const other of ends) {
        const gateway = other === own ? undefined : gatewayFor(own, other, version);
        if (gateway === undefined) continue;
        const { node: neighbour } = other;
        const { router: transit, natLink } = nodes.get(neighbour) ?? { router: false, natLink: undefined };
        // A NAT hides what is behind it from the link on which it translates; IPv6 goes through as it is.
        if (natLink === link && version === 4) continue;
        graph.get(own.node)?.push({ neighbour, gateway, interface: own.interface, cost: own.cost, transit });
      }
    }
  }
  return graph;
}

/** The first address of the other end that is in a network of this one. */
function gatewayFor(own: ScenarioEnd, other: ScenarioEnd, version: IpVersion): string | undefined {
  return other.addresses
    .map(({ address }) => address)
    .find(
      (address) =>
        versionOf(address) === version && own.addresses.some((network) => contains(network, address)),
    );
}

/** A node that is about to be settled. */
interface Reached {
  readonly node: string;
  readonly cost: number;
}

/**
 * What it costs each node to reach the nearest of some others (Dijkstra, from the destination backwards).
 *
 * @param destinations where to
 * @param graph the neighbours of each node
 * @returns costs by name; nodes that cannot get there are left out
 */
function costsTo(
  destinations: ReadonlySet<string>,
  graph: ReadonlyMap<string, readonly Adjacency[]>,
): ReadonlyMap<string, number> {
  const costs = new Map<string, number>();
  const incoming = incomingOf(graph);
  // Networks of a classroom: a sorted list is as quick as a heap.
  const queue: Reached[] = Array.from(destinations, (node) => ({ node, cost: 0 }));
  for (let next = queue.shift(); next; next = queue.shift()) {
    if (costs.has(next.node)) continue;
    costs.set(next.node, next.cost);
    for (const { node, cost, transit } of incoming.get(next.node) ?? []) {
      if (!costs.has(node) && (transit || next.cost === 0)) insert(queue, { node, cost: next.cost + cost });
    }
  }
  return costs;
}

interface Incoming {
  readonly node: string;
  readonly cost: number;
  readonly transit: boolean;
}

function incomingOf(
  graph: ReadonlyMap<string, readonly Adjacency[]>,
): ReadonlyMap<string, readonly Incoming[]> {
  const incoming = new Map<string, Incoming[]>();
  for (const [node, neighbours] of graph) {
    for (const { neighbour, cost, transit } of neighbours) {
      const list = incoming.get(neighbour) ?? [];
      list.push({ node, cost, transit });
      incoming.set(neighbour, list);
    }
  }
  return incoming;
}

/** Keeps the queue sorted by cost; first come, first served among equals. */
function insert(queue: Reached[], reached: Reached): void {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((queue[middle]?.cost ?? 0) <= reached.cost) low = middle + 1;
    else high = middle;
  }
  queue.splice(low, 0, reached);
}
