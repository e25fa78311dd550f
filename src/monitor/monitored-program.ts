import { createWriteStream, type WriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ToolEnd, ToolProcess } from '../run/tool-process.js';
import { MonitoringProgramError } from './monitor-error.js';

/** A program that logs without end must not fill the disk. */
const MAX_LOG_BYTES = 16 * 1024 * 1024;
/** What is kept of the log for whoever asks why a program ended. */
const TAIL_CHARACTERS = 4000;
const TAIL_LINES = 8;
const LOOK_EVERY_MS = 100;
/** Prometheus writes its memory to the disk before it ends. */
const GRACE_MS = 10_000;

/** What a program is started with. */
export interface ProgramStart {
  readonly name: string;
  readonly args: readonly string[];
  /** Written anew. */
  readonly logFile: string;
}

/** A program of the stack: it runs, logs to a file, and ends when it is asked to, or when we do. */
export class MonitoredProgram {
  /** Fulfilled when it is gone. */
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
    // A full disk is no reason to end what can still be watched.
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

  /** @throws ToolMissingError */
  static async start(start: ProgramStart): Promise<MonitoredProgram> {
    const process = await ToolProcess.start([start.name, ...start.args], [], {});
    return new MonitoredProgram(start, process);
  }

  /** Waits until it answers at an address. Its own log is the best explanation when it does not. */
  async waitUntilReady(url: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      signal?.throwIfAborted();
      const ready = await answers(url);
      // Its port may be another program's by now: an answer counts while ours runs.
      if (this.#end !== undefined) throw this.failure();
      if (ready) return;
      if (performance.now() > deadline)
        throw this.failure(`was not ready after ${Math.round(timeoutMs / 1000)} s`);
      await Promise.race([sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined), this.ended]);
    }
  }

  /** Asks it to end, waits, and insists. */
  async stop(): Promise<void> {
    this.process.kill('SIGTERM');
    const patience = new AbortController();
    const late = sleep(GRACE_MS, 'late', { signal: patience.signal }).catch(() => 'ended');
    // Rejected for a program that could not even be started: there is nothing to stop then.
    const ended = this.ended.catch(() => undefined);
    if ((await Promise.race([ended, late])) === 'late') this.process.stop();
    patience.abort();
    await ended;
  }

  /** Why it is not there, in its own words. */
  failure(what = endOf(this.#end)): MonitoringProgramError {
    const lastLines = this.#tail.trimEnd().split('\n').slice(-TAIL_LINES);
    return new MonitoringProgramError(this.start.name, what, lastLines, this.start.logFile);
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
