import type { Data } from 'plotly.js-dist';
import type { Origin } from '../origin.js';
import type { QueryRange } from '../prometheus/promql/query-range.js';
import type { MatrixResult } from '../prometheus/promql/result.js';
import type { AlertState } from '../prometheus/rules/evaluate-alerting.js';
import type { Labels } from '../prometheus/series/labels.js';
import type { Figure } from './drawing/figure.js';
import { frenchNumber, label } from './drawing/label.js';
import {
  type Annotation,
  type Arrangement,
  type Content,
  compose,
  legendBelow,
  legendHeightPx,
  textAt,
} from './drawing/template.js';
import { chartConfig } from './drawing/config.js';
import { palette } from './drawing/palette.js';
import { altOfPanel, checkPanel, drawPanel, type Panel, panelTitlePx } from './panel.js';

/** What {@link alertStates} draws. */
export interface AlertHistory {
  readonly title: string;
  /** The answer of `queryRange('ALERTS', range)`: one series for each state that each alert was in. */
  readonly answer: MatrixResult;
  readonly range: QueryRange;
  /** Alerts that have a row even if they never left `inactive`, by name. */
  readonly names?: readonly string[];
  /** The measure that the alerts watch, drawn above them; time in seconds from the start of the range. */
  readonly measure?: Panel;
  readonly origin?: Origin;
}

/** One state of one alert, from one moment to another, in seconds from the start. */
interface Stretch {
  readonly state: AlertState;
  readonly fromS: number;
  readonly toS: number;
}

/** One alert. */
interface Row {
  readonly name: string;
  readonly stretches: readonly Stretch[];
}

/** More rows than this cannot be read on a page. */
const maxRows = 30;

/**
 * In which state each alert was, moment after moment: inactive, pending (its condition holds, but not yet for long
 * enough), firing.
 *
 * @param history what `ALERTS` was, and the measure behind it.
 * @throws RangeError for no alert at all, more than 30, or a measure that cannot be drawn.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * const pending = { metric: { alertname: 'Lent', alertstate: 'pending' }, timesMs: [1000], values: [1] };
 * const firing = { metric: { alertname: 'Lent', alertstate: 'firing' }, timesMs: [2000], values: [1] };
 * const drawn = figure.alertStates({
 *   title: 'Une alerte',
 *   answer: { resultType: 'matrix', result: [pending, firing] },
 *   range: { startMs: 0, endMs: 3000, stepMs: 1000 },
 * });
 * console.log(drawn.alt);
 * // → Une alerte. Lent : inactive de 0 à 1 s, pending de 1 à 2 s, firing de 2 à 3 s.
 * ```
 */
export function alertStates(history: AlertHistory): Figure {
  const { title, measure, origin } = history;
  const rows = rowsOf(history);
  if (rows.length === 0 || rows.length > maxRows)
    throw new RangeError(`alertStates draws from 1 to ${maxRows} alerts: ${rows.length}`);
  if (measure !== undefined) checkPanel(measure);
  const rowTexts = rows.map(
    ({ name, stretches }) =>
      `${name} : ${stretches.map(({ state, fromS, toS }) => `${state} de ${seconds(fromS)} à ${seconds(toS)} s`).join(', ')}`,
  );
  return compose({
    title,
    alt: `${[title, ...(measure === undefined ? [] : [altOfPanel(measure)]), ...rowTexts].join('. ')}.`,
    origin,
    config: chartConfig,
    draw: (arrangement) => draw(rows, history, arrangement),
  });
}

function seconds(timeS: number): string {
  return frenchNumber(timeS, Number.isInteger(timeS) ? 0 : 1);
}

function rowsOf({ answer, range, names = [] }: AlertHistory): readonly Row[] {
  const states = new Map<string, AlertState[]>(names.map((name) => [name, idle(range)]));
  for (const { metric, timesMs } of answer.result) {
    const name = rowName(metric);
    // An alert that was active is named with its labels: its bare name has no row of its own any more.
    if (name !== metric['alertname']) states.delete(metric['alertname'] ?? '');
    const row = states.get(name) ?? idle(range);
    states.set(name, row);
    const state = metric['alertstate'] === 'firing' ? 'firing' : 'pending';
    for (const timeMs of timesMs) row[Math.round((timeMs - range.startMs) / range.stepMs)] = state;
  }
  const place = (name: string): number => {
    const asked = names.indexOf(name.split(' · ', 1)[0] ?? '');
    return asked < 0 ? names.length : asked;
  };
  return [...states]
    .sort(([a], [b]) => place(a) - place(b))
    .map(([name, row]) => ({ name, stretches: stretchesOf(row, range) }));
}

