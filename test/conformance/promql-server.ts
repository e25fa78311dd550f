import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Labels } from '../../src/prometheus/series-labels.js';

/** A series as the tests make it. */
export interface MadeSeries {
  readonly labels: Labels;
  readonly samples: readonly (readonly [timeMs: number, value: number])[];
}

/** The answer of the HTTP API. */
export interface Answer {
  readonly status: string;
  readonly data?: { readonly resultType: string; readonly result: unknown };
  readonly error?: string;
  readonly errorType?: string;
}

/** A real Prometheus on loopback, with series of ours in its storage. */
export class PromqlServer {
  private constructor(
    readonly url: string,
    readonly close: () => Promise<void>,
  ) {}

  static async start(series: readonly MadeSeries[]): Promise<PromqlServer> {
    const folder = mkdtempSync(path.join(tmpdir(), 'sonde-promql-'));
    writeFileSync(path.join(folder, 'data.om'), openMetrics(series));
    writeFileSync(path.join(folder, 'prometheus.yml'), 'global: {}\n');
    const storage = path.join(folder, 'tsdb');
    execFileSync(
      'promtool',
      ['tsdb', 'create-blocks-from', 'openmetrics', path.join(folder, 'data.om'), storage],
      {
        stdio: 'ignore',
      },
    );
    const port = await freePort();
    const server = spawn(
      'prometheus',
      [
        `--config.file=${path.join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${storage}`,
        '--storage.tsdb.retention.time=100y',
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=error',
      ],
      { stdio: 'ignore' },
    );
    const ended = once(server, 'exit');
    const url = `http://127.0.0.1:${port}`;
    await ready(url);
    return new PromqlServer(url, async () => {
      server.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    });
  }

  async ask(endpoint: 'query' | 'query_range', parameters: Record<string, string>): Promise<Answer> {
    const body = new URLSearchParams(parameters);
    const response = await fetch(`${this.url}/api/v1/${endpoint}`, { method: 'POST', body });
    return (await response.json()) as Answer;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function ready(url: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const response = await fetch(`${url}/-/ready`).catch(() => undefined);
    if (response?.ok === true) return;
    if (Date.now() > deadline) throw new Error('prometheus does not become ready');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The format of `promtool tsdb create-blocks-from`: series of one metric together, under its type. */
function openMetrics(series: readonly MadeSeries[]): string {
  const families = new Map<string, string[]>();
  for (const { labels, samples } of series) {
    const { __name__: name = '', ...rest } = labels;
    const written = Object.entries(rest).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
    const lines = families.get(name) ?? [`# TYPE ${name} unknown`];
    for (const [timeMs, value] of samples) {
      lines.push(`${name}{${written.join(',')}} ${formatValue(value)} ${timeMs / 1000}`);
    }
    families.set(name, lines);
  }
  return `${[...families.values()].flat().join('\n')}\n# EOF\n`;
}

function formatValue(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}
