/** A tool as a process: started without a shell, in English, and ended whatever happens to this one. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { ToolArgumentError } from './argument.js';
import { ToolMissingError } from './tool-run.js';

/** How long a tool may take to end by itself: tcpdump writes its last packets, iperf3 its totals. */
const GRACE_MS = 2000;

/** When this process exits, its tools end with it. */
const running = new Set<ToolProcess>();
process.on('exit', () => {
  for (const tool of running) tool.kill('SIGKILL');
});

/** How a process ended. */
export interface ToolEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class ToolProcess {
  /** Fulfilled when the process is gone and its outputs are closed; rejected when it could not be started. */
  readonly ended: Promise<ToolEnd>;
  readonly #child: ChildProcess;
  #stopping = false;
  #closed = false;

  private constructor(
    program: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
  ) {
    this.#child = spawn(program, args, {
      env: { ...process.env, LC_ALL: 'C', LANGUAGE: '', ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own: Ctrl-C in the terminal reaches us alone, and what the tool starts can be ended too.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    running.add(this);
    this.ended = new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#closed = true;
        running.delete(this);
      };
      this.#child.once('close', (code, signal) => {
        leave();
        resolve({ code, signal });
      });
      this.#child.once('error', (error) => {
        if (this.#child.pid !== undefined) return;
        leave();
        reject(error);
      });
    });
    // A tool that fails at once reads nothing: what it says and its exit code tell why.
    this.stdin.on('error', () => undefined);
  }

  /**
   * Starts a tool.
   *
   * @param argv the tool and its arguments, after those of `prefix` if any
   * @param environment added to ours
   * @throws ToolMissingError; ToolArgumentError
   */
  static async start(
    argv: readonly string[],
    prefix: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): Promise<ToolProcess> {
    const words = [...(await located(prefix)), ...(await located(argv))];
    const nul = words.find((word) => word.includes('\0'));
    if (nul !== undefined) throw new ToolArgumentError('an argument has a NUL character');
    const [program = '', ...args] = [...(await endedWithUs('TERM')), ...words];
    return new ToolProcess(program, args, environment);
  }

  /** Process identifier; `undefined` when the process could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  get stdin(): Writable {
    return this.#child.stdin as Writable;
  }

  get stdout(): Readable {
    return this.#child.stdout as Readable;
  }

  get stderr(): Readable {
    return this.#child.stderr as Readable;
  }

  /** Asks the tool to end, insists if it does not, and lets go of outputs that a process out of reach keeps open. */
  stop(): void {
    if (this.#stopping || this.#closed) return;
    this.#stopping = true;
    this.kill('SIGTERM');
    const timer = setTimeout(() => {
      this.kill('SIGKILL');
      this.stdout.destroy();
      this.stderr.destroy();
    }, GRACE_MS);
    const clear = (): void => {
      clearTimeout(timer);
    };
    void this.ended.then(clear, clear);
  }

  /** Sends a signal to the tool and to those that it started. Harmless when they are gone. */
  kill(signal: NodeJS.Signals): void {
    if (!this.#closed) signalGroup(this.#child, signal);
  }
}

/** Sends a signal to a process that has a group of its own, and to those that it started. Harmless when they are gone. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    // ESRCH: nobody is left in the group.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The path of the program instead of its name, so that neither PATH nor the current folder decides later. */
async function located([name, ...args]: readonly string[]): Promise<readonly string[]> {
  if (name === undefined) return [];
  const program = await findTool(name);
  if (program === undefined) throw new ToolMissingError(name);
  return [program, ...args];
}

let setpriv: Promise<string | undefined> | undefined;

/**
 * What a program is run through so that the kernel ends it when we are killed, and nothing of ours runs any more (prctl(2),
 * PR_SET_PDEATHSIG); nothing where that cannot be.
 *
 * @param signal that it is sent
 */
export async function endedWithUs(signal: 'TERM' | 'KILL'): Promise<readonly string[]> {
  const program = await (setpriv ??= findSetpriv());
  return program === undefined ? [] : [program, '--pdeathsig', signal, '--'];
}

async function findSetpriv(): Promise<string | undefined> {
  const program = process.platform === 'linux' ? await findTool('setpriv') : undefined;
  if (program === undefined) return undefined;
  return new Promise((resolve) => {
    // The one of busybox has no such option.
    execFile(program, ['--pdeathsig', 'TERM', '--', program, '--version'], (error) => {
      resolve(error === null ? program : undefined);
    });
  });
}

/** Where system tools are when a student's PATH leaves them out. */
const systemFolders = ['/usr/sbin', '/sbin', '/usr/local/sbin'];

/**
 * Where a tool is installed: in PATH, or in the folders of system tools that a user's PATH often leaves out. Never in
 * the current folder, even when PATH names it.
 *
 * @param name of the tool, without a folder, e.g. `ss`
 * @returns its path; `undefined` when it is not installed
 * @throws {@link ToolArgumentError} when the name is not that of a program
 * @example
 * ```ts
 * import { findTool } from 'sonde/tools';
 *
 * console.log(await findTool('no-such-tool')); // → undefined
 * ```
 */
export async function findTool(name: string): Promise<string | undefined> {
  if (!/^[A-Za-z0-9][\w.+-]{0,63}$/.test(name)) {
    throw new ToolArgumentError(`not the name of a program: ${JSON.stringify(name.slice(0, 64))}`);
  }
  const extensions = process.platform === 'win32' ? ['.exe'] : [''];
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), ...systemFolders];
  for (const folder of folders.filter((each) => path.isAbsolute(each))) {
    for (const extension of extensions) {
      const file = path.join(folder, name + extension);
      if (await isExecutable(file)) return file;
    }
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
