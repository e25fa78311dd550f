import { type Figure, narrowBelowPx } from './drawing/figure.js';
import { label } from './drawing/label.js';
import { diagramConfig } from './drawing/config.js';
import { palette } from './drawing/palette.js';
import { type Arrangement, type Content, type Shape, bareAxis, compose, textAt } from './drawing/template.js';

/** A route of Alertmanager, as `readAlertmanagerConfig` gives it. */
export interface DrawnRoute {
  readonly receiver: string;
  readonly matchers: readonly { readonly name: string; readonly operator: string; readonly value: string }[];
  readonly continue: boolean;
  readonly routes: readonly DrawnRoute[];
}

/** A route with its place in the tree. */
interface Row {
  readonly route: DrawnRoute;
  readonly depth: number;
  readonly parent: number | undefined;
  /** Whether the alert passes here. */
  readonly onWay: boolean;
  /** Whether it stops here: its receiver gets it. */
  readonly ends: boolean;
}

/** A larger tree cannot be read on a page. */
const maxRoutes = 60;

/**
 * The tree of routes of Alertmanager, a row for each, with the way of an alert in colour.
 *
 * @param tree the root of the routes.
 * @param taken the routes where an alert ends, as `matchingRoutes` gives them.
 * @param title French; which alert it is, for instance.
 * @throws RangeError for more than 60 routes.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * import { matchingRoutes, readAlertmanagerConfig } from 'sonde/prometheus';
 * const config = await readAlertmanagerConfig('{ route: { receiver: equipe }, receivers: [{ name: equipe }] }');
 * console.log(figure.routeTree(config.route, matchingRoutes(config, { alertname: 'Panne' })).title);
 * // → Les routes d’Alertmanager
 * ```
 */
export function routeTree(
  tree: DrawnRoute,
  taken: readonly DrawnRoute[] = [],
  title = 'Les routes d’Alertmanager',
): Figure {
  const rows = rowsOf(tree, taken);
  if (rows.length > maxRoutes) throw new RangeError(`more than ${maxRoutes} routes: ${rows.length}`);
  return compose({
    title,
    alt: altText(rows, taken),
    config: diagramConfig,
    draw: (arrangement) => draw(rows, arrangement),
  });
}

function rowsOf(tree: DrawnRoute, taken: readonly DrawnRoute[]): readonly Row[] {
  const rows: Row[] = [];
  const add = (route: DrawnRoute, depth: number, parent: number | undefined): void => {
    const [onWay, ends] = [leadsTo(route, taken), taken.includes(route)];
    const place = rows.push({ route, depth, parent, onWay, ends }) - 1;
    for (const child of route.routes) add(child, depth + 1, place);
  };
  add(tree, 0, undefined);
  return rows;
}

function leadsTo(route: DrawnRoute, taken: readonly DrawnRoute[]): boolean {
  return taken.includes(route) || route.routes.some((child) => leadsTo(child, taken));
}

function altText(rows: readonly Row[], taken: readonly DrawnRoute[]): string {
  const routes = rows.map(
    ({ route, depth }) => `Niveau ${depth} : ${conditions(route).join(' et ')} vers ${route.receiver}.`,
  );
  const end =
    taken.length === 0 ? '' : ` L’alerte va à ${taken.map(({ receiver }) => receiver).join(' et ')}.`;
  return `Arbre des routes d’Alertmanager, de la racine aux feuilles. ${routes.join(' ')}${end}`;
}

/** As Alertmanager writes them, without a space. */
function conditions({ matchers }: DrawnRoute): readonly string[] {
  if (matchers.length === 0) return ['toute alerte'];
  return matchers.map(({ name, operator, value }) => `${name}${operator}"${value}"`);
}

/** A row with its box. */
interface Box extends Row {
  readonly x: number;
  /** Of the middle of the box. */
  readonly y: number;
  readonly text: string;
}

const gapPx = 16;
const padPx = 4;
const marginPx = 8;

function draw(rows: readonly Row[], arrangement: Arrangement): Content {
  const { boxes, heightPx } = placed(rows, arrangement);
  return {
    data: [],
    layout: {
      xaxis: { ...bareAxis, range: [0, arrangement.widthPx] },
      yaxis: { ...bareAxis, range: [heightPx, 0] },
      shapes: [...links(boxes)],
      annotations: boxes.map(({ x, y, text, onWay, ends }) =>
        textAt(x, y, text, {
          xanchor: 'left',
          align: 'left',
          font: { size: arrangement.smallPx },
          borderpad: padPx,
          borderwidth: ends ? 2.5 : 1,
          bordercolor: onWay ? palette.vermillion : palette.muted,
          bgcolor: onWay ? palette.vermillionTint : palette.surface,
        }),
      ),
    },
    plotHeightPx: heightPx,
    marginPx: { left: marginPx, right: marginPx, top: 0, bottom: 10 },
  };
}

function placed(
  rows: readonly Row[],
  { widthPx, width, smallPx }: Arrangement,
): { readonly boxes: readonly Box[]; readonly heightPx: number } {
  const deepest = Math.max(1, ...rows.map(({ depth }) => depth));
  // However deep the tree, the last boxes have half of the width.
  const indentPx = Math.min(width === 'wide' ? 44 : 20, (0.4 * widthPx) / deepest);
  // Places stretch with the page, letters do not: they must fit on the narrowest page of the arrangement.
  const shrink = width === 'wide' ? (narrowBelowPx - 2 * marginPx) / widthPx : 1;
  let heightPx = 0;
  const boxes = rows.map((row) => {
    const x = 14 + row.depth * indentPx;
    const roomPx = (widthPx - x) * shrink - 2 * padPx;
    const lines = textLines(row, Math.floor(roomPx / (smallPx * letterEm)));
    const rowPx = lines.length * smallPx * 1.3 + 2 * padPx + gapPx;
    heightPx += rowPx;
    return { ...row, x, y: heightPx - rowPx / 2, text: lines.join('<br>') };
  });
  return { boxes, heightPx };
}

/** The mean width of Inter's letters, in ems, rather too wide than too narrow: labels are long words that do not wrap. */
const letterEm = 0.56;

/** A matcher on each line, then the receiver in bold. */
function textLines({ route, ends }: Row, maxLength: number): readonly string[] {
  const goes = ends ? ' reçoit l’alerte' : '';
  const goesOn = route.continue ? ' (et continue)' : '';
  const receiver = `<b>${label(route.receiver, Math.max(8, maxLength - goes.length - goesOn.length - 4))}</b>`;
  return [...conditions(route).map((each) => label(each, maxLength)), `→ ${receiver}${goes}${goesOn}`];
}

/** From each box to its parent's; the way of the alert is drawn over the others. */
function links(boxes: readonly Box[]): readonly Shape[] {
  const inOrder = [...boxes].sort((a, b) => Number(a.onWay) - Number(b.onWay));
  return inOrder.flatMap((box) => {
    const parent = box.parent === undefined ? undefined : boxes[box.parent];
    return parent === undefined ? [] : elbow(parent, box);
  });
}

/** Down from the parent, then to the right. */
function elbow(from: Box, to: Box): readonly Shape[] {
  const x = from.x + 8;
  const line = { color: to.onWay ? palette.vermillion : palette.muted, width: to.onWay ? 3 : 1.5 };
  const below = { type: 'line', layer: 'below', line } as const;
  return [
    { ...below, x0: x, y0: from.y, x1: x, y1: to.y },
    { ...below, x0: x, y0: to.y, x1: to.x, y1: to.y },
  ];
}
