/** A machine with nothing: no network, no privilege, no tool. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const cli = path.resolve(import.meta.dirname, '../../dist/cli/main.js');

/** Nobody: what Debian calls so, in a container too. */
const nobody = 65534;

interface Finished {
  readonly code: number | null;
  /** Both streams, as they came. */
  readonly said: string;
}

/**
 * A user who may nothing, in network namespaces made for each command, with a PATH where there is node and nothing else.
 * All that it may write is in one folder.
 */
export class BareMachine {
  readonly #folder = mkdtempSync(path.join(os.tmpdir(), 'sonde-bare-'));
  readonly #running = new Set<ChildProcess>();

  constructor() {
    for (const name of ['bin', 'home', 'output', 'state', 'tmp']) mkdirSync(this.#at(name));
    symlinkSync(process.execPath, this.#at('bin/node'));
    for (const name of ['', 'home', 'output', 'state', 'tmp']) chownSync(this.#at(name), nobody, nobody);
  }

  /** Where its user may write what is asked for. */
  get output(): string {
    return this.#at('output');
  }

  /**
   * Executes notebooks there, as `sonde notebooks` does.
   *
   * @param loopback whether 127.0.0.1 can be reached, as on every machine that has started; a namespace is born without it
   * @param files notebooks, which are executed to {@link output}
   * @returns what it wrote
   * @throws Error when it did not even begin: this machine can make no such place
   */
  async notebooks(loopback: 'down' | 'up', files: readonly string[]): Promise<string> {
    const { code, said } = await this.#run(
      loopback,
      cli,
      'notebooks',
      '--timeout',
      '300',
      '--out',
      this.output,
      ...files,
    );
    if (!/^[✓✗] /m.test(said))
      throw new Error(`no bare machine here, which needs root, namespaces and ip (code ${code}): ${said}`);
    return said;
  }

  /** Ends what still runs, and removes the folder. */
  remove(): void {
    for (const child of this.#running) child.kill('SIGTERM');
    if (existsSync(this.#folder)) rmSync(this.#folder, { recursive: true });
  }

  #at(name: string): string {
    return path.join(this.#folder, name);
  }

  #run(loopback: 'down' | 'up', ...words: readonly string[]): Promise<Finished> {
    // Each of these becomes the next: one process, with one identifier.
    const start = [
      ...['unshare', '--net', '--', 'sh', '-c', `ip link set lo ${loopback} && exec "$@"`, 'sh'],
      ...['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', '--no-new-privs'],
      ...['env', '-i', `PATH=${this.#at('bin')}`, `HOME=${this.#at('home')}`, `TMPDIR=${this.#at('tmp')}`],
      ...[`XDG_STATE_HOME=${this.#at('state')}`, 'LANG=C.UTF-8', process.execPath, ...words],
    ];
    const child = spawn(start[0] ?? '', start.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#running.add(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        this.#running.delete(child);
        resolve({ code, said });
      });
    });
  }
}
