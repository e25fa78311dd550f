/** The kernel as a process: started, interrupted, and ended whatever happens to this one. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { endedWithUs, signalGroup } from '../run/tool-process.js';

/** How kernel-main.ts says that another program took its ports first. */
export const portTakenExitCode = 75;

/** Seen from `src/` (tests) and from `dist/` alike: a process can only run the compiled one. */
export const kernelMain = path.resolve(__dirname, '../../dist/notebook/kernel-main.js');

/**
 * Kernels to end when this process exits. If it is killed, the kernel of Linux ends them; elsewhere each of them notices it by itself,
 * once no cell keeps it busy.
 */
const running = new Set<KernelProcess>();
process.on('exit', () => {
  for (const kernel of running) kernel.kill();
});

export interface ExitReport {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what the process wrote outside any cell. */
  readonly lastOutput: string;
}

/** The kernel's process ended before its time, or never became ready. */
export class KernelDiedError extends Error {
  override readonly name = 'KernelDiedError';

  /** @param report how the process ended */
  constructor(readonly report: ExitReport) {
    const how = report.signal === null ? `exit code ${String(report.exitCode)}` : `signal ${report.signal}`;
    super(`the kernel died (${how})${report.lastOutput && `: ${report.lastOutput}`}`);
  }
}

/** The process of a kernel, with those that its cells start. */
export class KernelProcess {
  /** Fulfilled when the process is gone; never rejected. */
  readonly exited: Promise<ExitReport>;
  readonly #child: ChildProcess;
  #lastOutput = '';

  /** @param argv what runs tslab, see {@link KernelProcess.start}; @param folder working folder of the cells */
  private constructor(argv: readonly string[], folder: string) {
    const [program = '', ...args] = argv;
    this.#child = spawn(program, args, {
      cwd: folder,
      // A group of its own: Ctrl-C in the terminal reaches us alone, and what the cells start can be ended too.
      detached: process.platform !== 'win32',
      // The fourth is a channel that closes when this process ends, even killed.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      windowsHide: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#lastOutput = (this.#lastOutput + text).slice(-2000);
      });
    }
    running.add(this);
    this.exited = new Promise((resolve) => {
      const report = (exitCode: number | null, signal: NodeJS.Signals | null): void => {
        running.delete(this);
        resolve({ exitCode, signal, lastOutput: this.#lastOutput.trim() });
      };
      this.#child.once('exit', report);
      this.#child.once('error', (error) => {
        this.#lastOutput += error.message;
        if (this.#child.pid === undefined) report(null, null);
      });
    });
  }

  /**
   * @param connectionFile path of the connection file
   * @param folder working folder of the cells
   */
  static async start(connectionFile: string, folder: string): Promise<KernelProcess> {
    return new KernelProcess(
      [...(await endedWithUs('KILL')), process.execPath, kernelMain, connectionFile],
      folder,
    );
  }

  /** Process identifier; undefined when the process could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Asks the cell that runs to stop. The kernel lives on. */
  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  /** Ends the process and those that its cells started, at once. Harmless when they are gone. */
  kill(): void {
    signalGroup(this.#child, 'SIGKILL');
  }
}
