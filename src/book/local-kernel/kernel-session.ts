/** The kernel of one page: started for it, ended with it. */
import { Kernel } from '../../notebook/kernel.js';
import { type ExitReport, KernelDiedError } from '../../notebook/kernel-process.js';
import type { PageRequest, RunEnd, ServerMessage } from './protocol.js';
import { RunOutput } from './run-output.js';

/** The longest that a timer of Node waits (24 days): a page stops its cells itself. */
const endlessMs = 2 ** 31 - 1;
/** SIGINT that comes while a cell is compiled does not stop its loop: the signal is sent again, then the kernel is replaced. */
const interruptEveryMs = 250;
const interruptTimes = 8;
/** Cells that may wait: « Tout exécuter » asks for all cells of a chapter at once, and no chapter has as many. */
const maxWaiting = 200;

type RunRequest = Extract<PageRequest, { readonly kind: 'run' }>;

/** One kernel, from its start to its end. */
interface Instance {
  readonly kernel: Promise<Kernel>;
  readonly end: AbortController;
  state: 'starting' | 'ready' | 'failed';
}

interface Run {
  readonly output: RunOutput;
  /** Sends SIGINT at intervals, from the moment at which the run is asked to stop. */
  interrupts?: NodeJS.Timeout;
}

/** Runs the cells of a page one after another, in a tslab of its own. */
export class KernelSession {
  #instance: Instance;
  #waiting: RunRequest[] = [];
  #running: Run | undefined;
  /** The cell of each execution: traces name executions. */
  #cells = new Map<number, number>();
  readonly #endings = new Set<Promise<void>>();
  #closed: Promise<void> | undefined;

  readonly #folder: string;
  readonly #send: (message: ServerMessage) => void;

  /**
   * @param folder working folder of the cells: their imports are resolved from there
   * @param send sends to the page
   */
  constructor(folder: string, send: (message: ServerMessage) => void) {
    this.#folder = folder;
    this.#send = send;
    this.#instance = this.#begin();
  }

  /** Process identifier of the kernel, once it is ready; undefined when it does not start. */
  pid(): Promise<number | undefined> {
    return this.#instance.kernel.then(
      ({ pid }) => pid,
      () => undefined,
    );
  }

  /** Does what a page asks. */
  receive(request: PageRequest): void {
    switch (request.kind) {
      case 'run':
        if (this.#waiting.length < maxWaiting) this.#waiting.push(request);
        else this.#ended(request, 'stopped');
        // The last start failed: a new run tries again.
        if (this.#instance.state === 'failed') this.#instance = this.#begin();
        this.#next();
        break;
      case 'interrupt':
        this.#interrupt();
        break;
      case 'restart':
        // A kernel that is starting is new already: a page that asks many times gets only one.
        if (this.#instance.state === 'starting') this.#forgetWaiting('interrupted');
        else this.#replace();
        break;
    }
  }

  /** Ends the kernel; the promise is fulfilled when no process is left. */
  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#waiting = [];
    this.#abandon();
    await Promise.all(this.#endings);
  }

  #begin(): Instance {
    const end = new AbortController();
    this.#send({ kind: 'state', state: 'starting' });
    const instance: Instance = { kernel: Kernel.start(this.#folder, end.signal), end, state: 'starting' };
    instance.kernel.then(
      () => {
        if (end.signal.aborted) return;
        instance.state = 'ready';
        this.#send({ kind: 'state', state: 'ready' });
        this.#next();
      },
      (error: unknown) => {
        if (end.signal.aborted) return;
        instance.state = 'failed';
        this.#send({ kind: 'state', state: 'failed', reason: String(error) });
        this.#forgetWaiting('failed');
      },
    );
    return instance;
  }

  #next(): void {
    if (this.#running || this.#instance.state !== 'ready') return;
    const request = this.#waiting.shift();
    if (request) void this.#execute(request, this.#instance);
  }

  async #execute(request: RunRequest, { kernel, end }: Instance): Promise<void> {
    const cells = this.#cells;
    const output = new RunOutput((event) => {
      this.#send({ run: request.run, ...event });
    }, cells);
    const run: Run = { output };
    this.#running = run;
    try {
      const { status, executionCount } = await (
        await kernel
      ).execute(request.source, {
        timeoutMs: endlessMs,
        signal: end.signal,
        onOutput: (message) => {
          output.receive(message);
        },
      });
      if (executionCount !== null) cells.set(executionCount, request.cell);
      this.#finish(run, status);
    } catch (error) {
      // The run of a kernel that was replaced has been ended already.
      if (!end.signal.aborted) this.#lose(run, error);
    }
    this.#next();
  }

  #finish(run: Run, status: 'ok' | 'error'): void {
    const { output, interrupts } = run;
    // tslab leaves behind an interrupted cell that was waiting, and which goes on: only a new kernel ends it.
    if (interrupts && status === 'error' && !output.isStopped) {
      this.#replace();
      return;
    }
    clearInterval(interrupts);
    this.#running = undefined;
    if (status === 'ok') output.end('done');
    else if (output.isStopped) output.end('stopped');
    else output.fail();
  }

  /** The kernel ended in the middle of a run, or refuses it. */
  #lose(run: Run, error: unknown): void {
    const why = error instanceof KernelDiedError ? deathText(error.report) : String(error);
    run.output.notice(`tslab s’est arrêté (${why})\u202f: un autre prend sa place.`);
    this.#replace();
  }

  #interrupt(): void {
    this.#forgetWaiting('stopped');
    const run = this.#running;
    if (!run || run.interrupts) return;
    const { kernel } = this.#instance;
    const ask = (): void => {
      void kernel.then((started) => {
        started.interrupt();
      });
    };
    let times = 1;
    run.interrupts = setInterval(() => {
      times += 1;
      if (times > interruptTimes) this.#replace();
      else ask();
    }, interruptEveryMs);
    ask();
  }

  /** Replaces the kernel by a new one. */
  #replace(): void {
    this.#forgetWaiting('interrupted');
    this.#abandon();
    this.#cells = new Map();
    this.#instance = this.#begin();
  }

  #abandon(): void {
    const { end, kernel } = this.#instance;
    end.abort();
    const run = this.#running;
    this.#running = undefined;
    clearInterval(run?.interrupts);
    run?.output.end('interrupted');
    const ending = kernel.then(
      (started) => started.close(),
      // It did not start, or was ended as it did.
      () => undefined,
    );
    this.#endings.add(ending);
    void ending.finally(() => this.#endings.delete(ending));
  }

  #forgetWaiting(how: RunEnd): void {
    for (const request of this.#waiting.splice(0)) this.#ended(request, how);
  }

  #ended({ run }: RunRequest, how: RunEnd): void {
    this.#send({ run, kind: 'ended', how });
  }
}

function deathText({ exitCode, signal, lastOutput }: ExitReport): string {
  // V8's words.
  if (lastOutput.includes('heap out of memory')) return 'mémoire épuisée';
  return signal === null ? `code ${String(exitCode)}` : `signal ${signal}`;
}
