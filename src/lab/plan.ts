import { routesOf } from '../scenario/routing.js';
import type { Scenario, ScenarioEgress, ScenarioLink, ScenarioNode } from '../scenario/scenario.js';
import { filterRules } from './filter-rules.js';
import { switchName } from './lab-name.js';
import { leftOut } from './left-out.js';
import { routeLine } from './route-line.js';
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
export interface PlugPlan {
  readonly node: string;
  readonly interface: string;
}

/** A cable between two nodes, or several to the same switch. */
export interface CablePlan {
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

/** Says a scenario in the terms of Linux. */
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
