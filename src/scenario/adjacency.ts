import type { IpVersion } from './prefix.js';
import { contains, versionOf } from './prefix.js';
import type { Scenario, ScenarioEnd } from './scenario.js';

/** A neighbour that a node can hand packets to. */
export interface Adjacency {
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
export function adjacencies(
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
