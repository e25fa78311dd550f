import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Labels } from '../../../src/prometheus/series/labels.js';
import type { SeriesStore } from '../../../src/prometheus/series/store.js';
import { freePort } from './free-port.js';
import { remoteWriteBody } from './promql-remote-write.js';

/** A series as the tests make it. */
export interface MadeSeries {
  readonly labels: Labels;
  readonly samples: readonly (readonly [timeMs: number, value: number | 'stale'])[];
}

/** Puts made series into a store of ours. */
export function fill(store: SeriesStore, series: readonly MadeSeries[]): SeriesStore {
  for (const { labels, samples } of series) {
    const into = store.series(labels);
    for (const [timeMs, value] of samples) {
      if (value === 'stale') into.appendStale(timeMs);
      else into.append(timeMs, value);
    }
  }
  return store;
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

  /**
   * @param flags more of them for the server
   * @param config what it scrapes and evaluates, on that port; nothing by default
   * @param command by default that of Debian
   */
  static async start(
    series: readonly MadeSeries[],
    flags: readonly string[] = [],
    config: (port: number) => string = () => 'global: {}\n',
    command = 'prometheus',
  ): Promise<PromqlServer> {
    const folder = mkdtempSync(path.join(tmpdir(), 'sonde-promql-'));
    const port = await freePort();
    writeFileSync(path.join(folder, 'prometheus.yml'), config(port));
    const options = [
      `--config.file=${path.join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${path.join(folder, 'tsdb')}`,
      '--storage.tsdb.retention.time=100y',
      '--web.enable-remote-write-receiver',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
      ...flags,
    ];
    const program = spawn(command, options, { stdio: 'ignore' });
    const ended = once(program, 'exit');
    const server = new PromqlServer(`http://127.0.0.1:${port}`, async () => {
      program.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    });
    try {
      await server.#ready();
      if (series.length > 0) await server.#write(series);
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  async #write(series: readonly MadeSeries[]): Promise<void> {
    const response = await fetch(`${this.url}/api/v1/write`, {
      method: 'POST',
      headers: { 'Content-Encoding': 'snappy', 'Content-Type': 'application/x-protobuf' },
      body: new Uint8Array(remoteWriteBody(series)),
    });
    if (!response.ok) throw new Error(`remote write: ${await response.text()}`);
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const response = await fetch(`${this.url}/-/ready`).catch(() => undefined);
      if (response?.ok === true) return;
      if (Date.now() > deadline) throw new Error('prometheus does not become ready');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async ask(endpoint: 'query' | 'query_range', parameters: Record<string, string>): Promise<Answer> {
    const body = new URLSearchParams(parameters);
    const response = await fetch(`${this.url}/api/v1/${endpoint}`, { method: 'POST', body });
    return (await response.json()) as Answer;
  }
}
