import { routesOf } from '../scenario/routing.js';
import type {
  Scenario,
  ScenarioEgress,
  ScenarioLink,
  ScenarioNode,
  ScenarioRoute,
} from '../scenario/scenario.js';
import { filterRules } from './filter-rules.js';
import { switchName } from './lab-name.js';
import { sysctlsOf } from './sysctls.js';

/** An interface of a node, as Linux makes it. */
export interface InterfacePlan {
  /** Such as `eth0`. */
  readonly name: string;
  readonly mtu: number;
  /** With their prefix lengths. */
  readonly addresses: readonly string[];
  readonly egress: ScenarioEgress;
}

/** A host or a router, as Linux makes it. */
export interface NodePlan {
  readonly node: string;
  /** Settings of the kernel, by name. */
  readonly sysctls: Readonly<Record<string, string>>;
  /** The loopback interface first. */
  readonly interfaces: readonly InterfacePlan[];
  /** Arguments of `ip` for each route. */
  readonly routes: readonly string[];
  /** A ruleset of nft(8); empty for a node that filters and translates nothing. */
  readonly filters: string;
}

/** One end of a cable. */
interface PlugPlan {
  readonly node: string;
  readonly interface: string;
}

/** A cable between two nodes, or several to the same switch. */
interface CablePlan {
  readonly ends: readonly [PlugPlan, PlugPlan];
}

/** A switch that joins the ends of a link with more than two of them. */
export interface SwitchPlan {
  /** See {@link switchName}. */
  readonly node: string;
  /** Longest frame that the link carries, without its header. */
  readonly mtu: number;
  readonly ports: readonly string[];
}

/** A scenario in the terms of Linux: what a lab brings up, here or elsewhere. */
export interface LabPlan {
  readonly title: string;
  readonly machine: string;
  readonly nodes: readonly NodePlan[];
  readonly switches: readonly SwitchPlan[];
  readonly cables: readonly CablePlan[];
  /** What Linux cannot do of the scenario, in French. */
  readonly notices: readonly string[];
}

/** MTU of the loopback interface. */
const LOOPBACK_MTU = 65_536;

/** The plan of a scenario. */
export function planLab(scenario: Scenario): LabPlan {
  const routes = routesOf(scenario);
  return {
    title: scenario.title,
    machine: scenario.machine,
    nodes: scenario.nodes.map((node) => ({
      node: node.name,
      sysctls: sysctlsOf(node),
      interfaces: [loopbackOf(node), ...interfacesOf(node, scenario.links)],
      routes: (routes.get(node.name) ?? []).map(routeLine),
      filters: filterRules(node, scenario.links),
    })),
    switches: scenario.links.flatMap((link, i) => (link.ends.length > 2 ? [switchOf(link, i)] : [])),
    cables: scenario.links.flatMap(cablesOf),
    notices: leftOut(scenario),
  };
}

function loopbackOf({ addresses, loopback }: ScenarioNode): InterfacePlan {
  return { name: 'lo', mtu: LOOPBACK_MTU, addresses: addresses.map(written), egress: loopback };
}

function interfacesOf(
  { name: node }: ScenarioNode,
  links: readonly ScenarioLink[],
): readonly InterfacePlan[] {
  return links.flatMap((link) =>
    link.ends
      .filter((end) => end.node === node)
      .map(({ interface: name, addresses, egress }) => {
        return { name, mtu: mtuOf(link), addresses: addresses.map(written), egress };
      }),
  );
}

/** Both ends alike: Linux drops what is longer than the MTU of the interface that receives it. */
function mtuOf({ ends }: ScenarioLink): number {
  return Math.min(...ends.map(({ mtu }) => mtu));
}

function switchOf(link: ScenarioLink, i: number): SwitchPlan {
  return { node: switchName(i), mtu: mtuOf(link), ports: link.ends.map((_, port) => portName(port)) };
}

