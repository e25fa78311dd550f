import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type Notification,
  simulateNotifications,
} from '../../../src/prometheus/alertmanager/notifications.js';
import { readAlertmanagerConfig } from '../../../src/prometheus/alertmanager/read-config.js';
import { readSilence } from '../../../src/prometheus/alertmanager/silence.js';
import type { Labels } from '../../../src/prometheus/series/labels.js';
import { AlertmanagerServer } from './alertmanager-server.js';
import { whyNotInstalled } from '../chain-lab.js';

const lack = whyNotInstalled('prometheus-alertmanager');

const configuration = `
route:
  receiver: defaut
  group_by: [alertname]
  group_wait: 1s
  group_interval: 1s
  repeat_interval: 1h
  routes:
    - { matchers: [fin="oui"], receiver: fin }
    - { matchers: [severity="critical"], receiver: astreinte, group_by: ['...'], continue: true }
    - { matchers: [team=~"sys.*"], receiver: systeme, group_by: [] }
    - { matchers: [team="nuit"], receiver: muet, mute_time_intervals: [toujours] }
    - { matchers: [team="jour"], receiver: actif, active_time_intervals: [toujours] }
    - { matchers: [team="jamais"], receiver: actif, active_time_intervals: [autrefois] }
inhibit_rules:
  - { source_matchers: [alertname="Pertes"], target_matchers: [alertname=~"Latence|Pertes"], equal: [instance, site] }
time_intervals:
  - { name: toujours, time_intervals: [{ times: [{ start_time: '00:00', end_time: '24:00' }] }] }
  - { name: autrefois, time_intervals: [{ years: ['1999'] }] }
receivers:
  - { name: defaut, webhook_configs: [{ url: WEBHOOK }] }
  - { name: fin, webhook_configs: [{ url: WEBHOOK }] }
  - { name: astreinte, webhook_configs: [{ url: WEBHOOK }] }
  - { name: systeme, webhook_configs: [{ url: WEBHOOK, send_resolved: false }] }
  - { name: muet, webhook_configs: [{ url: WEBHOOK }] }
  - { name: actif, webhook_configs: [{ url: WEBHOOK }] }
`;

const alerts: readonly Labels[] = [
  { alertname: 'Pertes', instance: 'a', severity: 'critical' },
  { alertname: 'Pertes', instance: 'b', severity: 'warning' },
  // Quiet: the losses of the same instance say more.
  { alertname: 'Latence', instance: 'a', severity: 'warning' },
  { alertname: 'Latence', instance: 'c', severity: 'warning' },
  // Another site: the losses of b are not its own.
  { alertname: 'Latence', instance: 'b', site: 'lyon', severity: 'warning' },
  { alertname: 'Disque', instance: 'a', severity: 'critical', team: 'systeme' },
  { alertname: 'Disque', instance: 'b', severity: 'critical', team: 'systeme' },
  { alertname: 'Charge', instance: 'b', team: 'sys' },
  { alertname: 'Bruit', instance: 'a', team: 'nuit' },
  { alertname: 'Bruit', instance: 'a', team: 'jour' },
  { alertname: 'Bruit', instance: 'a', team: 'jamais' },
  { alertname: 'Travaux', instance: 'a' },
  { alertname: 'Travaux', instance: 'b' },
];

const silence = await readSilence('alertname="Travaux", instance="b"', { startsMs: 0, endsMs: 3_600_000 });

interface Told {
  readonly receiver: string;
  readonly group: Labels;
  readonly firing: readonly Labels[];
  readonly resolved: readonly Labels[];
}

/** Whom each group told of what first, and of which ends: two alerts that end together may be told of one by one. */
function summary(told: readonly Told[]): readonly string[] {
  const groups = new Map<string, Told>();
  for (const each of told) {
    const key = `${each.receiver} ${sorted([each.group])}`;
    const before = groups.get(key);
    groups.set(key, before ? { ...before, resolved: [...before.resolved, ...each.resolved] } : each);
  }
  return [...groups]
    .map(([key, { firing, resolved }]) => `${key} firing ${sorted(firing)} resolved ${sorted(resolved)}`)
    .sort();
}

function endsTold(told: readonly Told[]): number {
  return told.flatMap(({ resolved }) => resolved).length;
}

function sorted(labels: readonly Labels[]): string {
  return labels
    .map((each) => JSON.stringify(Object.entries(each).sort()))
    .sort()
    .join(' ');
}

describe.skipIf(lack)(`notifications, as Alertmanager sends them ${lack ?? ''}`, () => {
  let server: AlertmanagerServer;

  beforeAll(async () => {
    server = await AlertmanagerServer.start(configuration);
  }, 30_000);

  afterAll(async () => {
    await server.close();
  });

  const post = (labels: readonly Labels[], moments: object): Promise<void> =>
    server.post(
      'alerts',
      labels.map((each) => ({ labels: each, ...moments })),
    );

  test('groups, inhibition, silences, hours, and the end', async () => {
    const ours = await simulated();
    const first = ours.filter(({ reason }) => reason === 'first').length;
    const startsAt = new Date().toISOString();
    await server.post('silences', {
      matchers: silence.matchers.map(({ name, value }) => {
        return { name, value, isRegex: false, isEqual: true };
      }),
      ...{ startsAt, endsAt: new Date(Date.now() + 3_600_000).toISOString() },
      ...{ createdBy: 'test', comment: 'travaux' },
    });
    await post(alerts, { startsAt });
    const arrived = { timeout: 20_000, interval: 50 };
    await vi.waitUntil(() => server.told.length >= first, arrived);
    await post(alerts, { startsAt, endsAt: new Date().toISOString() });
    await vi.waitUntil(() => endsTold(theirs()) >= endsTold(ours), arrived);
    // Once this one has waited for its group, nothing of the others is still to come.
    await post([{ alertname: 'Fin', fin: 'oui' }], { startsAt: new Date().toISOString() });
    await vi.waitUntil(() => server.told.some(({ receiver }) => receiver === 'fin'), arrived);
    expect(first).toBe(9);
    expect(summary(theirs())).toEqual(summary(ours));
  }, 70_000);

  async function simulated(): Promise<readonly Notification[]> {
    const config = await readAlertmanagerConfig(configuration.replaceAll('WEBHOOK', 'http://127.0.0.1:9/'));
    const sent = alerts.map((labels) => ({ labels, startsMs: 0, endsMs: 5500 }));
    return simulateNotifications(config, sent, { untilMs: 60_000, silences: [silence] });
  }

  function theirs(): readonly Told[] {
    return server.told
      .filter(({ receiver }) => receiver !== 'fin')
      .map(({ receiver, groupLabels, alerts: each }) => {
        const labelsOf = (wanted: string): readonly Labels[] =>
          each.filter(({ status }) => status === wanted).map(({ labels }) => labels);
        return { receiver, group: groupLabels, firing: labelsOf('firing'), resolved: labelsOf('resolved') };
      });
  }
});
