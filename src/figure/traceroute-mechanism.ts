import type { Figure } from './drawing/figure.js';
import { wrap } from './drawing/label.js';
import { diagramConfig } from './drawing/config.js';
import { palette } from './drawing/palette.js';
import {
  type Annotation,
  type Arrangement,
  type Content,
  type Shape,
  arrow,
  bareAxis,
  compose,
  textAt,
} from './drawing/template.js';

/** One probe: how far it goes, and what comes back. */
interface Round {
  /** Its time to live when it leaves: it ends at that stop of the way. */
  readonly ttl: number;
  readonly caption: string;
  readonly answer: Readonly<Record<Arrangement['width'], string>>;
  readonly colour: string;
}

const rounds: readonly Round[] = [
  {
    ttl: 1,
    caption: 'TTL = 1 : le routeur 1 détruit la sonde et le signale.',
    answer: { wide: 'ICMP type 11 : temps dépassé', narrow: 'type 11' },
    colour: palette.vermillion,
  },
  {
    ttl: 2,
    caption: 'TTL = 2 : elle va un saut plus loin, le routeur 2 la détruit.',
    answer: { wide: 'ICMP type 11 : temps dépassé', narrow: 'type 11' },
    colour: palette.vermillion,
  },
  {
    ttl: 3,
    caption: 'TTL = 3 : elle arrive, mais aucun programme n’écoute à ce port.',
    answer: { wide: 'ICMP type 3 : port inaccessible', narrow: 'type 3' },
    colour: palette.green,
  },
];

/**
 * The mechanism of traceroute: probes whose time to live grows from 1. Each router on the way takes one; the router
 * that brings it to zero destroys the probe and tells its sender (ICMP type 11, time exceeded), until one reaches the
 * destination, which answers that nobody listens there (ICMP type 3, port unreachable).
 *
 * @returns a drawing with no measure in it.
 * @see RFC 792; RFC 1812, section 5.3.1
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * console.log(figure.tracerouteMechanism().alt);
 * ```
 */
export function tracerouteMechanism(): Figure {
  return compose({
    title: 'Le mécanisme de traceroute : des sondes au TTL croissant',
    alt:
      'Schéma dans le temps, de haut en bas, entre votre machine, deux routeurs et la destination. Une première sonde part ' +
      'avec un TTL de 1 : le routeur 1 l’amène à 0, la détruit et renvoie un message ICMP de type 11, temps dépassé. La ' +
      'deuxième part avec 2 : il lui reste 1 après le routeur 1, et le routeur 2 la détruit à son tour. La troisième part ' +
      'avec 3 et atteint la destination, qui répond par un message de type 3, port inaccessible : la trace est finie.',
    config: diagramConfig,
    draw,
  });
}

const headPx = 34;
const flightPx = 100;

/** Shares of the width at which the machines stand. */
const stops = [0.07, 0.36, 0.65, 0.93] as const;

function draw(arrangement: Arrangement): Content {
  const captions = rounds.map(({ caption }) => wrap(caption, arrangement.widthPx - 30, arrangement.fontPx));
  const captionPx = Math.max(...captions.map((lines) => lines.length)) * arrangement.fontPx * 1.4 + 10;
  const roundPx = captionPx + flightPx;
  const endY = headPx + rounds.length * roundPx;
  const tops = rounds.map((_, i) => headPx + i * roundPx);
  return {
    data: [],
    layout: {
      xaxis: { ...bareAxis, range: [0, 1] },
      yaxis: { ...bareAxis, range: [endY, 0] },
      shapes: tops.flatMap((top) => band(top, captionPx, roundPx)),
      annotations: [
        ...heads(arrangement),
        ...rounds.flatMap((round, i) => [
          captionText(captions[i] ?? [], (tops[i] ?? 0) + captionPx / 2, arrangement),
          ...flight(round, (tops[i] ?? 0) + captionPx, arrangement),
        ]),
      ],
    },
    plotHeightPx: endY,
    marginPx: { left: 4, right: 4, top: 0, bottom: 8 },
  };
}

function heads({ width, smallPx }: Arrangement): Annotation[] {
  const names =
    width === 'wide' ? ['Vous', 'Routeur 1', 'Routeur 2', 'Destination'] : ['Vous', 'R 1', 'R 2', 'Dest.'];
  return names.map((name, i) =>
    textAt(stops[i] ?? 0, headPx / 2, name, { yanchor: 'middle', font: { weight: 600, size: smallPx } }),
  );
}

/** The caption's background, and the machines' time lines under it. */
function band(top: number, captionPx: number, roundPx: number): Shape[] {
  return [
    {
      type: 'rect',
      x0: 0,
      x1: 1,
      y0: top + 2,
      y1: top + captionPx - 4,
      fillcolor: palette.greyTint,
      line: { width: 0 },
    },
    ...stops.map((x) => ({
      type: 'line' as const,
      x0: x,
      x1: x,
      y0: top + captionPx,
      y1: top + roundPx - 8,
      line: { color: palette.muted, width: 2 },
    })),
  ];
}

function captionText(lines: readonly string[], y: number, { fontPx }: Arrangement): Annotation {
  return textAt(0, y - 1, lines.join('<br>'), {
    xanchor: 'left',
    xshift: 8,
    yanchor: 'middle',
    align: 'left',
    font: { size: fontPx },
  });
}

/** The probe's hops, with what is left of its TTL on each, and the answer's way back. */
function flight({ ttl, answer, colour }: Round, top: number, { width, smallPx }: Arrangement): Annotation[] {
  const leaveY = top + 18;
  const slope = 7;
  const hops = Array.from({ length: ttl }, (_, i) => {
    const from: Point = [stops[i] ?? 0, leaveY + i * slope];
    const to: Point = [stops[i + 1] ?? 1, leaveY + (i + 1) * slope];
    return [arrow(from, to, palette.blue), above(from, to, `TTL ${ttl - i}`, palette.blue, smallPx)];
  });
  const back: Point = [stops[ttl] ?? 1, leaveY + ttl * slope + 8];
  const home: Point = [stops[0], back[1] + 10 + ttl * slope];
  const near: Point = [stops[1], home[1] - (home[1] - back[1]) / ttl];
  const destroyed =
    ttl < rounds.length ? [end(back, width === 'wide' ? 'TTL 0 : détruite' : 'TTL 0', smallPx)] : [];
  return [
    ...hops.flat(),
    ...destroyed,
    arrow(back, home, colour),
    below(near, home, answer[width], colour, smallPx),
  ];
}

/** What the router that destroys a probe reads in it. */
function end([x, y]: Point, text: string, size: number): Annotation {
  return textAt(x, y - 4, text, {
    xanchor: 'left',
    xshift: 7,
    yanchor: 'middle',
    font: { size, color: palette.vermillion, weight: 600 },
  });
}

/** A place of the drawing: share of the width, pixels from the top. */
type Point = readonly [number, number];

function above(from: Point, to: Point, text: string, color: string, size: number): Annotation {
  return textAt((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, text, {
    yanchor: 'bottom',
    yshift: 1,
    font: { size, color },
  });
}

function below(from: Point, to: Point, text: string, color: string, size: number): Annotation {
  return { ...above(from, to, text, color, size), yanchor: 'top', yshift: -6 };
}