function cablesOf({ ends }: ScenarioLink, i: number): readonly CablePlan[] {
  const plugs = ends.map(({ node, interface: name }) => ({ node, interface: name }));
  const [first, second] = plugs;
  if (plugs.length === 2 && first && second) return [{ ends: [first, second] }];
  return plugs.map((plug, port) => ({ ends: [plug, { node: switchName(i), interface: portName(port) }] }));
}

function portName(port: number): string {
  return `port${port}`;
}

function written({ address, prefixLength }: { address: string; prefixLength: number }): string {
  return `${address}/${prefixLength}`;
}

/**
 * The arguments by which `ip` makes a route. With `replace` it takes the place of the route to the network of an interface
 * with the same prefix, as in the scenario.
 *
 * @see ip-route(8)
 */
function routeLine(route: ScenarioRoute): string {
  if (route.kind !== 'via') return `route replace ${route.kind} ${route.prefix}`;
  const [first, ...others] = route.hops;
  if (first && others.length === 0)
    return `route replace ${route.prefix} via ${first.gateway} dev ${first.interface}`;
  const hops = route.hops.map(({ gateway, interface: name }) => `nexthop via ${gateway} dev ${name}`);
  return `route replace ${route.prefix} ${hops.join(' ')}`;
}

/** Errors that Linux lets a node send at once to one destination (XRLIM_BURST_FACTOR). */
const LINUX_BURST = 6;

/** What Linux cannot do of a scenario, whatever is installed: a French sentence for each. */
function leftOut(scenario: Scenario): readonly string[] {
  const { changes, traffic, links } = scenario;
  const narrow = links.filter(({ ends }) => new Set(ends.map(({ mtu }) => mtu)).size > 1);
  return [
    ...(changes.length > 0 ? ['Les changements au fil du temps ne sont pas joués.'] : []),
    ...(traffic.length > 0 ? ['Le trafic de fond n’est pas produit\u202f: iperf3 peut en tenir lieu.'] : []),
    ...narrow.map(
      ({ name }) => `Lien «\u00a0${name}\u00a0»\u202f: la plus petite des deux MTU vaut dans les deux sens.`,
    ),
    ...features.flatMap(({ has, sentence }) => {
      const concerned = scenario.nodes.filter(has).map(({ name }) => name);
      return concerned.length > 0 ? [`${concerned.join(', ')}\u202f: ${sentence}`] : [];
    }),
  ];
}

interface Feature {
  readonly has: (node: ScenarioNode) => boolean;
  readonly sentence: string;
}

const features: readonly Feature[] = [
  {
    has: ({ forwardsZeroTtl }) => forwardsZeroTtl,
    sentence: 'Linux ne transmet jamais un paquet dont la durée de vie est épuisée.',
  },
  {
    has: ({ balance }) => balance === 'packet',
    sentence: 'Linux répartit par flux, et non paquet par paquet.',
  },
  {
    // Below a millisecond it is what any Linux takes.
    has: ({ icmp }) => Math.max(icmp.delayMs, icmp.jitterMs) >= 1,
    sentence: 'le temps de réponse propre au routeur (chemin lent) n’est pas reproduit.',
  },
  {
    has: ({ icmp: { limit } }) =>
      limit !== undefined && (limit.per === 'node' || limit.burst !== LINUX_BURST),
    sentence: `Linux limite les erreurs ICMP par destination, avec une réserve de ${LINUX_BURST}.`,
  },
  { has: ({ icmp }) => icmp.mask, sentence: 'Linux ne répond pas aux demandes de masque.' },
  {
    has: ({ icmp }) => !icmp.timestamp,
    sentence: 'Linux répond aux demandes d’horodatage.',
  },
  {
    has: ({ tcpPorts, udpServices }) => tcpPorts.length + udpServices.length > 0,
    sentence: 'les services ne sont pas lancés\u202f; «\u00a0sonde lab exec\u00a0» permet d’en lancer.',
  },
];
