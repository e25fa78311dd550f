import type { Labels } from '../series/labels.js';
import type { AlertmanagerConfig, InhibitRule, Route } from './config.js';
import { passes, type AlertMatcher } from './matcher.js';
import type { SentAlert } from './dispatch.js';
import { isInside } from './time-interval.js';

/** A silence: alerts of which no notification is sent, for a while. */
export interface AlertmanagerSilence {
  readonly matchers: readonly AlertMatcher[];
  readonly startsMs: number;
  readonly endsMs: number;
}

/** Everything that may mute an alert. */
interface MutingContext {
  readonly config: AlertmanagerConfig;
  readonly route: Route;
  readonly silences: readonly AlertmanagerSilence[];
  readonly alerts: readonly SentAlert[];
  readonly timeMs: number;
}

/** Whether an alert is inhibited, outside of its time intervals, or silenced. */
export function isMuted(
  { labels }: SentAlert,
  { config, route, silences, alerts, timeMs }: MutingContext,
): boolean {
  const firing = alerts.filter(
    ({ startsMs, endsMs }) => startsMs <= timeMs && (endsMs === undefined || endsMs > timeMs),
  );
  return (
    config.inhibitRules.some((rule) => isInhibited(labels, rule, firing)) ||
    isMutedByTime(config, route, timeMs) ||
    silences.some(
      ({ matchers, startsMs, endsMs }) => startsMs <= timeMs && timeMs < endsMs && passes(matchers, labels),
    )
  );
}

function isMutedByTime({ timeIntervals }: AlertmanagerConfig, route: Route, timeMs: number): boolean {
  const now = (name: string): boolean =>
    (timeIntervals.get(name) ?? []).some((interval) => isInside(interval, timeMs));
  const { activeTimeIntervals: active, muteTimeIntervals: mute } = route;
  return (active.length > 0 && !active.some(now)) || mute.some(now);
}

/** An alert that matches both sides of a rule is not inhibited by another one that does (inhibit.go, hasEqual). */
function isInhibited(
  labels: Labels,
  { source, target, equal }: InhibitRule,
  firing: readonly SentAlert[],
): boolean {
  if (!passes(target, labels)) return false;
  const onBothSides = passes(source, labels);
  return firing.some(
    ({ labels: other }) =>
      passes(source, other) &&
      equal.every((name) => (other[name] ?? '') === (labels[name] ?? '')) &&
      !(onBothSides && passes(target, other)),
  );
}
