/** A tslab kernel seen through Jupyter's protocol: cells in, messages out. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { ParseError } from '../parse-error.js';
import { type ClientSockets, openSockets, writeConnection } from './connection.js';
import { KernelDiedError, KernelProcess, portTakenExitCode } from './kernel-process.js';
import type { JsonObject } from './notebook.js';
import { decodeMessage, encodeMessage, type Message, newRequest } from './wire-protocol.js';

interface ExecuteOptions {
  /** Time that the cell may take, in milliseconds; then it is interrupted. */
  readonly timeoutMs: number;
  /** Gives up at once; the kernel must then be closed. */
  readonly signal?: AbortSignal;
  /** Receives the messages about the cell's outputs, those that come after its end included. */
  readonly onOutput: (message: Message) => void;
}

interface ExecuteReply {
  readonly status: 'ok' | 'error';
  readonly executionCount: number | null;
}

interface Request {
  readonly onOutput: (message: Message) => void;
  readonly replied: (reply: Message) => void;
  readonly idle: () => void;
}

/** How long an interrupted cell may take to end. */
const interruptGraceMs = 2_000;
/** How long a kernel may take to leave by itself. */
const shutdownGraceMs = 500;
/** After an error tslab refuses cells for 200 ms. */
const refusalRetryMs = 50;
const refusalRetries = 40;
const startTimeoutMs = 60_000;
const startAttempts = 3;

/** A cell did not end in the time it was given. */
export class CellTimeoutError extends Error {
  override readonly name = 'CellTimeoutError';

  /** @param timeoutMs the limit that was passed, in milliseconds */
  constructor(readonly timeoutMs: number) {
    super(`the cell did not end within ${timeoutMs / 1000} s`);
  }
}

/** A kernel that answers. */
export class Kernel {
  /** What the kernel says of its language, as stored in `metadata.language_info`. */
  languageInfo: JsonObject = {};
  readonly #process: KernelProcess;
  readonly #key: string;
  readonly #sockets: ClientSockets;
  readonly #session = randomUUID();
  readonly #requests = new Map<string, Request>();
  readonly #death: Promise<never>;

