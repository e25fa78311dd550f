import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openMachine } from '../../../src/host/open-machine.js';
import { open } from '../../../src/network/open.js';
import type { MetricFamily } from '../../../src/prometheus/exposition/family.js';
import { Scraper } from '../../../src/prometheus/exposition/scrape.js';
import { parseExposition } from '../../../src/prometheus/exposition/text-format.js';
import { Exporter } from '../../../src/prometheus/exporter/exporter.js';
import { serveExporter } from '../../../src/prometheus/exporter/exporter-server.js';
import { machineFamilies } from '../../../src/prometheus/exporter/machine-families.js';
import { SeriesStore } from '../../../src/prometheus/series/store.js';
import { whyNotInstalled } from '../chain-lab.js';
import { QuietNamespace } from '../host/quiet-namespace.js';
import { freePort } from './free-port.js';

const missing = whyNotInstalled(
  'prometheus',
  'promtool',
  'prometheus-node-exporter',
  'prometheus-blackbox-exporter',
);
const namespace = missing ?? (await QuietNamespace.make('metrics'));
const lack = typeof namespace === 'string' ? namespace : undefined;

afterAll(async () => {
  if (typeof namespace !== 'string') await namespace.remove();
});

/** Runs a program on loopback while something asks it. */
async function beside<T>(
  [program = '', ...args]: readonly string[],
  readyUrl: string,
  ask: () => Promise<T>,
): Promise<T> {
  const child = spawn(program, args, { stdio: 'ignore' });
  const ended = once(child, 'exit');
  try {
    await until(async () => (await fetch(readyUrl).catch(() => undefined))?.ok === true);
    return await ask();
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

async function until(done: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error('it takes too long');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Name, type, help, and each sample in one line, in order. */
function facts(families: readonly MetricFamily[]): readonly string[] {
  return families
    .flatMap(({ name, type, help, samples }) => [
      `${name} ${type} ${help ?? ''}`,
      ...samples.map((sample) => `${sample.name} ${JSON.stringify(sample.labels)} ${sample.value}`),
    ])
    .sort();
}

/** The kernel counts these for all namespaces together: the rest of the machine moves them. */
const shared = /^node_sockstat_(TCP_alloc|TCP_mem|UDP_mem|TCP_mem_bytes|UDP_mem_bytes) \{/;

describe.skipIf(lack !== undefined)(`the exporter${lack ? ` (${lack})` : ''}`, () => {
  test('has the names, types, helps and values of node_exporter', async () => {
    const { process } = namespace as QuietNamespace;
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/metrics`;
    const flags = ['netdev', 'netstat', 'sockstat'].map((collector) => `--collector.${collector}`);
    const command = [
      ...[
        'prometheus-node-exporter',
        `--path.procfs=/proc/${process}`,
        '--collector.disable-defaults',
        ...flags,
      ],
      ...['--no-collector.netdev.netlink', '--collector.netdev.device-exclude=^$'],
      ...['--web.disable-exporter-metrics', `--web.listen-address=127.0.0.1:${port}`],
    ];
    const theirs = await beside(command, url, async () => (await fetch(url)).text());
    const ours = await machineFamilies(await openMachine({ source: 'live', process }));
    const comparable = (families: readonly MetricFamily[]): readonly string[] =>
      facts(families.filter(({ name }) => /^node_(network|netstat|sockstat)_/.test(name))).filter(
        (fact) => !shared.test(fact),
      );
    expect(comparable(ours)).toEqual(comparable(parseExposition(theirs)));
  });

  test('has the names, types and helps of blackbox_exporter, and its verdicts', async () => {
    const port = await freePort();
    const folder = mkdtempSync(path.join(tmpdir(), 'sonde-blackbox-'));
    const modules = 'modules: { icmp: { prober: icmp }, tcp: { prober: tcp } }\n';
    writeFileSync(path.join(folder, 'blackbox.yml'), modules);
    const command = [
      ...['prometheus-blackbox-exporter', `--config.file=${folder}/blackbox.yml`],
      `--web.listen-address=127.0.0.1:${port}`,
    ];
    const exporter = await ourExporter(['127.0.0.1']);
    try {
      await beside(command, `http://127.0.0.1:${port}/-/healthy`, async () => {
        const closed = await freePort();
        const asked = [
          ['icmp', '127.0.0.1'],
          ['tcp', `127.0.0.1:${port}`],
          ['tcp', `127.0.0.1:${closed}`],
        ] as const;
        for (const [module, target] of asked) {
          const query = `probe?module=${module}&target=${target}`;
          const [ours, theirs] = await Promise.all(
            [exporter.url, `http://127.0.0.1:${port}`].map(async (url) =>
              parseExposition(await (await fetch(`${url}/${query}`)).text()),
            ),
          );
          expect(steady(ours)).toEqual(steady(theirs));
        }
      });
    } finally {
      await exporter.close();
      rmSync(folder, { recursive: true });
    }
  });

  test('is accepted by promtool check metrics', async () => {
    const exporter = await ourExporter(['127.0.0.1']);
    try {
      for (const page of ['metrics', 'probe?target=127.0.0.1', 'probe?target=127.0.0.1&module=traceroute']) {
        const input = await (await fetch(`${exporter.url}/${page}`)).text();
        const { stderr, status } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
        expect(stderr).not.toContain('error while linting');
        // node_exporter's own names get the same advice.
        const advice = stderr.split('\n').filter((line) => line !== '' && !/^(node|nodejs)_/.test(line));
        expect([page, advice]).toEqual([page, []]);
        if (page !== 'metrics') expect(status).toBe(0);
      }
    } finally {
      await exporter.close();
    }
  });

  test('is scraped by a real Prometheus, which stores what our own scraper stores', async () => {
    const exporter = await ourExporter(['127.0.0.1'], 'serveur-web');
    const folder = mkdtempSync(path.join(tmpdir(), 'sonde-exporter-'));
    const port = await freePort();
    const target = new URL(exporter.url).host;
    const config = `global: { scrape_interval: 1s, scrape_timeout: 1s }
scrape_configs:
  - job_name: cours
    static_configs: [{ targets: ['${target}'] }]
`;
    writeFileSync(path.join(folder, 'prometheus.yml'), config);
    const server = `http://127.0.0.1:${port}`;
    const command = [
      ...['prometheus', `--config.file=${folder}/prometheus.yml`, `--storage.tsdb.path=${folder}/tsdb`],
      ...[`--web.listen-address=127.0.0.1:${port}`, '--log.level=error'],
    ];
    try {
      const theirs = await beside(command, `${server}/-/ready`, async () => {
        await until(async () =>
          (await current(server, 'up')).includes(
            '{"__name__":"up","instance":"' + target + '","job":"cours"} 1',
          ),
        );
        return current(server, '{job="cours",__name__=~"node_.*|sonde_machine_info|up"}');
      });
      const store = new SeriesStore();
      const text = await (await fetch(`${exporter.url}/metrics`)).text();
      new Scraper(store, { job: 'cours', instance: target }).scrape({ text, timestampMs: 0 });
      const ours = store
        .select([])
        .filter(({ labels }) => /^(node_.*|sonde_machine_info|up)$/.test(labels.get('__name__')))
        .map(({ labels, samples }) => `${JSON.stringify(labels.plain)} ${samples.columns.values[0] ?? ''}`);
      expect(theirs).toEqual([...ours].sort());
      expect(theirs.length).toBeGreaterThan(60);
    } finally {
      await exporter.close();
      rmSync(folder, { recursive: true });
    }
  }, 60_000);
});

async function ourExporter(targets: readonly string[], recorded?: string): ReturnType<typeof serveExporter> {
  const machine = await openMachine(recorded === undefined ? {} : { name: recorded });
  const exporter = await Exporter.create({
    ...{ machine, targets },
    openNetwork: (module) => open({ needs: module === 'tcp' ? 'connections' : 'packets' }),
  });
  return serveExporter(exporter, { port: 0 });
}

/** What two probes of one target agree on; theirs has no name for what ours adds, and the other way round. */
function steady(families: readonly MetricFamily[] = []): readonly string[] {
  const kept = families.filter(({ name }) => !/^sonde_|^probe_failed_due_to_regex$/.test(name));
  return facts(kept).map((fact) => fact.replace(/^(probe_\w*(?:duration|time)_seconds \{.*\}) .*$/, '$1'));
}

/** The instant vector of a query: labels in order and the value. */
async function current(server: string, query: string): Promise<readonly string[]> {
  const body = new URLSearchParams({ query });
  const answer = (await (await fetch(`${server}/api/v1/query`, { method: 'POST', body })).json()) as {
    readonly data: {
      readonly result: readonly {
        readonly metric: Record<string, string>;
        readonly value: [number, string];
      }[];
    };
  };
  return answer.data.result
    .map(({ metric, value: [, value] }) => {
      const labels = Object.fromEntries(Object.entries(metric).sort(([a], [b]) => (a < b ? -1 : 1)));
      return `${JSON.stringify(labels)} ${Number(value)}`;
    })
    .sort();
}
