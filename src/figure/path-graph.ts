import type { Data } from 'plotly.js-dist';
import type { Origin } from '../origin.js';
import type { Figure } from './drawing/figure.js';
import { label } from './drawing/label.js';
import { diagramConfig } from './drawing/config.js';
import { palette } from './drawing/palette.js';
import {
  type Annotation,
  type Arrangement,
  type Content,
  bareAxis,
  compose,
  textAt,
} from './drawing/template.js';

/** The ways to a host: what `multipath` returned. */
export interface PathWays {
  readonly host: string;
  readonly origin: Origin;
  readonly hops: readonly {
    readonly ttl: number;
    readonly interfaces: readonly { readonly address: string }[];
  }[];
  readonly links: readonly PathLink[];
}

/** An address seen right after another one. */
export interface PathLink {
  /** The ttl at which `from` answered; 0 for your machine. */
  readonly ttl: number;
  readonly from: string;
  readonly to: string;
}

/** Links drawn alike. */
interface LinkStyle {
  /** What the legend says of them; no entry when absent. */
  readonly name?: string;
  readonly colour: string;
  readonly dash: 'solid' | 'dash';
  readonly widthPx: number;
  readonly links: readonly PathLink[];
}

/**
 * Every way that load balancing offers to a host: a dot for each address that answered, in the order of their
 * distance, and a line from one to the next when one flow met both.
 *
 * @param ways what `multipath` returned.
 * @throws RangeError when there is no hop.
 * @example
 * ```ts
 * import { figure, multipath, open } from 'sonde';
 * const network = await open({ network: 'simulated', scenario: 'ecmp' });
 * console.log(figure.pathGraph(await multipath(network, 'www.exemple.fr')).alt);
 * network.close();
 * ```
 */
export function pathGraph(ways: PathWays): Figure {
  const style = { colour: palette.blue, dash: 'solid', widthPx: 2, links: ways.links } as const;
  return composeGraph({
    title: `Tous les chemins vers ${ways.host}`,
    ways,
    styles: [style],
    alt: altText(ways),
  });
}

function altText({ host, hops }: PathWays): string {
  const stages = hops.map(({ ttl, interfaces }) => {
    const addresses = interfaces.map(({ address }) => address);
    return `Saut ${ttl} : ${addresses.length === 0 ? 'personne' : addresses.join(' ou ')}.`;
  });
  return `Graphe des chemins vers ${host}, de votre machine à la destination. ${stages.join(' ')}`;
}

/** What {@link composeGraph} draws. */
interface GraphDrawing {
  readonly title: string;
  readonly alt: string;
  readonly ways: PathWays;
  readonly styles: readonly LinkStyle[];
}

/** Draws the addresses of some ways and links between them, on the course's template. */
export function composeGraph({ title, alt, ways, styles }: GraphDrawing): Figure {
  if (ways.hops.length === 0) throw new RangeError('a graph of paths needs one hop or more: []');
  return compose({
    title,
    alt,
    origin: ways.origin,
    config: diagramConfig,
    draw: (arrangement) => draw(ways, styles, arrangement),
  });
}

/** A dot of the graph: how far it is, and its place among those at the same distance. */
interface Dot {
  readonly ttl: number;
  readonly address: string;
  readonly across: number;
}

/** With more columns, addresses side by side would overlap: the path then goes down the page. */
const maxColumns = 7;

function draw(ways: PathWays, styles: readonly LinkStyle[], arrangement: Arrangement): Content {
  const dots = dotsOf(ways);
  const last = Math.max(...dots.map(({ ttl }) => ttl));
  const breadth = Math.max(...dots.map(({ across }) => Math.abs(across)));
  const down = arrangement.width === 'narrow' || last + 1 > maxColumns;
  const legend = styles.some(({ name }) => name !== undefined);
  const along: Content['layout']['xaxis'] = {
    ...bareAxis,
    range: down ? [last + 0.5, -0.5] : [-0.4, last + 0.75],
  };
  const across = { ...bareAxis, range: [-breadth - 0.8, breadth + 0.8] };
  return {
    data: [...[departure(ways), ...styles].map((style) => lines(style, dots, down)), marks(dots, down)],
    layout: {
      ...(down ? { xaxis: across, yaxis: along } : { xaxis: along, yaxis: across }),
      annotations: dots.map((dot) => dotName(dot, dots, down, arrangement)),
      showlegend: legend,
      legend: {
        orientation: 'h',
        x: 0,
        y: 0,
        yanchor: 'top',
        font: { size: arrangement.smallPx },
        itemclick: false,
      },
    } as Content['layout'],
    plotHeightPx: down ? (last + 1) * 58 : (2 * breadth + 1.6) * 72,
    marginPx: { left: 8, right: 8, top: 0, bottom: legend ? legendPx(styles, arrangement) : 8 },
  };
}