  private constructor(kernel: KernelProcess, key: string, sockets: ClientSockets) {
    this.#process = kernel;
    this.#key = key;
    this.#sockets = sockets;
    this.#death = kernel.exited.then((report) => {
      throw new KernelDiedError(report);
    });
    this.#death.catch(() => undefined);
    for (const socket of [sockets.shell, sockets.control]) {
      void this.#listen(socket, (message, request) => {
        request.replied(message);
      });
    }
    void this.#listen(sockets.iopub, receiveOutput);
  }

  /**
   * Starts a kernel and waits until it answers.
   *
   * @param folder working folder of the cells: their imports are resolved from there
   * @throws KernelDiedError when it does not start
   */
  static async start(folder: string, signal?: AbortSignal): Promise<Kernel> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await Kernel.#startOnce(folder, signal);
      } catch (error) {
        const portTaken = error instanceof KernelDiedError && error.report.exitCode === portTakenExitCode;
        if (!portTaken || attempt === startAttempts) throw error;
      }
    }
  }

  static async #startOnce(folder: string, signal?: AbortSignal): Promise<Kernel> {
    signal?.throwIfAborted();
    const { connection, file, remove } = await writeConnection();
    let kernelProcess: KernelProcess | undefined;
    try {
      kernelProcess = await KernelProcess.start(file, folder);
      const kernel = new Kernel(kernelProcess, connection.key, await openSockets(connection));
      try {
        await kernel.#within(kernel.#joinChannels(), startTimeoutMs, signal);
        return kernel;
      } catch (error) {
        await kernel.close();
        throw error;
      }
    } catch (error) {
      kernelProcess?.kill();
      throw error;
    } finally {
      await remove();
    }
  }

  /** Process identifier of the kernel. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /**
   * Runs code.
   *
   * @param code source of a cell
   * @param options time limit, cancellation, and who receives the outputs
   * @throws CellTimeoutError when the limit is passed (the cell was interrupted; close the kernel)
   * @throws KernelDiedError when the kernel ends in the middle
   */
  async execute(code: string, options: ExecuteOptions): Promise<ExecuteReply> {
    const content = { code, silent: false, store_history: true, allow_stdin: false, stop_on_error: true };
    for (let attempt = 0; attempt < refusalRetries; attempt++) {
      const request = this.#send('execute_request', content, options.onOutput);
      const { status, execution_count } = await this.#within(request.done, options.timeoutMs, options.signal);
      const executionCount = typeof execution_count === 'number' ? execution_count : null;
      if (status === 'ok' || status === 'error') return { status, executionCount };
      await delay(refusalRetryMs);
    }
    throw new Error(`the kernel refuses to run the cell (${refusalRetries} attempts)`);
  }

  /**
   * Asks the cell that runs to stop. One that computes does; tslab merely abandons one that waits, and does not interrupt one
   * that computes after having waited.
   */
  interrupt(): void {
    this.#process.interrupt();
  }

  /** Ends the kernel, by a shutdown request first, and everything that its cells started. */
  async close(): Promise<void> {
    const request = newRequest('shutdown_request', { restart: false }, this.#session);
    await this.#sockets.control.send(encodeMessage(request, this.#key)).catch(() => undefined);
    const stop = new AbortController();
    const grace = delay(shutdownGraceMs, undefined, { signal: stop.signal }).catch(() => undefined);
    await Promise.race([this.#process.exited, grace]);
    stop.abort();
    this.#process.kill();
    await this.#process.exited;
    const { shell, control, iopub } = this.#sockets;
    for (const socket of [shell, control, iopub]) socket.close();
  }

  /**
   * Waits until all three channels are connected: outputs sent before iopub is would be lost, and later there are no socket files to
   * connect to.
   */
  async #joinChannels(): Promise<JsonObject> {
    await this.#send('kernel_info_request', {}, () => undefined, this.#sockets.control).replied;
    for (;;) {
      const request = this.#send('kernel_info_request', {}, () => undefined);
      const { content } = await request.replied;
      this.languageInfo = (content.language_info ?? {}) as JsonObject;
      const answer = await Promise.race([request.done, delay(100)]);
      if (answer !== undefined) return answer;
    }
  }

  /** `done` waits for the reply and for all outputs: tslab's last message about a request is its idle status. */
  #send(
    type: string,
    content: JsonObject,
    onOutput: (message: Message) => void,
    socket = this.#sockets.shell,
  ): { readonly replied: Promise<Message>; readonly done: Promise<JsonObject> } {
    const message = newRequest(type, content, this.#session);
    let idle: Promise<void> | undefined;
    const replied = new Promise<Message>((resolveReply) => {
      idle = new Promise((resolveIdle) => {
        this.#requests.set(message.header.msg_id, { onOutput, replied: resolveReply, idle: resolveIdle });
      });
    });
    const sent = socket.send(encodeMessage(message, this.#key));
    const done = Promise.all([replied, idle, sent]).then(([reply]) => reply.content);
    done.catch(() => undefined);
    return { replied, done };
  }

  /** The work's result, unless the kernel dies, the time is over, or the caller gives up. */
  async #within<T>(work: Promise<T>, timeoutMs: number, signal: AbortSignal | undefined): Promise<T> {
    signal?.throwIfAborted();
    const finished = new AbortController();
    const after = (ms: number): Promise<undefined> => delay(ms, undefined, { signal: finished.signal });
    const ends: Promise<never>[] = [this.#death];
    if (signal) ends.push(rejectOnAbort(signal, finished.signal));
    try {
      const inTime = await Promise.race([...ends, work.then((value) => ({ value })), after(timeoutMs)]);
      if (inTime) return inTime.value;
      this.#process.interrupt();
      await Promise.race([...ends, work, after(interruptGraceMs)]);
      throw new CellTimeoutError(timeoutMs);
    } finally {
      finished.abort();
    }
  }

  async #listen(
    socket: AsyncIterable<Buffer[]>,
    receive: (message: Message, request: Request) => void,
  ): Promise<void> {
    for await (const frames of socket) {
      const message = this.#decode(frames);
      const request = message && this.#requests.get(message.parent.msg_id ?? '');
      if (message && request) receive(message, request);
    }
  }

  /** Messages that are not the kernel's are ignored: any program of the machine can write to a port. */
  #decode(frames: readonly Buffer[]): Message | undefined {
    try {
      return decodeMessage(frames, this.#key);
    } catch (error) {
      if (error instanceof ParseError) return undefined;
      throw error;
    }
  }
}

function receiveOutput(message: Message, request: Request): void {
  if (message.header.msg_type !== 'status') request.onOutput(message);
  else if (message.content.execution_state === 'idle') request.idle();
}

async function rejectOnAbort(signal: AbortSignal, finished: AbortSignal): Promise<never> {
  await once(signal, 'abort', { signal: finished });
  throw signal.reason;
}
