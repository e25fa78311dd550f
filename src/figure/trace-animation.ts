import type { Data } from 'plotly.js-dist';
import type { Figure, PlotlyObject } from './drawing/figure.js';
import { frenchNumber, label } from './drawing/label.js';
import { diagramConfig } from './drawing/config.js';
import { palette } from './drawing/palette.js';
import { type Arrangement, type Content, compose } from './drawing/template.js';
import { type TracedHop, type TracedPath, median, rttsOf, speakersOf } from './path-boxes.js';

/**
 * A trace that replays: each probe goes down the chain of routers, its TTL written on it, until it is spent; the answer
 * comes back and its round-trip time joins the chart below. Without scripts, the whole trace is shown.
 *
 * @param trace what `traceroute` returned, or `readTraceroute` or `readTracert` read, from the first hop.
 * @returns a figure with frames, a button that plays them and a slider with a step for each hop.
 * @throws RangeError when there is no hop.
 * @example
 * ```ts
 * import { figure, open, traceroute } from 'sonde';
 * const network = await open({ network: 'simulated' });
 * const moving = figure.traceAnimation(await traceroute(network, 'cdn.exemple.fr'));
 * console.log(moving.frames?.length); // → 35
 * network.close();
 * ```
 */
export function traceAnimation(trace: TracedPath): Figure {
  const { hops, host, origin } = trace;
  if (hops.length === 0) throw new RangeError('traceAnimation needs one hop or more: []');
  const drawn = compose({
    title: `La trace${host === undefined ? '' : ` vers ${host}`}, sonde après sonde`,
    alt:
      'Animation. Une sonde part de votre machine avec un TTL de 1, puis une autre avec 2, et ainsi de suite ; chacune perd 1 à ' +
      `chaque saut, et quand il ne lui reste rien la réponse revient. Temps médians : ${hops.map(altText).join(' ; ')}.`,
    origin,
    config: diagramConfig,
    draw: (arrangement) => draw(hops, arrangement),
  });
  return { ...drawn, frames: hops.flatMap((hop) => framesOf(hop, hops)) };
}

function altText(hop: TracedHop): string {
  const times = rttsOf(hop);
  const time = times.length === 0 ? 'aucune réponse' : `${frenchNumber(median(times), 1)}\u00a0ms`;
  return `saut ${hop.ttl}, ${time}`;
}

const chartPx = 190;
const stripPx = 96;
const feetPx = 44;

function draw(hops: readonly TracedHop[], arrangement: Arrangement): Content {
  const last = hops.at(-1)?.ttl ?? 1;
  const topMs = Math.max(1, ...hops.flatMap(rttsOf)) * 1.1;
  const heightPx = stripPx + chartPx;
  const chart = chartPx / heightPx;
  const range = [-0.6, last + 0.6];
  const end = hops.at(-1);
  return {
    data: [chain(last), ...(end ? moving({ ...answerState(end), arrived: hops }) : [])],
    layout: {
      showlegend: false,
      xaxis: {
        range,
        anchor: 'y',
        title: { text: 'saut (0 : votre machine)' },
        dtick: last > 12 && arrangement.width === 'narrow' ? 2 : 1,
        showgrid: false,
        fixedrange: true,
      },
      yaxis: {
        domain: [0, chart - 0.02],
        range: [0, topMs],
        title: { text: 'RTT (ms)' },
        nticks: 5,
        fixedrange: true,
      },
      yaxis2: { domain: [chart + 0.02, 1], range: [-1, 1.6], anchor: 'x', visible: false, fixedrange: true },
      ...playControls(
        hops.map(({ ttl }) => ({ label: String(ttl), frame: answerFrame(ttl) })),
        feetPx,
        arrangement,
      ),
    } as Content['layout'],
    plotHeightPx: heightPx,
    marginPx: { left: 58, right: 16, top: 0, bottom: feetPx + 88 },
  };
}

/** The machines of the path, all alike: what they answer tells them apart. */
function chain(last: number): Data {
  const x = Array.from({ length: last + 1 }, (_, i) => i);
  return {
    type: 'scatter',
    mode: 'lines+markers',
    yaxis: 'y2',
    x,
    y: x.map(() => -0.5),
    line: { color: palette.muted, width: 2 },
    marker: { size: 10, color: palette.surface, line: { color: palette.muted, width: 2 } },
    hoverinfo: 'skip',
  };
}

/** Where the animation stands. */
interface State {
  readonly packet: { readonly x: number | null; readonly text: string; readonly colour: string };
  readonly caption: string;
  /** The hops that have answered, when that changes. */
  readonly arrived?: readonly TracedHop[];
}

