import { expect, test } from 'vitest';
import { readAlertmanagerConfig } from '../../../src/prometheus/alertmanager/read-config.js';
import { simulateNotifications } from '../../../src/prometheus/alertmanager/notifications.js';

const text = `
route: { receiver: equipe, group_by: [alertname], group_wait: 30s, group_interval: 5m, repeat_interval: 1h }
inhibit_rules: [{ source_matchers: [alertname="Pertes"], target_matchers: [alertname="Latence"], equal: [instance] }]
receivers: [{ name: equipe, webhook_configs: [{ url: 'http://127.0.0.1:9/' }] }]
`;
const minuteMs = 60_000;

test('alerts of one group go together, newcomers at the next interval', async () => {
  const alerts = ['a', 'b', 'c'].map((instance, i) => ({
    labels: { alertname: 'Panne', instance },
    startsMs: [0, 10_000, 60_000][i] ?? 0,
  }));
  const sent = simulateNotifications(await readAlertmanagerConfig(text), alerts, { untilMs: 20 * minuteMs });
  expect(sent.map(({ timeMs, reason, firing }) => [timeMs / 1000, reason, firing.length])).toEqual([
    [30, 'first', 2],
    [330, 'changed', 3],
  ]);
});

test('an alert is quiet while another inhibits it, or a silence covers it', async () => {
  const config = await readAlertmanagerConfig(text);
  const latency = { labels: { alertname: 'Latence', instance: 'a' }, startsMs: 0 };
  const loss = { labels: { alertname: 'Pertes', instance: 'a' }, startsMs: 0, endsMs: 6 * minuteMs };
  const sent = simulateNotifications(config, [latency, loss], { untilMs: 20 * minuteMs });
  expect(sent.map(({ timeMs, group, reason }) => [timeMs / 1000, group['alertname'], reason])).toEqual([
    [30, 'Pertes', 'first'],
    [630, 'Latence', 'first'],
    [630, 'Pertes', 'resolved'],
  ]);
  const silence = { matchers: config.inhibitRules[0]?.target ?? [], startsMs: 0, endsMs: 15 * minuteMs };
  const later = simulateNotifications(config, [latency], { untilMs: 20 * minuteMs, silences: [silence] });
  expect(later.map(({ timeMs }) => timeMs / 1000)).toEqual([930]);
});
