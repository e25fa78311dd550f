import type { Data } from 'plotly.js-dist';
import type { Origin } from '../origin.js';
import type { Figure } from './drawing/figure.js';
import { label } from './drawing/label.js';
import {
  type Annotation,
  type Arrangement,
  type Content,
  compose,
  legendBelow,
  legendHeightPx,
  textAt,
} from './drawing/template.js';
import type { ChartAxis } from './line-chart.js';
import { chartConfig } from './drawing/config.js';
import { palette } from './drawing/palette.js';

/** One row of a {@link barChart}. */
export interface BarRow {
  /** Plain French text, written above the bars of the row. */
  readonly name: string;
  /** A bar for each group, in the order of the groups. */
  readonly bars: readonly Bar[];
}

/** One bar. */
export interface Bar {
  readonly value: number;
  /** Written at the end of the bar, and in the alternative text of the figure. */
  readonly text: string;
  /** Standard deviation, drawn as a line across the bar's end. */
  readonly deviation?: number;
}

/** What a {@link barChart} draws. */
export interface BarChart {
  readonly title: string;
  readonly x: ChartAxis;
  readonly rows: readonly BarRow[];
  /** Names of the bars of a row (« reçu », « émis »); one bar a row when left out. */
  readonly groups?: readonly string[];
  readonly origin?: Origin;
}

const colours = [palette.blue, palette.vermillion, palette.green, palette.purple];
const barPx = 20;
const namePx = 22;
const gapPx = 8;

/**
 * Quantities compared, as horizontal bars under their names.
 *
 * @param chart title, axis, rows and where the numbers come from.
 * @throws RangeError without a row, when a row has not a bar for each group, or a logarithmic axis gets a value
 *   that is not above zero.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * const rows = [{ name: 'ESTABLISHED', bars: [{ value: 3, text: '3' }] }];
 * console.log(figure.barChart({ title: 'États', x: { title: 'Connexions' }, rows, origin: 'live' }).alt);
 * // → États. ESTABLISHED : 3.
 * ```
 */
export function barChart(chart: BarChart): Figure {
  const { title, rows, groups = [''], origin } = chart;
  check(chart, groups);
  const sentences = rows.map(
    ({ name, bars }) =>
      `${name} : ${bars.map(({ text }, index) => `${groups[index] ?? ''} ${text}`.trim()).join(', ')}.`,
  );
  return compose({
    title,
    alt: `${title}. ${sentences.join(' ')}`,
    origin,
    config: chartConfig,
    draw: (arrangement) => draw(chart, groups, arrangement),
  });
}

function check({ rows, x }: BarChart, groups: readonly string[]): void {
  if (rows.length === 0) throw new RangeError('barChart needs one row or more: []');
  for (const { name, bars } of rows) {
    if (bars.length !== groups.length) {
      throw new RangeError(`row ${JSON.stringify(name)} has ${bars.length} bars for ${groups.length} groups`);
    }
    const low = bars.find(({ value }) => !Number.isFinite(value) || (x.scale === 'log' && value <= 0));
    if (low !== undefined) throw new RangeError(`row ${JSON.stringify(name)} has no place for ${low.value}`);
  }
}

function draw(chart: BarChart, groups: readonly string[], arrangement: Arrangement): Content {
  const { rows, x } = chart;
  const rowPx = namePx + groups.length * barPx + gapPx;
  const plotHeightPx = rows.length * rowPx;
  const legend = groups.length > 1 ? legendHeightPx(groups, arrangement) : 0;
  const top = (row: number, group: number) => row * rowPx + namePx + group * barPx;
  return {
    data: groups.flatMap((group, index) => {
      const centre = (row: number) => top(row, index) + barPx / 2;
      return [trace(chart, { group, index }, centre), texts(chart, index, centre)];
    }),
    layout: {
      xaxis: {
        title: { text: label(x.title) },
        type: x.scale ?? 'linear',
        range: range(chart),
        // Without this Plotly would write 200000 as 200k.
        exponentformat: 'none',
        separatethousands: true,
        ...(x.scale === 'log' ? { dtick: 1 } : { nticks: 6 }),
      },
      yaxis: { visible: false, fixedrange: true, range: [plotHeightPx, 0] },
      barmode: 'overlay',
      annotations: rows.map(({ name }, row) => rowName(name, row * rowPx + namePx, arrangement)),
      showlegend: groups.length > 1,
      legend: legendBelow(arrangement),
    },
    plotHeightPx,
    marginPx: { left: 16, right: 16, top: 4, bottom: 52 + legend },
  };
}

/** The range of the axis, with room after the longest bar for its text. */
function range({ rows, x }: BarChart): [number, number] {
  const values = rows.flatMap(({ bars }) => bars.map(({ value, deviation = 0 }) => value + deviation));
  const most = Math.max(...values);
  if (x.scale !== 'log') return [0, (most || 1) * 1.35];
  const ends = rows.flatMap(({ bars }) =>
    bars.flatMap(({ value, deviation = 0 }) => [value, value - deviation]),
  );
  // A deviation may reach below zero, where a logarithmic axis has no place.
  const least = Math.min(...ends.filter((end) => end > 0));
  const low = Math.floor(Math.log10(least)) - (Math.log10(least) % 1 === 0 ? 1 : 0);
  return [low, low + (Math.log10(most) - low) * 1.35];
}

function trace(
  { rows, x }: BarChart,
  { group, index }: { readonly group: string; readonly index: number },
  centre: (row: number) => number,
): Data {
  const bars = rows.flatMap((row) => row.bars[index] ?? []);
  const colour = colours[index % colours.length] ?? palette.blue;
  return {
    type: 'bar',
    orientation: 'h',
    name: label(group, 40),
    x: bars.map(({ value }) => value),
    y: bars.map((_, row) => centre(row)),
    width: barPx - 4,
    base: x.scale === 'log' ? undefined : 0,
    marker: { color: colour },
    // Clipped bars with deviations abort resvg 2.6.2 (a Rust panic which no code of ours can catch).
    cliponaxis: false,
    hoverinfo: 'skip',
    error_x: {
      type: 'data',
      array: bars.map(({ deviation = 0 }) => deviation),
      visible: bars.some(({ deviation = 0 }) => deviation > 0),
      color: palette.ink,
      thickness: 1.5,
      width: 4,
    },
  };
}

/** Written after the deviation's line, where Plotly's own texts would be crossed by it. */
function texts({ rows }: BarChart, index: number, centre: (row: number) => number): Data {
  const bars = rows.flatMap((row) => row.bars[index] ?? []);
  return {
    type: 'scatter',
    mode: 'text',
    x: bars.map(({ value, deviation = 0 }) => value + deviation),
    y: bars.map((_, row) => centre(row)),
    text: bars.map(({ text }) => `\u00a0${label(text, 40)}`),
    textposition: 'middle right',
    cliponaxis: false,
    showlegend: false,
    hoverinfo: 'skip',
  };
}

function rowName(name: string, y: number, { fontPx }: Arrangement): Annotation {
  return textAt(0, y, label(name, 44), {
    xref: 'paper',
    xanchor: 'left',
    yanchor: 'bottom',
    font: { size: fontPx },
  });
}
