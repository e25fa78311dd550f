import type { Data } from 'plotly.js-dist';
import type { Origin } from '../origin.js';
import type { Figure } from './drawing/figure.js';
import { frenchNumber, label } from './drawing/label.js';
import { chartConfig } from './drawing/config.js';
import { palette } from './drawing/palette.js';
import { type Annotation, type Arrangement, type Content, compose, textAt } from './drawing/template.js';

/** A path with the times of its hops: what `traceroute` returned, or what a printed trace was read as. */
export interface TracedPath {
  /** Absent where a printed trace does not tell. */
  readonly host?: string;
  readonly origin: Origin;
  readonly hops: readonly TracedHop[];
}

/** What the figures of a path read of a hop. */
export interface TracedHop {
  readonly ttl: number;
  /** In the order of sending. */
  readonly probes: readonly TracedProbe[];
}

/** What the figures of a path read of a probe. Our own traceroute tells all of it; a printed one may not. */
export type TracedProbe =
  | { readonly kind: 'timeout' }
  | {
      readonly kind: 'answer';
      /** Who answered: by its address, or by its name where the tool prints that alone. */
      readonly from?: string;
      readonly name?: string;
      readonly rttMs?: number;
      /** The time was below this (tracert's `<1 ms`): it is drawn there. */
      readonly rttBelowMs?: number;
    };

/**
 * Round-trip times of each hop of a path as boxes, the nearest hop on top: the median, the middle half, the whiskers,
 * and each time as a point. A silent hop keeps its line, empty; lost probes are counted on the right.
 *
 * @param path what `traceroute` returned, or what `readTraceroute`, `readTracert` or `readTracepath` read; ten queries a hop make
 *   better boxes than three.
 * @throws RangeError when there is no hop.
 * @example
 * ```ts
 * import { figure, open, traceroute } from 'sonde';
 * const network = await open({ network: 'simulated' });
 * const trace = await traceroute(network, 'cdn.exemple.fr', { queries: 10 });
 * console.log(figure.pathBoxes(trace).alt);
 * network.close();
 * ```
 */
export function pathBoxes(path: TracedPath): Figure {
  if (path.hops.length === 0) throw new RangeError('pathBoxes needs one hop or more: []');
  return compose({
    title: `Temps d’aller-retour, saut par saut${path.host === undefined ? '' : `, vers ${path.host}`}`,
    alt: `Une boîte de temps d’aller-retour par saut. ${path.hops.map(altText).join(' ')}`,
    origin: path.origin,
    config: chartConfig,
    draw: (arrangement) => draw(path.hops, arrangement),
  });
}

function altText(hop: TracedHop): string {
  const times = rttsOf(hop);
  const speakers = speakersOf(hop).join(' ou ');
  if (times.length === 0)
    return `Saut ${hop.ttl} : ${speakers === '' ? 'aucune réponse' : `${speakers}, sans temps`}.`;
  const from = frenchNumber(Math.min(...times), 1);
  const to = frenchNumber(Math.max(...times), 1);
  return `Saut ${hop.ttl}, ${speakers} : médiane ${frenchNumber(median(times), 1)}\u00a0ms, de ${from} à ${to}.`;
}

const rowPx = 34;

function draw(hops: readonly TracedHop[], arrangement: Arrangement): Content {
  const first = hops[0]?.ttl ?? 1;
  const last = hops.at(-1)?.ttl ?? 1;
  const topMs = Math.max(1, ...hops.flatMap(rttsOf)) * 1.08;
  return {
    data: [boxes(hops)],
    layout: {
      showlegend: false,
      xaxis: { title: { text: 'RTT (ms)' }, range: [0, topMs], side: 'bottom' },
      yaxis: {
        range: [last + 0.6, first - 0.6],
        tickvals: hops.map(({ ttl }) => ttl),
        ticktext: hops.map(rowName),
        showgrid: false,
        fixedrange: true,
      },
      annotations: hops.flatMap((hop) => lossText(hop, arrangement)),
    },
    plotHeightPx: hops.length * rowPx + 8,
    marginPx: { left: arrangement.width === 'wide' ? 168 : 132, right: 16, top: 4, bottom: 48 },
  };
}

function boxes(hops: readonly TracedHop[]): Data {
  return {
    type: 'box',
    orientation: 'h',
    x: hops.flatMap(rttsOf),
    y: hops.flatMap((hop) => rttsOf(hop).map(() => hop.ttl)),
    width: 0.62,
    boxpoints: 'all',
    jitter: 0.5,
    pointpos: 0,
    fillcolor: palette.blueTint,
    line: { color: palette.blue, width: 1.5 },
    marker: { color: palette.vermillion, size: 4 },
    hovertemplate: 'saut %{y}<br>%{x:.3f} ms<extra></extra>',
  };
}

function rowName(hop: TracedHop): string {
  const [speaker, ...others] = speakersOf(hop);
  const more = others.length === 0 ? '' : ` +${others.length}`;
  return `${speaker === undefined ? '*' : label(speaker, 18)}${more} · <b>${hop.ttl}</b>`;
}

function lossText(hop: TracedHop, { smallPx }: Arrangement): Annotation[] {
  const lost = hop.probes.filter(({ kind }) => kind === 'timeout').length;
  if (lost === 0) return [];
  const silent = lost === hop.probes.length;
  const text = silent ? 'aucune réponse' : `${lost}/${hop.probes.length} sans réponse`;
  const place = silent ? { x: 0, xanchor: 'left', xshift: 6 } : { x: 1, xanchor: 'right', xshift: -2 };
  return [
    textAt(0, hop.ttl, text, {
      ...place,
      xref: 'paper',
      yanchor: 'middle',
      font: { size: smallPx, color: palette.purple },
    } as Partial<Annotation>),
  ];
}

/** The round-trip times of a hop, in milliseconds, in the order of sending. */
export function rttsOf({ probes }: TracedHop): number[] {
  return probes.flatMap((probe) => (probe.kind === 'answer' ? (probe.rttMs ?? probe.rttBelowMs ?? []) : []));
}

/** Who answered a probe. */
export function speakerOf(probe: TracedProbe | undefined): string | undefined {
  return probe?.kind === 'answer' ? (probe.from ?? probe.name) : undefined;
}

/** Who answered, each address once, in the order of appearance. */
export function speakersOf({ probes }: TracedHop): string[] {
  return [...new Set(probes.flatMap((probe) => speakerOf(probe) ?? []))];
}

/** The middle of some numbers, at least one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