/** On a telephone each entry of the legend has its line. */
function legendPx(styles: readonly LinkStyle[], { width }: Arrangement): number {
  return width === 'narrow' ? 26 * styles.length + 16 : 40;
}

const you = 'vous';

/** The links from your machine to the first hop: no probe found them, they are certain. */
function departure({ hops }: PathWays): LinkStyle {
  const links = (hops[0]?.interfaces ?? []).map(({ address }) => ({ ttl: 0, from: you, to: address }));
  return { colour: palette.muted, dash: 'solid', widthPx: 1, links };
}

function dotsOf({ hops }: PathWays): readonly Dot[] {
  const stages = hops.map(({ ttl, interfaces }) => {
    const addresses = interfaces.map(({ address }) => address).sort(byNumber);
    return addresses.map((address, i) => ({ ttl, address, across: (addresses.length - 1) / 2 - i }));
  });
  return [{ ttl: 0, address: you, across: 0 }, ...stages.flat()];
}

/** Addresses in their numeric order, so that branches keep their side. */
function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function place({ ttl, across }: Dot, down: boolean): readonly [number, number] {
  return down ? [0 - across, ttl] : [ttl, across];
}

function lines({ name, colour, dash, widthPx, links }: LinkStyle, dots: readonly Dot[], down: boolean): Data {
  const at = (ttl: number, address: string): Dot | undefined =>
    dots.find((dot) => dot.ttl === ttl && (dot.address === address || ttl === 0));
  const ends = links.flatMap(({ ttl, from, to }) => {
    const [start, end] = [at(ttl, from), at(ttl + 1, to)];
    return start && end ? [place(start, down), place(end, down), [null, null] as const] : [];
  });
  return {
    type: 'scatter',
    mode: 'lines',
    name: name ?? '',
    showlegend: name !== undefined,
    x: ends.map(([x]) => x),
    y: ends.map(([, y]) => y),
    line: { color: colour, width: widthPx, dash },
    hoverinfo: 'skip',
  };
}

function marks(dots: readonly Dot[], down: boolean): Data {
  return {
    type: 'scatter',
    mode: 'markers',
    showlegend: false,
    x: dots.map((dot) => place(dot, down)[0]),
    y: dots.map((dot) => place(dot, down)[1]),
    text: dots.map(({ ttl, address }) => (ttl === 0 ? 'votre machine' : `saut ${ttl}<br>${label(address)}`)),
    hovertemplate: '%{text}<extra></extra>',
    marker: { size: 14, color: palette.surface, line: { color: palette.ink, width: 2 } },
  };
}

function dotName(dot: Dot, dots: readonly Dot[], down: boolean, { smallPx }: Arrangement): Annotation {
  const [x, y] = place(dot, down);
  const side = down ? sideDown(dot) : sideAlong(dot, dots);
  return textAt(x, y, label(dot.address, 18), { ...side, font: { size: smallPx } });
}

/** Where a name stands when the path goes down the page: beside the graph, where no link passes. */
function sideDown({ across }: Dot): Partial<Annotation> {
  const outside = across > 0 ? { xanchor: 'right', xshift: -12 } : { xanchor: 'left', xshift: 12 };
  return { ...outside, yanchor: 'middle' } as Partial<Annotation>;
}

/**
 * Where a name stands when the path goes across the page: above or below its dot, further left where ways part and right where they
 * meet.
 */
function sideAlong({ ttl, across }: Dot, dots: readonly Dot[]): Partial<Annotation> {
  if (across > 0) return { yanchor: 'bottom', yshift: 9 };
  const alone = (at: number): boolean => dots.filter((dot) => dot.ttl === at).length < 2;
  const below = { yanchor: 'top', yshift: -9 } as const;
  if (across < 0 || alone(ttl - 1) === alone(ttl + 1)) return below;
  return alone(ttl - 1)
    ? { ...below, xanchor: 'right', xshift: 12 }
    : { ...below, xanchor: 'left', xshift: -12 };
}
