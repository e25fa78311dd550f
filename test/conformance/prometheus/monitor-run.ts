import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const MAIN = path.join(import.meta.dirname, '../../../dist/cli/main.js');

/** Any free port for each service: the usual ones may be somebody's. */
export const freePorts = ['exporter', 'node', 'blackbox', 'alertmanager', 'prometheus'].flatMap((service) => [
  '--port',
  `${service}=0`,
]);

/** `sonde monitor` in a process of its own, which leaves a mark on all that it starts. */
export class MonitorRun {
  readonly #mark = `SONDE_TEST=${randomUUID()}`;
  readonly ended: Promise<number | null>;
  readonly child: ChildProcess;
  output = '';

  /** @param environment instead of ours */
  constructor(words: readonly string[], environment: NodeJS.ProcessEnv = process.env) {
    const [name = '', value = ''] = this.#mark.split('=');
    this.child = spawn(process.execPath, [MAIN, 'monitor', ...words], {
      env: { ...environment, [name]: value },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    this.ended = once(this.child, 'close').then(([code]) => code as number | null);
  }

  /** Waits until it has said something, and gives what it said. */
  async said(words: string): Promise<string> {
    await until(() => this.output.includes(words) || this.child.exitCode !== null);
    if (!this.output.includes(words)) throw new Error(this.output);
    return this.output;
  }

  /** Processes that it, and what it started, have left in /proc. */
  processes(): readonly number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => environmentOf(pid).includes(this.#mark))
      .map(Number);
  }

  /** Address of Prometheus, as it said it. */
  get prometheus(): string {
    return /export PROMETHEUS_URL=(\S+)/.exec(this.output)?.[1] ?? '';
  }
}

/** Runs `sonde monitor` to its end. */
export async function monitor(
  words: readonly string[],
  environment?: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const run = new MonitorRun(words, environment);
  return { code: await run.ended, output: run.output };
}

/** Waits for a fact, as long as a machine at work may need. */
export async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 80_000;
  while (!(await done())) {
    if (performance.now() > deadline) throw new Error('it takes too long');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Answer of Prometheus' HTTP API. */
export async function api<T>(server: string, endpoint: string): Promise<T> {
  const answer = (await (await fetch(`${server}/api/v1/${endpoint}`)).json()) as { readonly data: T };
  return answer.data;
}

/** A process that has ended in the meantime has none, and one that waits for its parent neither. */
function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}
