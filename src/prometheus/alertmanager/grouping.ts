import { LabelSet, type Labels } from '../series/labels.js';
import type { AlertmanagerConfig, Route } from './config.js';
import type { SentAlert } from './notifications.js';
import { matchingRoutes } from './route.js';

/** Alerts that go together to one receiver. */
export interface GroupedAlerts {
  readonly key: string;
  readonly route: Route;
  readonly labels: Labels;
  readonly alerts: readonly SentAlert[];
}

/** Puts alerts in the groups of the routes that they take. */
export function groupsOf(config: AlertmanagerConfig, alerts: readonly SentAlert[]): readonly GroupedAlerts[] {
  const routes: Route[] = [];
  const groups = new Map<
    string,
    { readonly route: Route; readonly labels: Labels; readonly alerts: SentAlert[] }
  >();
  for (const alert of alerts) {
    for (const route of matchingRoutes(config, alert.labels)) {
      if (!routes.includes(route)) routes.push(route);
      const labels = LabelSet.from(alert.labels).filter(
        (name) => route.groupBy === 'all' || route.groupBy.includes(name),
      );
      const key = `${routes.indexOf(route)} ${labels.key}`;
      const group = groups.get(key) ?? { route, labels: labels.plain, alerts: [] };
      group.alerts.push(alert);
      groups.set(key, group);
    }
  }
  return [...groups].map(([key, group]) => ({ key, ...group }));
}
