import type { Data, Layout } from 'plotly.js-dist';
import { frenchNumber, label } from './drawing/label.js';
import type { ChartSeries } from './line-chart.js';
import { palette } from './drawing/palette.js';
import type { Annotation, Arrangement } from './drawing/template.js';

/** A horizontal line of a panel: what is usual, or what should not be passed. */
export interface PanelLine {
  /** Plain French text, written on the line. */
  readonly name: string;
  readonly y: number;
  /** What goes beyond a `limit` is filled in; a `baseline` is there to compare with. */
  readonly kind: 'baseline' | 'limit';
}

/** One measure against time, among others that share its time. */
export interface Panel {
  /** Plain French text, with the unit: « Aller-retour (ms) ». */
  readonly title: string;
  /** At most three curves, none yet while nothing was measured; their names are shown when there are several. */
  readonly series: readonly ChartSeries[];
  readonly lines?: readonly PanelLine[];
}

/** Where a panel stands among the others. */
export interface PanelPlace {
  /** From 1: Plotly's number of its axes. */
  readonly number: number;
  /** Left and right, then bottom and top, from 0 to 1. */
  readonly across: readonly [number, number];
  readonly up: readonly [number, number];
  /** Whether the time axis has its title here. */
  readonly timeTitle?: string;
  /** The first and last moment shown, in seconds; by default those of the curves. */
  readonly spanS?: readonly [number, number];
}

/** What a panel adds to its figure. */
interface DrawnPanel {
  readonly data: readonly Data[];
  readonly axes: Partial<Layout>;
  readonly annotations: readonly Annotation[];
}

const colours = [palette.blue, palette.purple, palette.amber] as const;

/** Height of the title above the plot, in pixels; the names of several curves take a second line. */
export function panelTitlePx({ series }: Panel, { smallPx }: Arrangement): number {
  return Math.round(smallPx * (series.length > 1 ? 3.1 : 1.7));
}

/** @throws RangeError for a panel that cannot be drawn */
export function checkPanel({ title, series }: Panel): void {
  if (series.length > colours.length)
    throw new RangeError(`a panel has at most ${colours.length} curves: ${JSON.stringify(title)}`);
  for (const { name, x, y } of series) {
    if (x.length !== y.length)
      throw new RangeError(`series ${JSON.stringify(name)} has ${x.length} x and ${y.length} y`);
  }
}

/** The panel in words: last value and peak of each curve, and the limits that it passes. */
export function altOfPanel({ title, series, lines = [] }: Panel): string {
  const curves = series.map(({ name, y }) => {
    const values = measured(y);
    const last = values.at(-1);
    const peak = peakOf(values);
    const said =
      last === undefined ? 'aucune valeur' : `dernière valeur ${read(last)}, maximum ${read(peak)}`;
    const passed = lines.filter((line) => line.kind === 'limit' && peak > line.y);
    return `${series.length > 1 ? `${name}, ` : ''}${said}${passed.map((line) => `, au-delà de « ${line.name} » (${read(line.y)})`).join('')}`;
  });
  return `${title} : ${curves.length === 0 ? 'aucune valeur' : curves.join(' ; ')}`;
}

function peakOf(values: readonly number[]): number {
  return values.reduce((high, value) => Math.max(high, value), -Infinity);
}

function measured(values: readonly (number | null)[]): readonly number[] {
  return values.filter((value): value is number => value !== null);
}

/** A panel at its place. */
export function drawPanel(panel: Panel, place: PanelPlace, arrangement: Arrangement): DrawnPanel {
  const suffix = place.number === 1 ? '' : String(place.number);
  const axes = { xaxis: `x${suffix}`, yaxis: `y${suffix}` };
  const { series, lines = [] } = panel;
  const span = place.spanS ?? spanOf(series);
  return {
    data: [
      ...series.flatMap((each) => lines.flatMap((line) => beyond(each, line))),
      ...lines.map((line) => lineTrace(line, span)),
      ...series.map((each, i) => curve(each, i)),
    ].map((trace) => ({ ...trace, ...axes, showlegend: false })),
    axes: panelAxes(place, suffix, span),
    annotations: [
      ...titles(panel, place, arrangement),
      ...lines.map((line) => lineName(line, panel, place, arrangement)),
    ],
  };
}

/** From the first moment of the curves to the last. */
export function spanOf(series: readonly ChartSeries[]): readonly [number, number] {
  const all = series.flatMap(({ x }) => x);
  return all.reduce<[number, number]>(
    ([low, high], x) => [Math.min(low, x), Math.max(high, x)],
    [all[0] ?? 0, all[0] ?? 1],
  );
}

function panelAxes(place: PanelPlace, suffix: string, span: readonly [number, number]): Partial<Layout> {
  const { across, up, timeTitle } = place;
  const xaxis: Partial<Layout['xaxis']> = {
    domain: [...across],
    anchor: `y${suffix}` as 'y',
    range: [...span],
    showgrid: false,
    ...(place.number > 1 && { matches: 'x' }),
    ...(timeTitle !== undefined && { title: { text: label(timeTitle) } }),
  };
  const anchor = `x${suffix}` as 'x';
  const yaxis: Partial<Layout['yaxis']> = { domain: [...up], anchor, rangemode: 'tozero', nticks: 5 };
  // Plotly's types know the first axes of a layout only, by these names.
  return Object.fromEntries([
    [`xaxis${suffix}`, xaxis],
    [`yaxis${suffix}`, yaxis],
  ]) as Partial<Layout>;
}

