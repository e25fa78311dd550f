import type { Scenario } from '../scenario/scenario.js';
import type { Figure } from './drawing/figure.js';
import { palette } from './drawing/palette.js';
import { composeGraph, type PathLink, type PathWays } from './path-graph.js';

/**
 * The plan of a simulated network: a dot for each machine, in the order of its distance from yours, and a line for each
 * cable. It shows what an administrator's plan would, and nothing of how the links behave.
 *
 * @param scenario the network, see `loadScenario`
 * @throws RangeError when nothing is plugged into your machine
 * @example
 * ```ts
 * import { figure, loadScenario } from 'sonde';
 *
 * const { alt } = figure.networkPlan(await loadScenario('ligne-domestique'));
 * console.log(alt.startsWith('Plan du réseau, à partir de votre machine.')); // → true
 * ```
 */
export function networkPlan(scenario: Scenario): Figure {
  const ways = waysOf(scenario);
  const style = { colour: palette.blue, dash: 'solid', widthPx: 2, links: ways.links } as const;
  const stages = ways.hops.map(
    ({ ttl, interfaces }) => `À distance ${ttl} : ${interfaces.map(({ address }) => address).join(', ')}.`,
  );
  const alt = `Plan du réseau, à partir de votre machine. ${stages.join(' ')} ${linksAloud(ways.links)}`;
  return composeGraph({ title: scenario.title, alt, ways, styles: [style] });
}

function linksAloud(links: readonly PathLink[]): string {
  return `Liens : ${links.map(({ from, to }) => `${from} – ${to}`).join(', ')}.`;
}

/** Machines by their distance, in the form of what `multipath` returns, with names for addresses. */
function waysOf({ machine, links }: Scenario): PathWays {
  const cables = links.map(({ ends }) => [...new Set(ends.map(({ node }) => node))]);
  const distance = distancesFrom(machine, cables);
  const farthest = Math.max(...distance.values());
  const at = (ttl: number): readonly string[] =>
    [...distance].filter(([, d]) => d === ttl).map(([node]) => node);
  const hops = Array.from({ length: farthest }, (_, i) => ({
    ttl: i + 1,
    interfaces: at(i + 1).map((address) => ({ address })),
  }));
  const outward = cables.flatMap((nodes) =>
    nodes.flatMap((from) => {
      const ttl = distance.get(from) ?? 0;
      const further = nodes.filter((to) => distance.get(to) === ttl + 1);
      return ttl === 0 ? [] : further.map((to) => ({ ttl, from, to }));
    }),
  );
  return { host: machine, origin: 'simulated', hops, links: outward };
}

function distancesFrom(machine: string, cables: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const distance = new Map([[machine, 0]]);
  for (const [node, far] of distance) {
    // A breadth-first search: the loop also visits the machines that it adds to the map.
    const neighbours = cables.filter((nodes) => nodes.includes(node)).flat();
    for (const next of neighbours) if (!distance.has(next)) distance.set(next, far + 1);
  }
  return distance;
}