/** The traces that move, after the chain: the packet, the caption, the times. */
function moving({ packet, caption, arrived }: State): Data[] {
  const strip = { type: 'scatter', yaxis: 'y2', hoverinfo: 'skip' } as const;
  return [
    {
      ...strip,
      mode: 'text+markers',
      x: [packet.x],
      y: [-0.5],
      text: [packet.text],
      textfont: { color: palette.surface, size: 12 },
      marker: { size: 24, symbol: 'square', color: packet.colour },
    },
    {
      ...strip,
      mode: 'text',
      x: [-0.5],
      y: [0.95],
      text: [caption],
      textposition: 'middle right',
      textfont: { color: palette.ink },
    },
    ...(arrived ? [times(arrived)] : []),
  ];
}

function times(hops: readonly TracedHop[]): Data {
  const points = hops.flatMap((hop) => rttsOf(hop).map((rttMs) => ({ ttl: hop.ttl, rttMs })));
  return {
    type: 'scatter',
    mode: 'markers',
    // An empty trace would lose its axes.
    x: points.length === 0 ? [null] : points.map(({ ttl }) => ttl),
    y: points.length === 0 ? [null] : points.map(({ rttMs }) => rttMs),
    cliponaxis: false,
    marker: { size: 8, color: palette.vermillion, opacity: 0.75 },
    hovertemplate: 'saut %{x}<br>%{y:.3f} ms<extra></extra>',
  };
}

function answerFrame(ttl: number): string {
  return `réponse ${ttl}`;
}

/** The probe of a hop at each machine of its way, then its answer. */
function framesOf(hop: TracedHop, hops: readonly TracedHop[]): PlotlyObject[] {
  const before = hops.filter(({ ttl }) => ttl < hop.ttl);
  const going = Array.from({ length: hop.ttl }, (_, i) => goingState(hop.ttl, i + 1));
  const states: State[] = going.map((state) => ({ ...state, arrived: before }));
  const answer = { ...answerState(hop), arrived: [...before, hop] };
  return [
    ...states.map((state, i) => frame(`sonde ${hop.ttl}, saut ${i + 1}`, state)),
    frame(answerFrame(hop.ttl), answer),
  ];
}

function goingState(ttl: number, at: number): State {
  const packet = { x: at, text: String(ttl - at), colour: palette.blue };
  return { packet, caption: `Sonde de TTL ${ttl} : il reste ${ttl - at} au saut ${at}` };
}

function answerState(hop: TracedHop): State {
  const { ttl } = hop;
  const times = rttsOf(hop);
  if (times.length === 0) {
    return {
      packet: { x: null, text: '', colour: palette.purple },
      caption: `Saut ${ttl} : aucune réponse (*)`,
    };
  }
  const who = label(speakersOf(hop)[0] ?? '', 18);
  return {
    packet: { x: 0, text: '↩', colour: palette.vermillion },
    caption: `Saut ${ttl} : ${who}, ${frenchNumber(median(times), 1)}\u00a0ms`,
  };
}

function frame(name: string, state: State): PlotlyObject {
  return { name, data: moving(state), traces: [1, 2, 3] };
}

/** A place of the slider: what it is called, and the frame it goes to. */
interface SliderStep {
  readonly label: string;
  readonly frame: string;
}

const stepMs = 320;

/**
 * A button that plays the frames of a figure, one that stops them, and a slider, in the lower margin.
 *
 * @param steps the slider's, the last one active.
 * @param belowPx how far under the plotting area they begin.
 * @param arrangement the figure's.
 */
function playControls(
  steps: readonly SliderStep[],
  belowPx: number,
  { smallPx }: Arrangement,
): Partial<Content['layout']> {
  return {
    updatemenus: [
      {
        type: 'buttons',
        direction: 'right',
        showactive: false,
        x: 0,
        xanchor: 'left',
        y: 0,
        yanchor: 'top',
        pad: { t: belowPx, l: 0, r: 0, b: 0 },
        bgcolor: palette.blueTint,
        bordercolor: palette.blue,
        font: { size: smallPx, color: palette.ink },
        buttons: [
          { label: 'Lire', method: 'animate', args: [null, playing] },
          { label: 'Pause', method: 'animate', args: [[null], still] },
        ],
      },
    ],
    sliders: [
      {
        active: steps.length - 1,
        x: 0,
        xanchor: 'left',
        y: 0,
        yanchor: 'top',
        len: 1,
        pad: { t: belowPx + 38, l: 8, r: 8, b: 0 },
        currentvalue: { visible: false },
        bgcolor: palette.greyTint,
        activebgcolor: palette.blue,
        bordercolor: palette.muted,
        tickcolor: palette.muted,
        font: { size: smallPx, color: palette.ink },
        steps: steps.map(({ label, frame }) => ({ label, method: 'animate', args: [[frame], still] })),
      },
    ],
  };
}

const playing = {
  frame: { duration: stepMs, redraw: false },
  transition: { duration: stepMs * 0.8, easing: 'cubic-in-out' },
};

const still = { mode: 'immediate', frame: { duration: 0, redraw: false }, transition: { duration: 0 } };
