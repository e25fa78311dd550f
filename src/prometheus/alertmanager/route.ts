import { oneLine } from '../../harmless.js';
import type { Labels } from '../series/labels.js';
import type { AlertmanagerConfig, Route } from './config.js';
import { matchersText, passes } from './matcher.js';

/**
 * The routes that an alert takes, in order: what `amtool config routes test` tells by their receivers.
 *
 * @param config a configuration of Alertmanager
 * @param labels of the alert
 * @see dispatch/route.go, Route.Match
 * @example
 * ```ts
 * import { matchingRoutes, readAlertmanagerConfig } from 'sonde/prometheus';
 *
 * const config = await readAlertmanagerConfig(`
 * route: { receiver: equipe, routes: [{ matchers: [severity="page"], receiver: astreinte }] }
 * receivers: [{ name: equipe }, { name: astreinte }]
 * `);
 * console.log(matchingRoutes(config, { severity: 'page' }).map(({ receiver }) => receiver)); // → [ 'astreinte' ]
 * ```
 */
export function matchingRoutes(
  { route }: Pick<AlertmanagerConfig, 'route'>,
  labels: Labels,
): readonly Route[] {
  return matching(route, labels);
}

function matching(route: Route, labels: Labels): readonly Route[] {
  if (!passes(route.matchers, labels)) return [];
  const found: Route[] = [];
  for (const child of route.routes) {
    const taken = matching(child, labels);
    found.push(...taken);
    if (taken.length > 0 && !child.continue) break;
  }
  return found.length === 0 ? [route] : found;
}

/** The name of a route in a tree: its matchers, or `default-route`. */
function routeName({ matchers }: Route): string {
  return matchers.length === 0 ? 'default-route' : matchersText(matchers);
}

/**
 * The tree of routes as `amtool config routes show` draws it.
 *
 * @param config a configuration of Alertmanager
 * @example
 * ```ts
 * import { readAlertmanagerConfig, routeTreeText } from 'sonde/prometheus';
 *
 * const config = await readAlertmanagerConfig('{ route: { receiver: equipe }, receivers: [{ name: equipe }] }');
 * console.log(routeTreeText(config)); // → . └── default-route receiver: equipe
 * ```
 */
export function routeTreeText({ route }: Pick<AlertmanagerConfig, 'route'>): string {
  return ['.', ...branch(route, '', true)].map(oneLine).join('\n');
}

function branch(route: Route, indent: string, last: boolean): readonly string[] {
  const goes = route.continue ? '  continue: true' : '';
  const line = `${indent}${last ? '└──' : '├──'} ${routeName(route)}${goes}  receiver: ${route.receiver}`;
  const inner = `${indent}${last ? '    ' : '│\u00a0\u00a0 '}`;
  return [line, ...route.routes.flatMap((child, i) => branch(child, inner, i === route.routes.length - 1))];
}
