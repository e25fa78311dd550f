import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from './free-port.js';
import type { ScrapeBody } from './scrape-bodies.js';

/** What a server made of a body. */
export interface ScrapeVerdict {
  readonly up: boolean;
  readonly scraped: number;
  /** Series with a value now: labels in JSON, without those of the target, and the value. */
  readonly series: Readonly<Record<string, string>>;
}

const protocols = { text: 'PrometheusText0.0.4', openmetrics: 'OpenMetricsText1.0.0' } as const;

/**
 * Has a real Prometheus scrape each body once or more.
 *
 * @param program such as `prometheus`
 * @param version its major version: 2 does not know `fallback_scrape_protocol`
 */
export async function scrapeVerdicts(
  program: string,
  version: 2 | 3,
  bodies: readonly ScrapeBody[],
): Promise<readonly ScrapeVerdict[]> {
  const target = await serve(bodies);
  const folder = mkdtempSync(path.join(tmpdir(), 'sonde-scrapes-'));
  const port = await freePort();
  const jobs = (['none', 'text', 'openmetrics'] as const).map((fallback) => ({
    job_name: fallback,
    scrape_interval: '1s',
    ...(version === 3 && fallback !== 'none' && { fallback_scrape_protocol: protocols[fallback] }),
    static_configs: bodies.flatMap((body, i) =>
      (body.fallback ?? 'none') === fallback
        ? [{ targets: [target.host], labels: { __metrics_path__: `/${i}`, instance: String(i) } }]
        : [],
    ),
  }));
  writeFileSync(path.join(folder, 'prometheus.yml'), JSON.stringify({ scrape_configs: jobs }));
  const flags = [
    `--config.file=${path.join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${path.join(folder, 'tsdb')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
  ];
  const server = spawn(program, flags, { stdio: 'ignore' });
  const ended = once(server, 'exit');
  try {
    return await verdicts(`http://127.0.0.1:${port}`, bodies.length);
  } finally {
    server.kill('SIGKILL');
    await ended;
    target.server.close();
    target.server.closeAllConnections();
    rmSync(folder, { recursive: true });
  }
}

async function serve(
  bodies: readonly ScrapeBody[],
): Promise<{ readonly server: Server; readonly host: string }> {
  const server = createServer((request, response) => {
    const { text = '', contentType = 'text/plain; version=0.0.4' } =
      bodies[Number(request.url?.slice(1))] ?? {};
    if (contentType !== '') response.setHeader('content-type', contentType);
    response.end(text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, host: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

async function verdicts(url: string, count: number): Promise<readonly ScrapeVerdict[]> {
  const query = async (text: string): Promise<readonly Sample[]> => {
    const answer = await fetch(`${url}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query: text }),
    }).catch(() => undefined);
    if (answer?.ok !== true) return [];
    return ((await answer.json()) as { data: { result: readonly Sample[] } }).data.result;
  };
  const deadline = Date.now() + 60_000;
  // The last of the series that a scrape leaves behind.
  while ((await query('scrape_series_added')).length < count) {
    if (Date.now() > deadline) throw new Error('not all bodies are scraped in time');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const [up, scraped, own] = await Promise.all([
    query('up'),
    query('scrape_samples_scraped'),
    query('{__name__!="",__name__!~"up|scrape_.+"}'),
  ]);
  const of = (samples: readonly Sample[], i: number): readonly Sample[] =>
    samples.filter(({ metric }) => metric.instance === String(i));
  return Array.from({ length: count }, (_, i) => ({
    up: of(up, i)[0]?.value[1] === '1',
    scraped: Number(of(scraped, i)[0]?.value[1]),
    series: Object.fromEntries(
      of(own, i)
        .map(({ metric, value }): [string, string] => [labelsKey(metric), value[1]])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  }));
}

/** Labels without those of the target, in order. */
export function labelsKey(labels: Readonly<Record<string, string>>): string {
  const own = Object.entries(labels).filter(([name]) => name !== 'job' && name !== 'instance');
  return JSON.stringify(Object.fromEntries(own.sort(([a], [b]) => (a < b ? -1 : 1))));
}
