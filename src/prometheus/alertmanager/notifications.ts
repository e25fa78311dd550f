import type { Labels } from '../series/labels.js';
import type { AlertmanagerConfig, Receiver } from './config.js';
import { AlertGroup, type GroupFlush } from './alert-group.js';
import { groupsOf } from './grouping.js';
import { type AlertmanagerSilence, isMuted } from './muting.js';

/** An alert as Prometheus sends it. */
export interface SentAlert {
  readonly labels: Labels;
  readonly startsMs: number;
  /** When it is over; absent while it lasts. */
  readonly endsMs?: number;
}

/** One message to one receiver. */
export interface Notification {
  readonly timeMs: number;
  readonly receiver: string;
  /** Labels that all its alerts share, by which they are grouped. */
  readonly group: Labels;
  readonly firing: readonly Labels[];
  readonly resolved: readonly Labels[];
  readonly reason: 'first' | 'changed' | 'resolved' | 'repeated';
}

/** What {@link simulateNotifications} is told beside the alerts. */
export interface NotificationOptions {
  /** When to stop looking. */
  readonly untilMs: number;
  readonly silences?: readonly AlertmanagerSilence[];
}

/** More than anyone would read. */
const maxFlushes = 100_000;

/**
 * The messages that Alertmanager would send for some alerts: routes, groups, waits, repetitions, inhibition, silences
 * and time intervals, with nobody told.
 *
 * @param config a configuration of Alertmanager
 * @param alerts when they begin and end, in milliseconds of Unix time
 * @param options until when, and silences
 * @returns messages in order of time
 * @throws {RangeError} where there would be more than 100,000 evaluations of groups
 * @see dispatch/dispatch.go and notify/notify.go of Alertmanager 0.25
 * @example
 * ```ts
 * import { readAlertmanagerConfig, simulateNotifications } from 'sonde/prometheus';
 *
 * const config = await readAlertmanagerConfig(`
 * route: { receiver: equipe, group_by: [alertname], group_wait: 30s, repeat_interval: 1h }
 * receivers: [{ name: equipe, webhook_configs: [{ url: 'http://127.0.0.1:9/' }] }]
 * `);
 * const alerts = [{ labels: { alertname: 'Panne' }, startsMs: 0, endsMs: 7_000_000 }];
 * const sent = simulateNotifications(config, alerts, { untilMs: 10_000_000 });
 * console.log(sent.map(({ timeMs, reason }) => `${timeMs / 1000} ${reason}`));
 * // → [ '30 first', '3930 repeated', '7230 resolved' ]
 * ```
 */
export function simulateNotifications(
  config: AlertmanagerConfig,
  alerts: readonly SentAlert[],
  { untilMs, silences = [] }: NotificationOptions,
): readonly Notification[] {
  const receivers = new Map(config.receivers.map((receiver) => [receiver.name, receiver]));
  const log = new Map<string, NotificationLog>();
  const sent: Notification[] = [];
  let flushes = 0;
  for (const { key, route, labels, alerts: members } of groupsOf(config, alerts)) {
    for (const flush of new AlertGroup(route, members).flushes(untilMs)) {
      if (++flushes > maxFlushes) throw new RangeError(`more than ${maxFlushes} evaluations of groups`);
      const kept = withoutMuted(flush, (alert) =>
        isMuted(alert, { config, route, silences, alerts, timeMs: flush.timeMs }),
      );
      const receiver = receivers.get(route.receiver);
      const entry = log.get(key);
      const message = messageOf(kept, entry, route.repeatIntervalMs, receiver);
      if (message === undefined) continue;
      log.set(key, { timeMs: flush.timeMs, firing: keysOf(kept.firing), resolved: keysOf(kept.resolved) });
      if (message.firing.length + message.resolved.length > 0) {
        sent.push({ ...message, receiver: route.receiver, group: labels });
      }
    }
  }
  return sent.sort((a, b) => a.timeMs - b.timeMs);
}

/** What was last told to a receiver of a group. */
interface NotificationLog {
  readonly timeMs: number;
  readonly firing: ReadonlySet<string>;
  readonly resolved: ReadonlySet<string>;
}

function keysOf(alerts: readonly SentAlert[]): ReadonlySet<string> {
  return new Set(alerts.map(({ labels }) => JSON.stringify(Object.entries(labels).sort())));
}

function withoutMuted(flush: GroupFlush, muted: (alert: SentAlert) => boolean): GroupFlush {
  const heard = (each: SentAlert): boolean => !muted(each);
  return { timeMs: flush.timeMs, firing: flush.firing.filter(heard), resolved: flush.resolved.filter(heard) };
}

/** Whether a group says something new (DedupStage.needsUpdate), and what. */
function messageOf(
  flush: GroupFlush,
  entry: NotificationLog | undefined,
  repeatIntervalMs: number,
  receiver: Receiver | undefined,
): Omit<Notification, 'receiver' | 'group'> | undefined {
  const reason = reasonOf(flush, entry, repeatIntervalMs, receiver);
  if (reason === undefined) return undefined;
  const labelsOf = (alerts: readonly SentAlert[]): readonly Labels[] => alerts.map(({ labels }) => labels);
  const tellsEnd = tellsResolved(receiver);
  return {
    timeMs: flush.timeMs,
    reason,
    firing: labelsOf(flush.firing),
    resolved: tellsEnd ? labelsOf(flush.resolved) : [],
  };
}

function reasonOf(
  { firing, resolved, timeMs }: GroupFlush,
  entry: NotificationLog | undefined,
  repeatIntervalMs: number,
  receiver: Receiver | undefined,
): Notification['reason'] | undefined {
  // With all of them muted the group says nothing, and forgets nothing.
  if (firing.length + resolved.length === 0) return undefined;
  if (entry === undefined) return firing.length > 0 ? 'first' : undefined;
  if (!isSubset(keysOf(firing), entry.firing)) return 'changed';
  if (firing.length === 0) return entry.firing.size > 0 ? 'resolved' : undefined;
  if (tellsResolved(receiver) && !isSubset(keysOf(resolved), entry.resolved)) return 'changed';
  return entry.timeMs < timeMs - repeatIntervalMs ? 'repeated' : undefined;
}

function tellsResolved(receiver: Receiver | undefined): boolean {
  return receiver?.integrations.some(({ sendResolved }) => sendResolved) ?? false;
}

function isSubset(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].every((each) => b.has(each));
}
