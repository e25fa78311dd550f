import { LabelSet, type Labels } from '../series/labels.js';
import type { AlertmanagerConfig, Route } from './config.js';
import { matchingRoutes } from './route.js';

/** An alert as Prometheus sends it. */
export interface SentAlert {
  readonly labels: Labels;
  readonly startsMs: number;
  /** When it ends; absent while it lasts. */
  readonly endsMs?: number;
}

/** The alerts of one route that are notified together. */
interface AlertGroup {
  readonly key: string;
  readonly route: Route;
  /** The labels by which they are grouped. */
  readonly labels: Labels;
  readonly alerts: readonly SentAlert[];
}

/** Groups alerts by the routes that they take and by the labels that these routes name. */
export function groupsOf(config: AlertmanagerConfig, alerts: readonly SentAlert[]): readonly AlertGroup[] {
  const routes: Route[] = [];
  const groups = new Map<string, Omit<AlertGroup, 'key' | 'alerts'> & { readonly alerts: SentAlert[] }>();
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

/** What a group holds when it is flushed. */
export interface GroupFlush {
  readonly timeMs: number;
  readonly firing: readonly SentAlert[];
  readonly resolved: readonly SentAlert[];
}

/**
 * The flushes of a group over time (dispatch.aggrGroup): the first one `group_wait` after its first alert, the next ones
 * every `group_interval` as long as the group holds alerts. A resolved alert leaves the group with the flush that tells it.
 */
export function* flushesOf({ route, alerts }: AlertGroup, untilMs: number): Generator<GroupFlush> {
  const inOrder = [...alerts].sort((a, b) => a.startsMs - b.startsMs);
  const left = new Set<SentAlert>();
  let timeMs = -Infinity;
  for (const first of inOrder) {
    // The group was there when it started: the flushes so far have it.
    if (first.startsMs <= timeMs) continue;
    timeMs = first.startsMs + route.groupWaitMs;
    for (; timeMs <= untilMs; timeMs += route.groupIntervalMs) {
      const now = timeMs;
      const held = inOrder.filter((alert) => alert.startsMs <= now && !left.has(alert));
      if (held.length === 0) break;
      const resolved = held.filter(({ endsMs }) => endsMs !== undefined && endsMs <= now);
      yield { timeMs: now, firing: held.filter((alert) => !resolved.includes(alert)), resolved };
      for (const alert of resolved) left.add(alert);
      if (resolved.length === held.length) break;
    }
  }
}