function idle({ startMs, endMs, stepMs }: QueryRange): AlertState[] {
  return Array.from({ length: Math.floor((endMs - startMs) / stepMs) + 1 }, () => 'inactive');
}

/** The name of an alert's row: that of its rule, and the labels that tell it from the rule's other alerts. */
function rowName(metric: Labels): string {
  const hidden = new Set(['__name__', 'alertname', 'alertstate', 'severity', 'job', 'phase']);
  const labels = Object.entries(metric).filter(([name]) => !hidden.has(name));
  return [metric['alertname'] ?? '', ...labels.map(([, value]) => value)].join(' · ');
}

function stretchesOf(row: readonly AlertState[], { stepMs }: QueryRange): readonly Stretch[] {
  const stretches: Stretch[] = [];
  row.slice(0, -1).forEach((state, i) => {
    const fromS = (i * stepMs) / 1000;
    const toS = ((i + 1) * stepMs) / 1000;
    const last = stretches.at(-1);
    if (last?.state === state) stretches[stretches.length - 1] = { ...last, toS };
    else stretches.push({ state, fromS, toS });
  });
  return stretches;
}

const style = {
  inactive: { name: 'inactive', colour: palette.greyTint, edge: palette.muted, shape: '' },
  pending: { name: 'pending (en attente)', colour: palette.amberTint, edge: palette.amber, shape: '/' },
  firing: { name: 'firing (déclenchée)', colour: palette.vermillion, edge: palette.vermillion, shape: '' },
} as const;

const states = ['inactive', 'pending', 'firing'] as const;

/** A bar and the name above it, in pixels. */
const rowPx = 46;
const ticksPx = 34;

function draw(rows: readonly Row[], { measure, range }: AlertHistory, arrangement: Arrangement): Content {
  const barsPx = rows.length * rowPx;
  const panelPx = measure === undefined ? 0 : (arrangement.width === 'wide' ? 170 : 140) + ticksPx;
  const heightPx = barsPx + panelPx;
  const spanS = [0, (range.endMs - range.startMs) / 1000] as const;
  const place = { number: 2, across: [0, 1], up: [1 - (panelPx - ticksPx) / heightPx, 1], spanS } as const;
  const drawn = measure === undefined ? undefined : drawPanel(measure, place, arrangement);
  const legend = legendHeightPx(states.map((state) => style[state].name), arrangement); // prettier-ignore
  return {
    data: [...states.map((state) => bars(rows, state)), ...(drawn?.data ?? [])],
    layout: {
      ...drawn?.axes,
      xaxis: { range: [...spanS], title: { text: 'Temps (s)' }, showgrid: false, anchor: 'y' },
      yaxis: { visible: false, fixedrange: true, domain: [0, barsPx / heightPx], range: [rows.length, 0] },
      barmode: 'overlay',
      annotations: [...rows.map((row, i) => rowTitle(row, i, arrangement)), ...(drawn?.annotations ?? [])],
      showlegend: true,
      legend: { ...legendBelow(arrangement), traceorder: 'normal' },
    },
    plotHeightPx: heightPx,
    marginPx: {
      ...{ left: 48, right: 16, bottom: 52 + legend },
      top: measure === undefined ? 4 : panelTitlePx(measure, arrangement) + 8,
    },
  };
}

function bars(rows: readonly Row[], state: AlertState): Data {
  const placed = rows.flatMap(({ stretches }, row) =>
    stretches.filter((each) => each.state === state).map((each) => ({ row, ...each })),
  );
  const { name, colour, edge, shape } = style[state];
  return {
    type: 'bar',
    orientation: 'h',
    name,
    y: placed.map(({ row }) => row + 0.66),
    base: placed.map(({ fromS }) => fromS),
    x: placed.map(({ fromS, toS }) => toS - fromS),
    width: 0.42,
    marker: { color: colour, line: { color: edge, width: 1 }, pattern: { shape, fgcolor: edge, size: 7 } },
    text: placed.map(({ fromS, toS }) => `${state}, de ${seconds(fromS)} à ${seconds(toS)} s`),
    textposition: 'none',
    hoverinfo: 'text',
    showlegend: true,
  };
}

function rowTitle({ name }: Row, index: number, { smallPx }: Arrangement): Annotation {
  return textAt(0, index + 0.42, `<b>${label(name, 48)}</b>`, {
    ...{ xref: 'paper', xanchor: 'left', yanchor: 'bottom', font: { size: smallPx } },
  });
}