function curve({ name, x, y }: ChartSeries, index: number): Data {
  return {
    type: 'scatter',
    name: label(name, 40),
    mode: 'lines',
    x: [...x],
    y: [...y],
    connectgaps: false,
    line: { color: colours[index] ?? palette.blue, width: 2, dash: index === 0 ? 'solid' : 'dash' },
  };
}

const lineStyle = {
  baseline: { color: palette.green, dash: 'dash' },
  limit: { color: palette.vermillion, dash: 'dot' },
} as const;

function lineTrace({ name, y, kind }: PanelLine, [from, to]: readonly [number, number]): Data {
  const line = { ...lineStyle[kind], width: 1.5 };
  return { type: 'scatter', name: label(name, 40), mode: 'lines', x: [from, to], y: [y, y], line, hoverinfo: 'skip' }; // prettier-ignore
}

/** The surface between a limit and what goes beyond it. */
function beyond(series: ChartSeries, { y: limit, kind }: PanelLine): Data[] {
  if (kind === 'baseline') return [];
  const { x, y } = cut(series, limit);
  if (y.every((value) => value <= limit)) return [];
  const quiet = { type: 'scatter', mode: 'lines', hoverinfo: 'skip', line: { width: 0 } } as const;
  return [
    { ...quiet, x, y: x.map(() => limit) },
    { ...quiet, x, y, fill: 'tonexty', fillcolor: palette.vermillionTint },
  ];
}

/** The curve where it is above a limit and the limit elsewhere, with a point at each moment where they cross. */
function cut({ x, y }: ChartSeries, limit: number): { readonly x: number[]; readonly y: number[] } {
  const times: number[] = [];
  const values: number[] = [];
  x.forEach((time, i) => {
    const here = y[i] ?? limit;
    const before = y[i - 1] ?? limit;
    if ((here - limit) * (before - limit) < 0) {
      const earlier = x[i - 1] ?? time;
      times.push(earlier + ((time - earlier) * (limit - before)) / (here - before));
      values.push(limit);
    }
    times.push(time);
    values.push(Math.max(here, limit));
  });
  return { x: times, y: values };
}

/** What is above the plot: the title on the left, the last value of a lone curve on the right, the names of several under them. */
function titles(panel: Panel, { across, up }: PanelPlace, { fontPx, smallPx }: Arrangement): Annotation[] {
  const { title, series } = panel;
  const above = { xref: 'paper', yref: 'paper', y: up[1], yanchor: 'bottom', showarrow: false } as const;
  const left = { ...above, x: across[0], xanchor: 'left', align: 'left' } as const;
  const second = series.length > 1 ? Math.round(smallPx * 1.4) : 0;
  const last = measured(series[0]?.y ?? []).at(-1);
  return [
    { ...left, text: `<b>${label(title, 60)}</b>`, font: { size: smallPx }, yshift: 2 + second },
    ...(series.length > 1
      ? [{ ...left, text: series.map((each, i) => key(each, i, series.length > 2 ? 12 : 20)).join('  '), font: { size: smallPx - 0.5 }, yshift: 2 }]
      : last === undefined
        ? []
        : [{ ...above, x: across[1], xanchor: 'right' as const, text: `<b>${read(last)}</b>`, font: { size: fontPx }, yshift: 1 }]), // prettier-ignore
  ];
}

/** Names share one line, which on a telephone has room for some forty letters. */
function key({ name }: ChartSeries, index: number, maxLength: number): string {
  const colour = colours[index] ?? palette.blue;
  return `<span style="color:${colour}">${index === 0 ? '—' : '- -'} ${label(name, maxLength)}</span>`;
}

/**
 * The name of a line, written on it at the right, which a live curve reaches last; at the left where another name is too close.
 */
function lineName(
  line: PanelLine,
  { lines = [], series }: Panel,
  place: PanelPlace,
  { smallPx }: Arrangement,
): Annotation {
  const highest = peakOf([...lines.map(({ y }) => y), ...series.flatMap(({ y }) => measured(y))]);
  const before = lines.slice(0, lines.indexOf(line));
  const left = before.some(({ y }) => Math.abs(y - line.y) < 0.15 * highest);
  const suffix = place.number === 1 ? '' : String(place.number);
  return {
    text: label(`${line.name}\u00a0: ${read(line.y)}`, 32),
    xref: 'paper',
    yref: `y${suffix}` as 'y',
    x: left ? place.across[0] : place.across[1],
    xanchor: left ? 'left' : 'right',
    xshift: left ? 4 : -2,
    y: line.y,
    yanchor: 'bottom',
    showarrow: false,
    font: { size: smallPx - 1.5, color: lineStyle[line.kind].color },
  };
}

function read(value: number): string {
  const size = Math.abs(value);
  return frenchNumber(value, size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2);
}
