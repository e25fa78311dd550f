import type { Figure } from './figure.js';
import { label } from './label.js';
import { diagramConfig } from './locale.js';
import { palette } from './palette.js';
import { bareAxis, compose, textAt, type Arrangement, type Content } from './template.js';

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
  readonly taken: boolean;
}

/** Beyond, nobody reads a tree. */
const maxRoutes = 60;

/**
 * The tree of routes of Alertmanager, a row for each, with the way of an alert in colour.
 *
 * @param tree the root of the routes.
 * @param taken the routes where an alert ends, as `matchingRoutes` gives them.
 * @throws RangeError for more than 60 routes.
 * @example
 * ```ts
 * import { figure, matchingRoutes, readAlertmanagerConfig } from 'sonde';
 * const config = await readAlertmanagerConfig('{ route: { receiver: equipe }, receivers: [{ name: equipe }] }');
 * console.log(figure.routeTree(config.route, matchingRoutes(config, { alertname: 'Panne' })).title);
 * // → Les routes d’Alertmanager
 * ```
 */
export function routeTree(tree: DrawnRoute, taken: readonly DrawnRoute[] = []): Figure {
  const rows = rowsOf(tree, taken);
  if (rows.length > maxRoutes) throw new RangeError(`more than ${maxRoutes} routes: ${rows.length}`);
  return compose({
    title: 'Les routes d’Alertmanager',
    alt: spoken(rows, taken),
    config: diagramConfig,
    draw: (arrangement) => draw(rows, taken, arrangement),
  });
}

function rowsOf(tree: DrawnRoute, taken: readonly DrawnRoute[]): readonly Row[] {
  const rows: Row[] = [];
  const add = (route: DrawnRoute, depth: number, parent: number | undefined): void => {
    const place = rows.push({ route, depth, parent, taken: leadsTo(route, taken) }) - 1;
    for (const child of route.routes) add(child, depth + 1, place);
  };
  add(tree, 0, undefined);
  return rows;
}

function leadsTo(route: DrawnRoute, taken: readonly DrawnRoute[]): boolean {
  return taken.includes(route) || route.routes.some((child) => leadsTo(child, taken));
}

function spoken(rows: readonly Row[], taken: readonly DrawnRoute[]): string {
  const routes = rows.map(
    ({ route, depth }) => `Niveau ${depth} : ${condition(route)} vers ${route.receiver}.`,
  );
  const end =
    taken.length === 0 ? '' : ` L’alerte va à ${taken.map(({ receiver }) => receiver).join(' et ')}.`;
  return `Arbre des routes d’Alertmanager, de la racine aux feuilles. ${routes.join(' ')}${end}`;
}

function condition({ matchers }: DrawnRoute): string {
  if (matchers.length === 0) return 'toute alerte';
  return matchers.map(({ name, operator, value }) => `${name} ${operator} "${value}"`).join(', ');
}

const rowPx = 52;

function draw(
  rows: readonly Row[],
  taken: readonly DrawnRoute[],
  { widthPx, width, smallPx }: Arrangement,
): Content {
  const indentPx = width === 'wide' ? 44 : 20;
  const place = (row: number): readonly [number, number] => [
    14 + (rows[row]?.depth ?? 0) * indentPx,
    (row + 0.5) * rowPx,
  ];
  const font = { size: smallPx };
  return {
    data: [],
    layout: {
      xaxis: { ...bareAxis, range: [0, widthPx] },
      yaxis: { ...bareAxis, range: [rows.length * rowPx, 0] },
      shapes: rows.flatMap(({ parent, taken: onWay }, i) =>
        parent === undefined ? [] : elbow(place(parent), place(i), onWay),
      ),
      annotations: rows.map((row, i) => {
        const [x, y] = place(i);
        return textAt(x, y, rowText(row, taken.includes(row.route), width === 'wide' ? 70 : 34), {
          xanchor: 'left',
          align: 'left',
          font,
          borderpad: 4,
          bordercolor: row.taken ? palette.vermillion : palette.muted,
          bgcolor: row.taken ? palette.vermillionTint : palette.surface,
        });
      }),
    },
    plotHeightPx: rows.length * rowPx,
    marginPx: { left: 8, right: 8, top: 0, bottom: 10 },
  };
}

function rowText({ route }: Row, ends: boolean, maxLength: number): string {
  const goes = route.continue ? ' (et continue)' : '';
  const receiver = label(`${ends ? '➜' : '→'} ${route.receiver}${goes}`, maxLength);
  return `${label(condition(route), maxLength)}<br><b>${receiver}</b>`;
}

type Shape = NonNullable<Content['layout']['shapes']>[number];

/** Down from the parent, then to the right. */
function elbow(from: readonly [number, number], to: readonly [number, number], taken: boolean): Shape[] {
  const x = from[0] + 8;
  const line = { color: taken ? palette.vermillion : palette.muted, width: taken ? 3 : 1.5 };
  const below = { type: 'line', layer: 'below', line } as const;
  return [
    { ...below, x0: x, y0: from[1], x1: x, y1: to[1] },
    { ...below, x0: x, y0: to[1], x1: to[0], y1: to[1] },
  ];
}
