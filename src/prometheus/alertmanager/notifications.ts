import type { Labels } from '../series/labels.js';
import type { AlertmanagerConfig, Receiver } from './config.js';
import { flushesOf, type GroupFlush, groupsOf, type SentAlert } from './dispatch.js';
import { type AlertmanagerSilence, isMuted } from './muting.js';

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

/** What {@link simulateNotifications} accepts beside the alerts. */
export interface NotificationOptions {
  /** Until when, in milliseconds of Unix time. */
  readonly untilMs: number;
  readonly silences?: readonly AlertmanagerSilence[];
}

/** Flushes of all groups, at most: alerts without end, a short interval and a far end would make too many. */
const maxFlushes = 100_000;

/**
 * The messages that Alertmanager would send for some alerts: routes, groups, waits, repetitions, inhibition, silences
 * and time intervals. Nothing is sent.
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
  for (const group of groupsOf(config, alerts)) {
    const { key, route, labels } = group;
    for (const flush of flushesOf(group, untilMs)) {
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

/** What a receiver was last told of a group (nflog). */
interface NotificationLog {
  readonly timeMs: number;
  readonly firing: ReadonlySet<string>;
  readonly resolved: ReadonlySet<string>;
}

function keysOf(alerts: readonly SentAlert[]): ReadonlySet<string> {
  return new Set(alerts.map(({ labels }) => JSON.stringify(Object.entries(labels).sort())));
}

function withoutMuted(flush: GroupFlush, muted: (alert: SentAlert) => boolean): GroupFlush {
  const kept = (each: SentAlert): boolean => !muted(each);
  return { timeMs: flush.timeMs, firing: flush.firing.filter(kept), resolved: flush.resolved.filter(kept) };
}

/** The message of a flush, if it says something new (DedupStage.needsUpdate). */
function messageOf(
  flush: GroupFlush,
  entry: NotificationLog | undefined,
  repeatIntervalMs: number,
  receiver: Receiver | undefined,
): Omit<Notification, 'receiver' | 'group'> | undefined {
  const reason = reasonOf(flush, entry, repeatIntervalMs, receiver);
  if (reason === undefined) return undefined;
  const labelsOf = (alerts: readonly SentAlert[]): readonly Labels[] => alerts.map(({ labels }) => labels);
  const sendsResolved = notifiesResolved(receiver);
  return {
    timeMs: flush.timeMs,
    reason,
    firing: labelsOf(flush.firing),
    resolved: sendsResolved ? labelsOf(flush.resolved) : [],
  };
}

function reasonOf(
  { firing, resolved, timeMs }: GroupFlush,
  entry: NotificationLog | undefined,
  repeatIntervalMs: number,
  receiver: Receiver | undefined,
): Notification['reason'] | undefined {
  // With all alerts muted nothing is sent, and the log of the group stays as it is.
  if (firing.length + resolved.length === 0) return undefined;
  if (entry === undefined) return firing.length > 0 ? 'first' : undefined;
  if (!isSubset(keysOf(firing), entry.firing)) return 'changed';
  if (firing.length === 0) return entry.firing.size > 0 ? 'resolved' : undefined;
  if (notifiesResolved(receiver) && !isSubset(keysOf(resolved), entry.resolved)) return 'changed';
  return entry.timeMs < timeMs - repeatIntervalMs ? 'repeated' : undefined;
}

function notifiesResolved(receiver: Receiver | undefined): boolean {
  return receiver?.integrations.some(({ sendResolved }) => sendResolved) ?? false;
}

function isSubset(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].every((each) => b.has(each));
}
