import type { Data } from 'plotly.js-dist';
import type { Origin } from '../origin.js';
import { rttStatistics } from '../probe/ping-statistics.js';
import type { Figure } from './drawing/figure.js';
import { frenchNumber, label } from './drawing/label.js';
import {
  type Annotation,
  type Arrangement,
  type Content,
  type Shape,
  compose,
  legendBelow,
  originText,
} from './drawing/template.js';
import { chartConfig } from './drawing/config.js';
import { palette } from './drawing/palette.js';

/** A series of echoes under one name. */
export interface RttProfile {
  /** What a reader calls this network: « fibre », « satellite »… */
  readonly name: string;
  /** Round-trip times in the order of the sequence numbers, in milliseconds; `null` for a lost echo. */
  readonly rttMs: readonly (number | null)[];
  /** Where the times come from. */
  readonly origin: Origin;
}

/**
 * Round-trip times by sequence number, a panel for each profile: the echoes, their mean, the band of one
 * standard deviation around it (the population's, as ping's mdev), and the lost echoes on the floor. Each panel
 * has its own scale, from zero.
 *
 * @param profiles one profile or more; they may be of several origins.
 * @throws RangeError when there is no profile.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * const fibre = { name: 'Fibre', rttMs: [8.1, 8.4, null, 8.2], origin: 'simulated' } as const;
 * console.log(figure.rttProfiles([fibre]).alt);
 * ```
 */
export function rttProfiles(profiles: readonly RttProfile[]): Figure {
  const first = profiles[0];
  if (first === undefined) throw new RangeError('rttProfiles needs one profile or more: []');
  const shared = profiles.every(({ origin }) => origin === first.origin) ? first.origin : undefined;
  const panels = profiles.map((profile) => summarise(profile, shared));
  return compose({
    title: 'Temps d’aller-retour (RTT) selon le réseau',
    alt: `Temps d’aller-retour de chaque écho, un cadre par réseau. ${panels.map(({ altText }) => altText).join(' ')}`,
    origin: shared,
    config: chartConfig,
    draw: (arrangement) => draw(panels, arrangement),
  });
}

/** A profile with the numbers drawn about it. */
interface Panel {
  readonly name: string;
  readonly caption: string;
  /** Origin of this panel's numbers, when the figure has several. */
  readonly origin: string | undefined;
  readonly altText: string;
  readonly rttMs: readonly (number | null)[];
  readonly meanMs: number | undefined;
  readonly deviationMs: number;
  readonly topMs: number;
}

function summarise(profile: RttProfile, shared: Origin | undefined): Panel {
  const { name, rttMs } = profile;
  const received = rttMs.filter((rtt): rtt is number => rtt !== null);
  const { avgMs: meanMs, mdevMs: deviationMs = 0 } = rttStatistics(rttMs) ?? {};
  const lost = rttMs.length - received.length;
  const mean = meanMs === undefined ? 'aucune réponse' : `moyenne ${meanAndDeviation(meanMs, deviationMs)}`;
  const caption = lost === 0 ? mean : `${mean} · ${lost}/${rttMs.length} ${lost > 1 ? 'perdus' : 'perdu'}`;
  const origin = originText(profile.origin);
  return {
    name: label(name, 24),
    caption,
    origin: shared === undefined ? origin : undefined,
    altText: `${name} : ${caption} (${origin}).`,
    rttMs,
    meanMs,
    deviationMs,
    topMs: Math.max(...received, (meanMs ?? 1) + deviationMs) * 1.12,
  };
}

function meanAndDeviation(meanMs: number, deviationMs: number): string {
  const decimals = meanMs < 1 ? 3 : meanMs < 10 ? 2 : 1;
  return `${frenchNumber(meanMs, decimals)} ± ${frenchNumber(deviationMs, decimals)}\u00a0ms`;
}

/** Where the panels stand, in pixels and in shares of the plotting area. */
interface Tiling {
  readonly columns: number;
  readonly plotHeightPx: number;
  readonly headPx: number;
  readonly cell: (index: number) => Cell;
}

/** The place of a panel's axes, in shares of the plotting area. */
interface Cell {
  readonly x: [number, number];
  readonly y: [number, number];
}

function tiling(panels: readonly Panel[], arrangement: Arrangement): Tiling {
  const { width } = arrangement;
  const count = panels.length;
  const columns = width === 'wide' && count > 1 ? 2 : 1;
  const rows = Math.ceil(count / columns);
  const headPx = Math.max(...panels.map((panel) => headLines(panel, arrangement).heightPx)) + 6;
  const panelPx = width === 'wide' ? 150 : 130;
  const feetPx = 44;
  const plotHeightPx = rows * (headPx + panelPx) + (rows - 1) * feetPx;
  const gutter = columns === 2 ? 0.11 : 0;
  return {
    columns,
    plotHeightPx,
    headPx,
    cell: (index) => {
      const left = (index % columns) * ((1 - gutter) / columns + gutter);
      const topPx = Math.floor(index / columns) * (headPx + panelPx + feetPx) + headPx;
      return {
        x: [left, left + (1 - gutter) / columns],
        y: [1 - (topPx + panelPx) / plotHeightPx, 1 - topPx / plotHeightPx],
      };
    },
  };
}

