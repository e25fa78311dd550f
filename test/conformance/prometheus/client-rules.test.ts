import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPrometheus } from '../../../src/prometheus/open-prometheus.js';
import type { MonitoredTarget, Prometheus, PrometheusAlert } from '../../../src/prometheus/prometheus.js';
import type { VectorSample } from '../../../src/prometheus/promql/result.js';
import { readRuleFile } from '../../../src/prometheus/rules/rule-file.js';
import { SeriesStore } from '../../../src/prometheus/series/store.js';
import { whyNotInstalled } from '../chain-lab.js';
import { PromqlServer } from './promql-server.js';

const lack = whyNotInstalled('prometheus');

const rules = `
groups:
  - name: mesures
    interval: 1s
    rules:
      - record: job:up:sum
        expr: sum by (job) (up)
        labels: { cours: sonde }
      - record: broken
        expr: label_replace(up, "a", "b", "job", "(")
  - name: alertes
    interval: 1s
    rules:
      - alert: Panne
        expr: up == 0
        labels: { severity: critical }
        annotations: { summary: '{{ $labels.instance }} ne répond plus ({{ $value }})' }
      - alert: PanneDurable
        expr: up == 0
        for: 1h
      - alert: Calme
        expr: up > 1
`;

/** Itself, and a port where nobody is: both known to the engine by their series `up`. */
const config = (rulesFile: string, port: number): string => `
global: { scrape_interval: 1s }
rule_files: ['${rulesFile}']
scrape_configs:
  - job_name: prometheus
    scrape_interval: 5s
    static_configs: [{ targets: ['127.0.0.1:${port}'] }]
  - job_name: absent
    static_configs: [{ targets: ['127.0.0.1:1'], labels: { salle: B12 } }]
`;

describe.skipIf(lack !== undefined)(
  `targets, alerts and rules of a real Prometheus and of the engine${lack === undefined ? '' : ` (${lack})`}`,
  () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sonde-client-'));
    let program: PromqlServer;
    let server: Prometheus;
    let embedded: Prometheus;

    beforeAll(async () => {
      const file = path.join(folder, 'regles.yml');
      writeFileSync(file, rules);
      program = await PromqlServer.start([], [], (port) => config(file, port));
      server = await openPrometheus({ source: 'server', url: program.url });
      await settled(server);
      const store = new SeriesStore();
      const { result } = await server.query('up', server.now());
      for (const { metric, value } of result as readonly VectorSample[]) {
        for (let timeMs = 0; timeMs <= 3000; timeMs += 1000) store.append(metric, timeMs, value);
      }
      embedded = await openPrometheus({
        source: 'embedded',
        series: store,
        rules: await readRuleFile(rules),
        prometheus: 2,
      });
    }, 90_000);

    afterAll(async () => {
      await program.close();
      rmSync(folder, { recursive: true });
    });

    test('the same targets; the server alone knows addresses and reasons', async () => {
      const theirs = await server.targets();
      const known = ({ job, instance, labels, health }: MonitoredTarget): object => ({
        job,
        instance,
        labels,
        health,
      });
      expect(theirs.map(known)).toEqual((await embedded.targets()).map(known));
      expect(theirs[0]).toMatchObject({
        job: 'absent',
        health: 'down',
        url: 'http://127.0.0.1:1/metrics',
        error: expect.stringContaining('connection refused') as string,
      });
      expect(Math.abs(Date.now() - (theirs[0]?.scrapedMs ?? 0))).toBeLessThan(60_000);
    });

    test('the same alerts, since other moments', async () => {
      const timeless = ({ activeAtMs, ...alert }: PrometheusAlert): object => {
        expect(Number.isSafeInteger(activeAtMs)).toBe(true);
        return alert;
      };
      const [theirs, ours] = [await server.alerts(), await embedded.alerts()];
      expect(theirs.map(timeless)).toEqual(ours.map(timeless));
      expect(ours.map(({ name, state }) => `${name} ${state}`)).toEqual([
        'Panne firing',
        'PanneDurable pending',
      ]);
    });

    test('the same rules, one of which fails with the same words', async () => {
      const ordered = async (prometheus: Prometheus): Promise<unknown> =>
        [...(await prometheus.rules())].sort((a, b) => (a.name < b.name ? -1 : 1));
      const theirs = await ordered(server);
      expect(theirs).toEqual(await ordered(embedded));
      expect(theirs).toMatchObject([
        { name: 'alertes', rules: [{ state: 'firing' }, { state: 'pending' }, { state: 'inactive' }] },
        { name: 'mesures', rules: [{ health: 'ok' }, { health: 'err' }] },
      ]);
    });

    test('what rules record is there to be asked for', async () => {
      for (const each of [server, embedded]) {
        const { result } = await each.query('ALERTS{alertstate="firing"}', each.now());
        expect(result).toMatchObject([{ metric: { alertname: 'Panne', instance: '127.0.0.1:1' }, value: 1 }]);
      }
    });
  },
);

/** Until everything was scraped, and every rule evaluated on it. */
async function settled(server: Prometheus): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const [targets, alerts, groups] = await Promise.all([server.targets(), server.alerts(), server.rules()]);
    const healths = groups.flatMap((group) => group.rules.map(({ health }) => health));
    const known = targets.length === 2 && targets.every(({ health }) => health !== 'unknown');
    const { result } = await server.query('count(up)', server.now());
    const scraped = (result as readonly VectorSample[])[0]?.value === 2;
    if (known && scraped && alerts.length === 2 && healths.includes('err') && !healths.includes('unknown'))
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the server does not come to rest');
}
