import type { Origin } from '../origin.js';
import type { Figure } from './drawing/figure.js';
import { frenchNumber, label } from './drawing/label.js';
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

/** Where each state stands: column and row (RFC 9293, section 3.3.2, figure 5). */
const places = {
  CLOSED: [1, 0],
  LISTEN: [0, 1],
  'SYN-SENT': [2, 1],
  'SYN-RECV': [0, 2],
  ESTAB: [1, 3],
  'FIN-WAIT-1': [0, 4],
  CLOSING: [1, 4],
  'CLOSE-WAIT': [2, 4],
  'FIN-WAIT-2': [0, 5],
  'TIME-WAIT': [1, 5],
  'LAST-ACK': [2, 5],
} as const satisfies Readonly<Record<string, readonly [column: number, row: number]>>;

/** A state of a TCP connection, as `ss` names it. */
export type TcpStateName = keyof typeof places;

interface Transition {
  readonly from: TcpStateName;
  readonly to: TcpStateName;
  /** What makes the machine change state, in as few words as fit beside an arrow. */
  readonly cause: string;
  /** Where the words stand along the arrow, from 0 to 1. */
  readonly at?: number;
}

const transitions: readonly Transition[] = [
  { from: 'CLOSED', to: 'LISTEN', cause: 'écoute' },
  { from: 'CLOSED', to: 'SYN-SENT', cause: 'SYN →' },
  { from: 'LISTEN', to: 'SYN-RECV', cause: '← SYN' },
  { from: 'SYN-RECV', to: 'ESTAB', cause: '← ACK' },
  { from: 'SYN-SENT', to: 'ESTAB', cause: '← SYN, ACK' },
  { from: 'ESTAB', to: 'FIN-WAIT-1', cause: 'FIN →' },
  { from: 'ESTAB', to: 'CLOSE-WAIT', cause: '← FIN' },
  { from: 'FIN-WAIT-1', to: 'FIN-WAIT-2', cause: '← ACK' },
  { from: 'FIN-WAIT-1', to: 'CLOSING', cause: '← FIN' },
  { from: 'FIN-WAIT-2', to: 'TIME-WAIT', cause: '← FIN' },
  { from: 'CLOSING', to: 'TIME-WAIT', cause: '← ACK' },
  { from: 'CLOSE-WAIT', to: 'LAST-ACK', cause: 'FIN →' },
];

const columns = 3;
const rows = 6;

/**
 * The life of a TCP connection: its states, and which segment takes it from one to the next (an arrow to the right
 * is sent, to the left received). With counts, how many connections are in each state now.
 *
 * @param counts connections in each state, under `ss`'s names; states that do not occur may be left out.
 * @param origin where the counts come from.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * console.log(figure.tcpStates({ ESTAB: 12, LISTEN: 3 }, 'live').title); // → Les états d’une connexion TCP
 * ```
 */
export function tcpStates(counts?: Readonly<Partial<Record<TcpStateName, number>>>, origin?: Origin): Figure {
  const names = Object.keys(places) as TcpStateName[];
  const counted = counts && names.map((name) => `${name} ${frenchNumber(counts[name] ?? 0)}`).join(', ');
  return compose({
    title: 'Les états d’une connexion TCP',
    alt:
      `De CLOSED, un serveur passe à LISTEN, puis SYN-RECV ; un client à SYN-SENT ; tous deux arrivent à ESTAB. ` +
      `Qui ferme le premier passe par FIN-WAIT-1, FIN-WAIT-2 et TIME-WAIT ; l’autre par CLOSE-WAIT et LAST-ACK.` +
      (counted === undefined ? '' : ` Connexions : ${counted}.`),
    origin,
    config: diagramConfig,
    draw: (arrangement) => draw(counts, arrangement),
  });
}

/** Sizes in pixels of the drawing's grid at one arrangement. */
interface Grid {
  readonly columnPx: number;
  readonly rowPx: number;
  readonly box: { readonly widthPx: number; readonly heightPx: number };
}

function gridOf({ width, widthPx }: Arrangement): Grid {
  const wide = width === 'wide';
  return {
    columnPx: widthPx / columns,
    rowPx: wide ? 84 : 78,
    box: { widthPx: wide ? 150 : 76, heightPx: 40 },
  };
}

