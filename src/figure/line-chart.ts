import type { Data } from 'plotly.js-dist';
import type { Origin } from '../origin.js';
import type { Figure } from './drawing/figure.js';
import { frenchNumber, label } from './drawing/label.js';
import { type Arrangement, type Content, compose, legendBelow, legendHeightPx } from './drawing/template.js';
import { chartConfig } from './drawing/config.js';
import { palette } from './drawing/palette.js';

/** One line of a {@link lineChart}. */
export interface ChartSeries {
  /** Plain French text, in the legend. */
  readonly name: string;
  readonly x: readonly number[];
  /** As many as `x`; `null` where nothing was measured: the line has a gap there. */
  readonly y: readonly (number | null)[];
  /** Each point is marked: for a few measures rather than a continuous reading. */
  readonly marked?: boolean;
}

/** An axis of a chart. */
export interface ChartAxis {
  /** Plain French text, with the unit: « Débit (Mbit/s) ». */
  readonly title: string;
  /** `log` when values span decades; they must then be above zero. Default `linear`, and `y` starts from zero. */
  readonly scale?: 'linear' | 'log';
}

/** A horizontal line of reference. */
export interface ChartThreshold {
  readonly name: string;
  readonly y: number;
}

/** What a {@link lineChart} draws. */
export interface LineChart {
  readonly title: string;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly series: readonly ChartSeries[];
  readonly thresholds?: readonly ChartThreshold[];
  readonly origin?: Origin;
}

/** Colour and dash together: eight series are told apart, in grey print too for the first ones. */
const colours = [
  palette.blue,
  palette.vermillion,
  palette.green,
  palette.purple,
  palette.amber,
  palette.muted,
];
const dashes = ['solid', 'dash', 'dot'] as const;

/**
 * Series of numbers against time or any other number.
 *
 * @param chart title, axes, series, thresholds and where the numbers come from.
 * @throws RangeError without a series, when a series has not as many `x` as `y`, or a logarithmic axis gets a
 *   value that is not above zero.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * const chart = figure.lineChart({
 *   title: 'Débit',
 *   x: { title: 'Temps (s)' },
 *   y: { title: 'Débit (Mbit/s)' },
 *   series: [{ name: 'eth0', x: [0, 1, 2], y: [10, null, 30] }],
 *   origin: 'simulated',
 * });
 * console.log(chart.alt); // → Débit. Courbes : eth0, de 10,0 à 30,0, dernière valeur 30,0. Axes : Temps (s), Débit (Mbit/s).
 * ```
 */
export function lineChart(chart: LineChart): Figure {
  check(chart);
  const { title, x, y, series, origin } = chart;
  return compose({
    title,
    alt: `${title}. Courbes : ${series.map(altText).join(' ; ')}. Axes : ${x.title}, ${y.title}.`,
    origin,
    config: chartConfig,
    draw: (arrangement) => draw(chart, arrangement),
  });
}

function check({ series, x: xAxis, y: yAxis }: LineChart): void {
  if (series.length === 0) throw new RangeError('lineChart needs one series or more: []');
  for (const { name, x, y } of series) {
    if (x.length !== y.length) {
      throw new RangeError(`series ${JSON.stringify(name)} has ${x.length} x and ${y.length} y`);
    }
    const low = [...(xAxis.scale === 'log' ? x : []), ...(yAxis.scale === 'log' ? y : [])].find(
      (value) => value !== null && value <= 0,
    );
    if (low !== undefined) {
      throw new RangeError(`a logarithmic axis has no place for ${String(low)}, in ${JSON.stringify(name)}`);
    }
  }
}

function altText({ name, y }: ChartSeries): string {
  const measured = y.filter((value): value is number => value !== null);
  const last = measured.at(-1);
  if (last === undefined) return `${name}, aucune valeur`;
  const [low, high] = measured.reduce(
    ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
    [last, last],
  );
  return `${name}, de ${read(low)} à ${read(high)}, dernière valeur ${read(last)}`;
}

function read(value: number): string {
  const size = Math.abs(value);
  return frenchNumber(value, size >= 1000 || size === 0 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4);
}

function draw(chart: LineChart, arrangement: Arrangement): Content {
  const { series, thresholds = [] } = chart;
  const names = [...series, ...thresholds].map(({ name }) => label(name, 40));
  const legend = names.length > 1 ? legendHeightPx(names, arrangement) : 0;
  return {
    data: [...series.map(trace), ...thresholds.map((threshold) => thresholdTrace(threshold, chart))],
    layout: {
      xaxis: {
        title: { text: label(chart.x.title) },
        type: chart.x.scale ?? 'linear',
        showgrid: false,
        ...(chart.x.scale === 'log' ? logTicks : {}),
      },
      yaxis: {
        title: { text: label(chart.y.title) },
        type: chart.y.scale ?? 'linear',
        ...(chart.y.scale === 'log' ? logTicks : { rangemode: 'tozero' as const }),
      },
      showlegend: names.length > 1,
      legend: legendBelow(arrangement),
      hovermode: 'x unified',
    },
    plotHeightPx: arrangement.width === 'wide' ? 300 : 240,
    marginPx: { left: 70, right: 16, top: 4, bottom: 52 + legend },
  };
}

/** Decades and nothing between: minor labels of a logarithmic axis are read as if it were linear. */
const logTicks = { dtick: 1, minor: { ticks: 'outside', ticklen: 2, dtick: 'D1' } } as const;

function trace({ name, x, y, marked }: ChartSeries, index: number): Data {
  return {
    type: 'scatter',
    name: label(name, 40),
    mode: marked === true ? 'lines+markers' : 'lines',
    x: [...x],
    y: [...y],
    connectgaps: false,
    line: {
      color: colours[index % colours.length] ?? palette.blue,
      width: 2,
      dash: dashes[Math.floor(index / colours.length) % dashes.length] ?? 'solid',
    },
    marker: { size: 7 },
  };
}

function thresholdTrace({ name, y }: ChartThreshold, { series }: LineChart): Data {
  const all = series.flatMap(({ x }) => x);
  const ends = all.reduce<[number, number]>(
    ([low, high], x) => [Math.min(low, x), Math.max(high, x)],
    [all[0] ?? 0, all[0] ?? 1],
  );
  return {
    type: 'scatter',
    name: label(name, 40),
    mode: 'lines',
    x: ends,
    y: [y, y],
    line: { color: palette.ink, width: 1.5, dash: 'dashdot' },
    hoverinfo: 'skip',
  };
}