function draw(panels: readonly Panel[], arrangement: Arrangement): Content {
  const tiles = tiling(panels, arrangement);
  const axes = panels.map((panel, index) => panelAxes(panel, tiles.cell(index), suffix(index)));
  return {
    data: panels.flatMap((panel, index) => traces(panel, suffix(index), index === 0)),
    layout: {
      ...(Object.assign({}, ...axes) as Content['layout']),
      shapes: panels.flatMap((panel, index) => bands(panel, suffix(index))),
      annotations: panels.flatMap((panel, index) => heads(panel, tiles.cell(index), arrangement)),
      legend: legendBelow(arrangement),
    },
    plotHeightPx: tiles.plotHeightPx,
    marginPx: { left: 64, right: 14, top: 0, bottom: arrangement.width === 'wide' ? 82 : 114 },
  };
}

/** Plotly numbers its axes x, x2, x3… */
function suffix(index: number): string {
  return index === 0 ? '' : String(index + 1);
}

function panelAxes(panel: Panel, cell: Cell, id: string): Content['layout'] {
  const axes: Record<string, Content['layout']['xaxis']> = {
    [`xaxis${id}`]: {
      domain: cell.x,
      anchor: `y${id}` as 'y',
      range: [0, panel.rttMs.length + 1],
      title: { text: 'numéro de séquence' },
      showgrid: false,
      ...(panel.rttMs.length > 8 ? { nticks: 8 } : { dtick: 1 }),
    },
    [`yaxis${id}`]: {
      domain: cell.y,
      anchor: `x${id}` as 'x',
      range: [0, panel.topMs],
      title: { text: 'RTT (ms)' },
      nticks: 5,
    },
  };
  return axes as Content['layout'];
}

function traces(panel: Panel, id: string, showlegend: boolean): Data[] {
  const axes = { type: 'scatter', xaxis: `x${id}`, yaxis: `y${id}`, showlegend } as const;
  const sequence = panel.rttMs.map((_, index) => index + 1);
  const lost = sequence.filter((number) => panel.rttMs[number - 1] === null);
  const mean = panel.meanMs ?? null;
  const ends = [0, panel.rttMs.length + 1];
  return [
    {
      ...axes,
      name: 'écho reçu',
      mode: 'lines+markers',
      x: sequence,
      y: [...panel.rttMs],
      line: { color: palette.blue, width: 1.5 },
      marker: { color: palette.blue, size: 5 },
      hovertemplate: 'écho %{x}<br>%{y:.3f} ms<extra></extra>',
    },
    {
      ...axes,
      name: 'moyenne (bande : ± écart-type)',
      mode: 'lines',
      x: ends,
      y: [mean, mean],
      line: { color: palette.vermillion, width: 2, dash: 'dash' },
      hoverinfo: 'skip',
    },
    {
      ...axes,
      name: 'écho perdu',
      mode: 'markers',
      // The legend keeps its three entries when the first panel lost nothing.
      x: lost.length === 0 ? [null] : lost,
      y: lost.length === 0 ? [null] : lost.map(() => 0),
      cliponaxis: false,
      marker: { color: palette.purple, symbol: 'x', size: 10 },
      hovertemplate: 'écho %{x} perdu<extra></extra>',
    },
  ];
}

function bands(panel: Panel, id: string): Shape[] {
  if (panel.meanMs === undefined) return [];
  return [
    {
      type: 'rect',
      layer: 'below',
      xref: `x${id} domain` as 'x domain',
      yref: `y${id}` as 'y',
      x0: 0,
      x1: 1,
      y0: Math.max(panel.meanMs - panel.deviationMs, 0),
      y1: panel.meanMs + panel.deviationMs,
      fillcolor: palette.vermillionTint,
      line: { width: 0 },
    },
  ];
}

/** The lines above a panel, from its name down, and their height in pixels. */
function headLines(
  panel: Panel,
  { fontPx, smallPx }: Arrangement,
): { readonly lines: HeadLine[]; readonly heightPx: number } {
  const lines: HeadLine[] = [
    { text: `<b>${panel.name}</b>`, font: { size: fontPx } },
    ...(panel.origin === undefined ? [] : [{ text: panel.origin, font: { size: smallPx } }]),
    { text: panel.caption, font: { size: smallPx, color: palette.vermillion } },
  ];
  return { lines, heightPx: lines.reduce((height, { font }) => height + lineHeight(font.size), 0) };
}

interface HeadLine {
  readonly text: string;
  readonly font: { readonly size: number; readonly color?: string };
}

function lineHeight(fontPx: number): number {
  return Math.round(fontPx * 1.4);
}

function heads(panel: Panel, cell: Cell, arrangement: Arrangement): Annotation[] {
  const { lines, heightPx } = headLines(panel, arrangement);
  const place = { xref: 'paper', yref: 'paper', x: cell.x[0], y: cell.y[1], showarrow: false } as const;
  let yshift = heightPx;
  return lines.map(({ text, font }) => {
    yshift -= lineHeight(font.size);
    return { ...place, text, font, xanchor: 'left', yanchor: 'bottom', yshift: yshift + 1 };
  });
}