function centre(name: TcpStateName, { columnPx, rowPx }: Grid): readonly [x: number, y: number] {
  const [column, row] = places[name];
  return [(column + 0.5) * columnPx, (row + 0.5) * rowPx];
}

function draw(
  counts: Readonly<Partial<Record<TcpStateName, number>>> | undefined,
  arrangement: Arrangement,
): Content {
  const grid = gridOf(arrangement);
  const names = Object.keys(places) as TcpStateName[];
  const plotHeightPx = rows * grid.rowPx;
  return {
    data: [],
    layout: {
      xaxis: { ...bareAxis, range: [0, columns * grid.columnPx] },
      yaxis: { ...bareAxis, range: [plotHeightPx, 0] },
      shapes: names.map((name) => box(name, counts?.[name], grid)),
      annotations: [
        ...transitions.map(({ from, to }) => arrow(...ends(from, to, grid), palette.muted)),
        ...transitions.map((transition) => cause(transition, grid, arrangement)),
        ...names.map((name) => stateText(name, counts, grid, arrangement)),
        lastSteps(plotHeightPx, arrangement),
      ],
    },
    plotHeightPx,
    marginPx: { left: 8, right: 8, top: 4, bottom: 44 },
  };
}

/** From the edge of one box to the edge of the other, along the line between their centres. */
function ends(
  from: TcpStateName,
  to: TcpStateName,
  grid: Grid,
): [readonly [number, number], readonly [number, number]] {
  const a = centre(from, grid);
  const b = centre(to, grid);
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const { widthPx, heightPx } = grid.box;
  const leave = Math.min(
    dx === 0 ? Infinity : (widthPx / 2 + 3) / Math.abs(dx),
    dy === 0 ? Infinity : (heightPx / 2 + 3) / Math.abs(dy),
  );
  return [
    [a[0] + dx * leave, a[1] + dy * leave],
    [b[0] - dx * leave, b[1] - dy * leave],
  ];
}

function box(name: TcpStateName, count: number | undefined, grid: Grid): Shape {
  const [x, y] = centre(name, grid);
  const { widthPx, heightPx } = grid.box;
  const lively = (count ?? 0) > 0;
  return {
    type: 'rect',
    layer: 'below',
    x0: x - widthPx / 2,
    x1: x + widthPx / 2,
    y0: y - heightPx / 2,
    y1: y + heightPx / 2,
    fillcolor: lively ? palette.blueTint : palette.greyTint,
    line: { color: lively ? palette.blue : palette.muted, width: lively ? 2 : 1 },
  };
}

function stateText(
  name: TcpStateName,
  counts: Readonly<Partial<Record<TcpStateName, number>>> | undefined,
  grid: Grid,
  { smallPx }: Arrangement,
): Annotation {
  const count = counts === undefined ? '' : `<br><b>${label(frenchNumber(counts[name] ?? 0))}</b>`;
  return textAt(...centre(name, grid), `${name}${count}`, { font: { size: smallPx } });
}

/** Arrows back to CLOSED would cross the whole drawing: the last steps are written under it. */
function lastSteps(y: number, { width, smallPx }: Arrangement): Annotation {
  const between = width === 'wide' ? ' ; ' : '<br>';
  const text = `TIME-WAIT → CLOSED après deux durées de vie (2 MSL)${between}LAST-ACK → CLOSED à l’ACK reçu`;
  return textAt(0, y, text, { xanchor: 'left', yanchor: 'top', align: 'left', font: { size: smallPx } });
}

function cause({ from, to, cause, at = 0.5 }: Transition, grid: Grid, { smallPx }: Arrangement): Annotation {
  const [a, b] = ends(from, to, grid);
  return textAt(a[0] + (b[0] - a[0]) * at, a[1] + (b[1] - a[1]) * at, cause, {
    font: { size: smallPx - 0.5, color: palette.vermillion },
    // Level arrows are short: their words go above, the others' interrupt the line.
    ...(a[1] === b[1] ? { yanchor: 'bottom', yshift: 2 } : { bgcolor: palette.surface, borderpad: 1 }),
  });
}
