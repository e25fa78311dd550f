/** A tool as a process: started without a shell, in English, and ended whatever happens to this one. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { findTool } from './find-tool.js';
import { ToolArgumentError, ToolMissingError } from './tool-error.js';

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
    const [program = '', ...args] = [...(await lifeline()), ...words];
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
    const { pid } = this.#child;
    if (pid === undefined || this.#closed) return;
    try {
      if (process.platform === 'win32') this.#child.kill(signal);
      else process.kill(-pid, signal);
    } catch (error) {
      // ESRCH: nobody is left in the group.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** The path of the program instead of its name, so that neither PATH nor the current folder decides later. */
async function located([name, ...args]: readonly string[]): Promise<readonly string[]> {
  if (name === undefined) return [];
  const program = await findTool(name);
  if (program === undefined) throw new ToolMissingError(name);
  return [program, ...args];
}

let setpriv: Promise<readonly string[]> | undefined;

/** Nothing runs when we are killed: the kernel is asked to end the tool then (prctl(2), PR_SET_PDEATHSIG), where it can be. */
function lifeline(): Promise<readonly string[]> {
  return (setpriv ??= findLifeline());
}

async function findLifeline(): Promise<readonly string[]> {
  const program = process.platform === 'linux' ? await findTool('setpriv') : undefined;
  if (program === undefined) return [];
  const words = ['--pdeathsig', 'TERM', '--'];
  return new Promise((resolve) => {
    // The one of busybox has no such option.
    execFile(program, [...words, program, '--version'], (error) => {
      resolve(error === null ? [program, ...words] : []);
    });
  });
}
