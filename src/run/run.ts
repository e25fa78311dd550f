import { performance } from 'node:perf_hooks';
import type { Readable } from 'node:stream';
import { ToolProcess } from './tool-process.js';
import { ToolOutputError, type ToolRun, ToolTimeoutError } from './tool-run.js';

/** How a tool is run. */
export interface ToolOptions {
  /** The tool is ended after that, in milliseconds. Default: 60,000 for {@link runTool}, none for {@link startTool}. */
  readonly timeLimitMs?: number;
  /** Ends the tool when aborted. */
  readonly signal?: AbortSignal;
  /** Written to its standard input, which is then closed. Default: nothing. */
  readonly input?: string;
  /** Variables added to ours, after `LC_ALL=C`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The tool is ended when it has printed more than that on one of its outputs. Default: 64 MiB. */
  readonly maxOutputBytes?: number;
  /** What to run it through, e.g. `['ip', 'netns', 'exec', 'lab-pc']`. */
  readonly prefix?: readonly string[];
  /** Called with each piece of text as it is printed; only {@link runTool} calls it. */
  readonly onOutput?: (text: string) => void;
}

/** A tool that runs. */
export interface RunningTool {
  readonly pid: number;
  /** What it prints. To be read: a tool that prints more than a pipe holds (64 KiB) waits for its reader. */
  readonly stdout: AsyncIterable<Uint8Array>;
  /** What it has printed on its standard error so far. */
  readonly stderr: string;
  /** Fulfilled when it has ended; rejected as {@link runTool} is. */
  readonly ended: Promise<ToolRun>;
  /** Asks it to end, insists after two seconds, and waits for its end. */
  stop(): Promise<ToolRun>;
}

const DEFAULT_TIME_LIMIT_MS = 60_000;
/** Node fires a timer at once when it is longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const DEFAULT_MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/**
 * Runs a tool of the system and waits for its end: no shell, in English (`LC_ALL=C`), ended at the time limit, when
 * aborted, and with this process. A failure of the tool is not one of this function: `ping` ends with 1 when nobody
 * answers. See `succeeded` for those whose failure is one.
 *
 * @param name of the tool, e.g. `ss`
 * @param args its arguments; those that come from a person go through `operand` first
 * @param options limits, input, what to run it through
 * @throws {@link ToolMissingError} when it is not installed; {@link ToolTimeoutError}; {@link ToolOutputError}; the
 *   reason of the signal when aborted
 * @example
 * ```ts
 * import { runTool } from 'sonde/tools';
 *
 * const { code, stdout } = await runTool('echo', ['$HOME; ls']);
 * console.log(code, stdout.trim()); // → 0 $HOME; ls
 * ```
 */
export async function runTool(
  name: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolRun> {
  const tool = await begin(name, args, { timeLimitMs: DEFAULT_TIME_LIMIT_MS, ...options });
  tool.stdout.keep(options.onOutput);
  return tool.ended;
}

/**
 * Starts a tool and gives it while it runs: a server, a capture. It ends with this process at the latest.
 *
 * @param name of the tool, e.g. `iperf3`
 * @param args its arguments; those that come from a person go through `operand` first
 * @param options limits, input, what to run it through
 * @throws {@link ToolMissingError} when it is not installed; the reason of the signal when aborted
 * @example
 * ```ts
 * import { startTool } from 'sonde/tools';
 *
 * const sleeper = await startTool('sleep', ['60']);
 * const { signal } = await sleeper.stop();
 * console.log(signal); // → SIGTERM
 * ```
 */
export async function startTool(
  name: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<RunningTool> {
  const { process, stderr, ended } = await begin(name, args, options);
  // Who never waits for the end must not be ended by its failure; who does is told of it.
  ended.catch(() => undefined);
  return {
    pid: process.pid ?? (await ended.then(() => 0)),
    stdout: process.stdout,
    get stderr() {
      return stderr.text();
    },
    ended,
    stop: () => {
      process.stop();
      return ended;
    },
  };
}

/** What a tool prints, line by line as it comes; the last line may have no end. */
export async function* linesOf(output: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of output) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

interface Begun {
  readonly process: ToolProcess;
  readonly stdout: ToolOutput;
  readonly stderr: ToolOutput;
  readonly ended: Promise<ToolRun>;
}

async function begin(name: string, args: readonly string[], options: ToolOptions): Promise<Begun> {
  const { input = '', environment = {}, maxOutputBytes = DEFAULT_MAX_OUTPUT_BYTES, prefix = [] } = options;
  options.signal?.throwIfAborted();
  const process = await ToolProcess.start([name, ...args], prefix, environment);
  const startedAt = performance.now();
  const stop = (): void => {
    process.stop();
  };
  const stdout = new ToolOutput(process.stdout, maxOutputBytes, stop);
  const stderr = new ToolOutput(process.stderr, maxOutputBytes, stop);
  stderr.keep();
  process.stdin.end(input);
  const report = async (): Promise<ToolRun> => ({
    ...(await process.ended),
    argv: [...prefix, name, ...args],
    stdout: stdout.text(),
    stderr: stderr.text(),
    elapsedMs: performance.now() - startedAt,
  });
  const ended = limited(process, report, options).then((run) => {
    if (stdout.overflowed || stderr.overflowed) throw new ToolOutputError(run, maxOutputBytes);
    return run;
  });
  return { process, stdout, stderr, ended };
}

/** Waits for the end of a tool, and brings it about at the time limit or when aborted. */
async function limited(
  process: ToolProcess,
  report: () => Promise<ToolRun>,
  { timeLimitMs = Infinity, signal }: ToolOptions,
): Promise<ToolRun> {
  const limit = { passed: false };
  const stop = (): void => {
    process.stop();
  };
  const timer =
    timeLimitMs === Infinity
      ? undefined
      : setTimeout(
          () => {
            limit.passed = true;
            stop();
          },
          Math.min(timeLimitMs, LONGEST_TIMER_MS),
        );
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const run = await report();
    signal?.throwIfAborted();
    if (limit.passed) throw new ToolTimeoutError(run, timeLimitMs);
    return run;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** What a tool prints on one of its outputs, kept up to a limit. */
class ToolOutput {
  #text = '';
  #bytes = 0;
  overflowed = false;

  constructor(
    readonly stream: Readable,
    readonly maxBytes: number,
    readonly onOverflow: () => void,
  ) {}

  text(): string {
    return this.#text;
  }

  keep(onOutput?: (text: string) => void): void {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const add = (text: string): void => {
      if (text === '') return;
      this.#text += text;
      onOutput?.(text);
    };
    this.stream.on('data', (chunk: Uint8Array) => {
      if (this.overflowed) return;
      const room = this.maxBytes - this.#bytes;
      this.#bytes += chunk.length;
      add(decoder.decode(chunk.subarray(0, room), { stream: true }));
      if (chunk.length <= room) return;
      this.overflowed = true;
      this.onOverflow();
    });
    this.stream.once('end', () => {
      add(decoder.decode());
    });
  }
}
