import type { Origin } from '../origin.js';
import type { Figure } from './drawing/figure.js';
import { frenchNumber, label } from './drawing/label.js';
import { type Arrangement, type Content, compose, legendBelow, legendHeightPx } from './drawing/template.js';
import { chartConfig } from './drawing/config.js';
import { palette } from './drawing/palette.js';
import { textTrace, type PlacedText } from './drawing/batch.js';

/** A stretch of the time of a request. */
export interface Phase {
  /** Plain French text. */
  readonly name: string;
  /** Who is waited for; `whole` for a phase that others take apart. */
  readonly who: 'whole' | 'client' | 'network' | 'server';
  /** How many phases hold it. */
  readonly depth: number;
  /** Since the beginning of the first one. */
  readonly startMs: number;
  readonly endMs: number;
}

/** What {@link phaseFlame} draws. */
export interface PhaseFlame {
  /** Plain French text. */
  readonly title: string;
  /** Each after the one that holds it; the first one holds them all. */
  readonly phases: readonly Phase[];
  readonly origin?: Origin;
}

const maxPhases = 40;
const rowPx = 40;
const barPx = 15;
const indentPx = 16;
const marginPx = { left: 16, right: 16, top: 4 };

const whos = [
  { who: 'whole', words: 'étape entière', colour: palette.muted },
  { who: 'client', words: 'on attend le client', colour: palette.amber },
  { who: 'network', words: 'on attend le réseau', colour: palette.blue },
  { who: 'server', words: 'on attend le serveur', colour: palette.vermillion },
] as const;

/**
 * The time of a request as a flame graph unfolded: a line for each phase, under the one that holds it, from when to when and who
 * was waited for. Unfolded, so that a phase of a thousandth of the whole keeps its name.
 *
 * @param flame the phases, see `requestPhases`; the first 40 are drawn
 * @throws RangeError without phases, or when one has no place in the first
 * @example
 * ```ts
 * import { figure } from 'sonde';
 *
 * const whole = { name: 'La requête entière', who: 'whole', depth: 0, startMs: 0, endMs: 40 } as const;
 * const server = { name: 'Attente', who: 'server', depth: 1, startMs: 10, endMs: 40 } as const;
 * const { alt } = figure.phaseFlame({ title: 'Une page', phases: [whole, server] });
 * console.log(alt.includes('on attend le serveur')); // → true
 * ```
 */
export function phaseFlame({ title, phases, origin }: PhaseFlame): Figure {
  const [whole] = phases;
  if (!whole) throw new RangeError('phaseFlame needs one phase or more: []');
  const misplaced = phases.find(
    ({ startMs, endMs }) => !(whole.startMs <= startMs && startMs <= endMs && endMs <= whole.endMs),
  );
  if (misplaced)
    throw new RangeError(
      `phase "${misplaced.name}" (${misplaced.startMs} to ${misplaced.endMs} ms) leaves the first`,
    );
  const shown = phases.slice(0, maxPhases);
  return compose({
    title,
    alt: `${title}. ${shown.map((phase) => altText(phase, whole)).join(' ')}`,
    origin,
    config: chartConfig,
    draw: (arrangement) => draw(shown, whole, arrangement),
  });
}

function lasting({ startMs, endMs }: Phase): number {
  return endMs - startMs;
}

/** Three significant digits, and none beyond nanoseconds, the precision of a capture. */
function duration(phase: Phase): string {
  const ms = lasting(phase);
  const decimals = ms === 0 ? 0 : Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(ms))));
  return `${frenchNumber(ms, Number.isInteger(ms) ? 0 : decimals)}\u00a0ms`;
}

function share(phase: Phase, whole: Phase): string {
  const percent = lasting(whole) === 0 ? 0 : (lasting(phase) / lasting(whole)) * 100;
  if (percent > 0 && percent < 0.1) return 'moins de 0,1\u202f%';
  return `${frenchNumber(percent, percent > 0 && percent < 9.95 ? 1 : 0)}\u202f%`;
}

function altText(phase: Phase, whole: Phase): string {
  const who = whos.find((known) => known.who === phase.who && known.who !== 'whole');
  const waited = who ? ` (${who.words})` : '';
  return `${phase.name}${waited}\u00a0: ${duration(phase)}, ${share(phase, whole)}.`;
}

function draw(phases: readonly Phase[], whole: Phase, arrangement: Arrangement): Content {
  const used = whos.filter(({ who }) => phases.some((phase) => phase.who === who));
  const legend = legendHeightPx(
    used.map(({ words }) => words),
    arrangement,
  );
  const plotHeightPx = phases.length * rowPx;
  return {
    data: [
      ...used.map((known) => bars(phases, known)),
      textTrace(phases.map((phase, row) => name(phase, row, whole, arrangement))),
    ],
    layout: {
      xaxis: {
        title: { text: 'Temps depuis le début (ms)' },
        range: [whole.startMs, whole.endMs === whole.startMs ? whole.startMs + 1 : whole.endMs],
        nticks: 6,
        // Grid lines would cross the names.
        showgrid: false,
      },
      yaxis: { visible: false, fixedrange: true, range: [plotHeightPx, 0] },
      barmode: 'overlay',
      legend: legendBelow(arrangement),
      hovermode: 'closest',
    },
    plotHeightPx,
    marginPx: { ...marginPx, bottom: 52 + legend },
  };
}

function bars(
  phases: readonly Phase[],
  { who, words, colour }: (typeof whos)[number],
): Content['data'][number] {
  const rows = phases.flatMap((phase, row) => (phase.who === who ? [{ phase, row }] : []));
  return {
    type: 'bar',
    orientation: 'h',
    name: words,
    base: rows.map(({ phase }) => phase.startMs),
    x: rows.map(({ phase }) => lasting(phase)),
    y: rows.map(({ row }) => row * rowPx + rowPx - barPx / 2 - 4),
    width: barPx,
    // The outline keeps a phase of a thousandth of the whole in sight.
    marker: { color: colour, line: { color: colour, width: 2 } },
    cliponaxis: false,
    hovertext: rows.map(({ phase }) => `${label(phase.name)} : ${duration(phase)}`),
    hoverinfo: 'text',
  };
}

/** Above its bar, further to the right than the phase that holds it. */
function name(phase: Phase, row: number, whole: Phase, { widthPx, smallPx }: Arrangement): PlacedText {
  const plotPx = widthPx - marginPx.left - marginPx.right;
  const x = whole.startMs + ((phase.depth * indentPx) / plotPx) * (lasting(whole) || 1);
  const part = phase === whole ? '' : ` (${share(phase, whole)})`;
  const text = `${label(phase.name, 32)}\u00a0: ${duration(phase)}${part}`;
  return {
    ...{ x, y: row * rowPx + 12, text, side: 'middle right', sizePx: smallPx },
    weight: phase.who === 'whole' ? 600 : 400,
  };
}
