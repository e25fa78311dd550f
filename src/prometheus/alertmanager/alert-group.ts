import type { Route } from './config.js';
import type { SentAlert } from './notifications.js';

/** What a group holds when its turn comes. */
export interface GroupFlush {
  readonly timeMs: number;
  readonly firing: readonly SentAlert[];
  readonly resolved: readonly SentAlert[];
}

/** Alerts of one group of one route, over time (dispatch.aggrGroup). */
export class AlertGroup {
  readonly #alerts: readonly SentAlert[];

  constructor(
    private readonly route: Route,
    alerts: readonly SentAlert[],
  ) {
    this.#alerts = [...alerts].sort((a, b) => a.startsMs - b.startsMs);
  }

  /** The group waits for company, then speaks at its interval as long as it holds something. */
  *flushes(untilMs: number): Generator<GroupFlush> {
    const told = new Set<SentAlert>();
    let timeMs = -Infinity;
    for (const first of this.#alerts) {
      // It is in a life of the group that has been seen.
      if (first.startsMs <= timeMs) continue;
      timeMs = first.startsMs + this.route.groupWaitMs;
      for (; timeMs <= untilMs; timeMs += this.route.groupIntervalMs) {
        const now = timeMs;
        const held = this.#alerts.filter((alert) => alert.startsMs <= now && !told.has(alert));
        if (held.length === 0) break;
        const resolved = held.filter(({ endsMs }) => endsMs !== undefined && endsMs <= now);
        yield { timeMs: now, firing: held.filter((alert) => !resolved.includes(alert)), resolved };
        for (const alert of resolved) told.add(alert);
        if (resolved.length === held.length) break;
      }
    }
  }
}
