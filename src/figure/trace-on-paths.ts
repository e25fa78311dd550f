import type { Figure } from './drawing/figure.js';
import { palette } from './drawing/palette.js';
import { composeGraph, type PathLink, type PathWays } from './path-graph.js';
import { speakerOf, type TracedPath } from './path-boxes.js';

/**
 * The links that a reader deduces from a trace, by joining the answers of successive hops column by column, over the
 * paths that there are: among those links, some that no flow was seen to take.
 *
 * @param trace what `traceroute` returned, or `readTraceroute` read.
 * @param ways what `multipath` returned for the same host.
 * @throws RangeError when `ways` has no hop.
 * @example
 * ```ts
 * import { figure, multipath, open, traceroute } from 'sonde';
 * const network = await open({ network: 'simulated', scenario: 'ecmp' });
 * const trace = await traceroute(network, 'www.exemple.fr');
 * console.log(figure.traceOnPaths(trace, await multipath(network, 'www.exemple.fr')).alt);
 * network.close();
 * ```
 */
export function traceOnPaths(trace: TracedPath, ways: PathWays): Figure {
  const known = new Set(ways.links.map(keyOf));
  const read = linksOf(trace);
  const real = read.filter((link) => known.has(keyOf(link)));
  const unreal = read.filter((link) => !known.has(keyOf(link)));
  const others = ways.links.filter((link) => !read.some((each) => keyOf(each) === keyOf(link)));
  return composeGraph({
    title: `Ce que la trace laisse croire du chemin vers ${ways.host}`,
    alt: altText(real, unreal),
    ways,
    styles: [
      {
        name: 'lien que la trace n’a pas vu',
        colour: palette.muted,
        dash: 'solid',
        widthPx: 1,
        links: others,
      },
      { name: 'lien suivi par un flux', colour: palette.blue, dash: 'solid', widthPx: 3, links: real },
      {
        name: 'lien déduit, qu’aucun flux ne suit',
        colour: palette.vermillion,
        dash: 'dash',
        widthPx: 3,
        links: unreal,
      },
    ],
  });
}

function altText(real: readonly PathLink[], unreal: readonly PathLink[]): string {
  const pairs = unreal.map(({ from, to }) => `${from} vers ${to}`).join(', ');
  const wrong = unreal.length === 0 ? 'Aucun autre.' : `Liens déduits qu’aucun flux ne suit : ${pairs}.`;
  return `Graphe des chemins, avec les liens déduits de la trace en joignant les réponses de chaque colonne. Liens qu’un flux a suivis : ${real.length}. ${wrong}`;
}

function keyOf({ ttl, from, to }: PathLink): string {
  return `${ttl} ${from} ${to}`;
}

/** The answers of two successive hops are joined column by column, as a reader of the report would do. */
function linksOf({ hops }: TracedPath): PathLink[] {
  const links = new Map<string, PathLink>();
  hops.forEach(({ ttl, probes }, i) => {
    probes.forEach((probe, column) => {
      const from = speakerOf(probe);
      const to = speakerOf(hops[i + 1]?.probes[column]);
      if (from === undefined || to === undefined) return;
      const link = { ttl, from, to };
      links.set(keyOf(link), link);
    });
  });
  return [...links.values()];
}
