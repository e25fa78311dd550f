import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Labels } from '../../../src/prometheus/series/labels.js';

/** A message as a webhook gets it. */
export interface ToldMessage {
  readonly receiver: string;
  readonly groupLabels: Labels;
  readonly alerts: readonly { readonly status: 'firing' | 'resolved'; readonly labels: Labels }[];
}

/** A real Alertmanager on loopback, and the webhook to which it says everything. */
export class AlertmanagerServer {
  private constructor(
    readonly url: string,
    readonly told: readonly ToldMessage[],
    readonly close: () => Promise<void>,
  ) {}

  /** @param configuration in which `WEBHOOK` stands for the address of the webhook */
  static async start(configuration: string): Promise<AlertmanagerServer> {
    const folder = mkdtempSync(path.join(tmpdir(), 'sonde-alertmanager-'));
    const told: ToldMessage[] = [];
    const webhook = await listen(told);
    const { port } = webhook.address() as AddressInfo;
    const file = path.join(folder, 'alertmanager.yml');
    writeFileSync(file, configuration.replaceAll('WEBHOOK', `http://127.0.0.1:${port}/`));
    const program = spawn(
      'prometheus-alertmanager',
      [
        `--config.file=${file}`,
        `--storage.path=${path.join(folder, 'data')}`,
        '--web.listen-address=127.0.0.1:0',
        '--cluster.listen-address=',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const ended = once(program, 'exit');
    const close = async (): Promise<void> => {
      program.kill('SIGTERM');
      await ended;
      webhook.closeAllConnections();
      webhook.close();
      rmSync(folder, { recursive: true });
    };
    try {
      return new AlertmanagerServer(`http://${await addressOf(program.stderr)}`, told, close);
    } catch (error) {
      await close();
      throw error;
    }
  }

  async post(what: 'alerts' | 'silences', body: unknown): Promise<void> {
    const response = await fetch(`${this.url}/api/v2/${what}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${what}: ${await response.text()}`);
  }
}

async function listen(told: ToldMessage[]): Promise<Server> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      told.push(JSON.parse(body) as ToldMessage);
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** It says where it listens in its log. */
async function addressOf(log: Readable): Promise<string> {
  const said: string[] = [];
  for await (const line of createInterface({ input: log })) {
    const [, address] = /msg="?Listening on"?.* address=(127\.0\.0\.1:\d+)/.exec(line) ?? [];
    said.push(line);
    if (address === undefined) continue;
    // What it says later must not fill the pipe.
    log.resume();
    return address;
  }
  throw new Error(`alertmanager does not start: ${said.join('\n')}`);
}
