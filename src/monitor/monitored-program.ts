import { createWriteStream, type WriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ToolEnd, ToolProcess } from '../run/tool-process.js';
import { type MonitoringError, programFailed } from './monitor-error.js';

/** The most that a program may log: it must not fill the disk. */
const MAX_LOG_BYTES = 16 * 1024 * 1024;
/** The end of the log that is kept to tell why a program ended. */
const TAIL_CHARACTERS = 4000;
const TAIL_LINES = 8;
const LOOK_EVERY_MS = 100;
/** Time to end after SIGTERM: Prometheus writes its samples in memory to the disk first. */
const GRACE_MS = 10_000;

/** How a program is started. */
interface ProgramStart {
  readonly name: string;
  readonly args: readonly string[];
  /** Overwritten. */
  readonly logFile: string;
}

/** A program of the stack. It logs to a file, and ends when it is stopped, or with this process. */
export class MonitoredProgram {
  /** Fulfilled when it has ended. */
  readonly ended: Promise<ToolEnd>;
  readonly #log: WriteStream;
  #tail = '';
  #loggedBytes = 0;
  #end?: ToolEnd;

  private constructor(
    readonly start: ProgramStart,
    readonly process: ToolProcess,
  ) {
    this.#log = createWriteStream(start.logFile, { mode: 0o600 });
    // A log that cannot be written, as on a full disk, is no reason to end the program.
    this.#log.on('error', () => undefined);
    for (const stream of [process.stdout, process.stderr])
      stream.on('data', (bytes: Buffer) => {
        this.#keep(bytes);
      });
    process.stdin.end();
    this.ended = process.ended.then((end) => {
      this.#end = end;
      this.#log.end();
      return end;
    });
    this.ended.catch(() => undefined);
  }

  /** @throws {@link ToolMissingError} when it is not installed */
  static async start(start: ProgramStart): Promise<MonitoredProgram> {
    const process = await ToolProcess.start([start.name, ...start.args], [], {});
    return new MonitoredProgram(start, process);
  }

  /**
   * Waits until it answers at an address.
   *
   * @throws {@link MonitoringError} `program` when it ends or takes too long, with the end of its log; the reason of the
   *   signal when aborted
   */
  async waitUntilReady(url: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      signal?.throwIfAborted();
      const ready = await answers(url);
      // An answer counts only while it runs: another program may have its port since.
      if (this.#end !== undefined) throw this.failure();
      if (ready) return;
      if (performance.now() > deadline)
        throw this.failure(`was not ready after ${Math.round(timeoutMs / 1000)} s`);
      await Promise.race([sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined), this.ended]);
    }
  }

  /** Asks it to end, waits, and kills it when it takes too long. */
  async stop(): Promise<void> {
    this.process.kill('SIGTERM');
    const timer = new AbortController();
    const late = sleep(GRACE_MS, 'late', { signal: timer.signal }).catch(() => 'ended');
    // Rejected for a program that could not be started: there is nothing to stop then.
    const ended = this.ended.catch(() => undefined);
    if ((await Promise.race([ended, late])) === 'late') this.process.stop();
    timer.abort();
    await ended;
  }

  /** The error of its end, with the end of its log. */
  failure(what = endOf(this.#end)): MonitoringError {
    const lines = this.#tail.trimEnd().split('\n').slice(-TAIL_LINES);
    return programFailed(this.start.name, what, { lines, file: this.start.logFile });
  }

  #keep(bytes: Buffer): void {
    this.#tail = (this.#tail + bytes.toString('utf8')).slice(-TAIL_CHARACTERS);
    this.#loggedBytes += bytes.length;
    if (this.#loggedBytes <= MAX_LOG_BYTES) this.#log.write(bytes);
  }
}

/** Whether something answers 200 at an address of this machine. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function endOf(end: ToolEnd | undefined): string {
  if (end === undefined) return 'failed';
  return end.signal === null ? `ended with code ${String(end.code)}` : `was ended by ${end.signal}`;
}
