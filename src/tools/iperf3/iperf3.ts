import { readIperf3 } from './read-iperf3.js';
import {
  type Iperf3Event,
  type Iperf3Options,
  type Iperf3Progress,
  type Iperf3Result,
  IPERF3_PORT,
  testArguments,
} from './iperf3-options.js';
import { iperf3Progress, startIperf3Server } from './iperf3-server.js';
import { iperf3Recording, nearestRecording } from './iperf3-recording.js';
import type { Iperf3Run } from './iperf3-run.js';
import { checkInteger, InvalidOptionError } from '../../option.js';
import { operand } from '../../run/argument.js';
import { runTool } from '../../run/run.js';
import { succeeded } from '../../run/tool-run.js';
import { type ToolSource, chooseSource } from '../tool-source.js';

/** What connecting and saying goodbye may take beside the test itself. */
const MARGIN_MS = 30_000;

/**
 * Measures a throughput with iperf3 where it is installed, and waits for the end; elsewhere, or for the link of a recording,
 * gives the recorded run that is nearest to what is asked. Without a server, one is started on 127.0.0.1 and ended afterwards: what is measured is
 * then this machine itself.
 *
 * @param options see {@link Iperf3Options}
 * @returns the client's view; a test that failed on its way has an `error` and the intervals before it
 * @throws InvalidOptionError; ToolArgumentError; ToolMissingError; ToolFailedError; ToolTimeoutError; the reason of the
 *   signal when aborted
 * @see iperf3(1)
 * @example
 * ```ts
 * import { iperf3 } from 'sonde/tools';
 *
 * const { origin, sums } = await iperf3({ recordedLink: 'adsl-20', reverse: true });
 * console.log(origin, sums.length); // → recorded 10
 * ```
 */
export async function iperf3(options: Iperf3Options = {}): Promise<Iperf3Result> {
  for await (const event of iperf3Running(options)) if (event.kind === 'result') return event.result;
  throw new Error('iperf3 ended without a result');
}

/**
 * Measures a throughput with iperf3, and gives each interval as it is measured: our server says it. With a server of
 * somebody else's, intervals come at the end, all together.
 *
 * @param options see {@link Iperf3Options}
 * @returns intervals of each direction, and the result at last; leaving the loop ends both sides
 * @throws as {@link iperf3}
 * @example
 * ```ts
 * import { iperf3Running } from 'sonde/tools';
 *
 * for await (const event of iperf3Running({ recordedLink: 'wifi-ac' })) {
 *   if (event.kind === 'result') console.log(event.result.recording); // → tcp-wifi-ac
 * }
 * ```
 */
export async function* iperf3Running(options: Iperf3Options = {}): AsyncGenerator<Iperf3Event> {
  const args = testArguments(options);
  checkInteger('port', options.port ?? IPERF3_PORT, 1, 65_535);
  const { origin, reason } = await chooseSource('iperf3', askedSource(options));
  if (origin === 'recorded') {
    const recording = await iperf3Recording(nearestRecording(options));
    yield* intervalsOf(recording);
    yield { kind: 'result', result: { ...recording, reason } };
    return;
  }
  const events = options.server === undefined ? withOurServer(args, options) : withTheirServer(args, options);
  for await (const event of events) {
    yield 'kind' in event ? event : { kind: 'result', result: { origin, reason, ...event } };
  }
}

/** Naming a recording asks for it. */
function askedSource({ source = 'auto', recordedLink, server, lab }: Iperf3Options): ToolSource {
  if (recordedLink === undefined) return source;
  const live = source === 'live' ? 'source live' : server !== undefined ? 'a server' : lab && 'a lab';
  if (live) throw new InvalidOptionError('recordedLink', recordedLink, `left out with ${live}`);
  return 'recorded';
}

/** The sums of a run, as if they came one by one. */
function* intervalsOf({ sums }: Iperf3Run): Generator<Iperf3Progress> {
  for (const { direction, startS, endS, bitsPerSecond, omitted } of sums) {
    yield { kind: 'interval', direction, startS, endS, bitsPerSecond, omitted };
  }
}

async function* withTheirServer(
  args: readonly string[],
  options: Iperf3Options,
): AsyncGenerator<Iperf3Progress | Iperf3Run> {
  const { server = '', port = IPERF3_PORT } = options;
  const abort = new LinkedAbortController(options.signal);
  try {
    const place = ['-c', operand(server), '-p', String(port), '--connect-timeout', '5000'];
    const run = await client([...place, ...args], options, abort.signal);
    yield* intervalsOf(run);
    yield run;
  } finally {
    abort.end();
  }
}

async function* withOurServer(
  args: readonly string[],
  options: Iperf3Options,
): AsyncGenerator<Iperf3Progress | Iperf3Run> {
  const { lab, port: firstPort = IPERF3_PORT, intervalS = 1, reverse = false, parallel = 1 } = options;
  const address = operand(lab?.serverAddress ?? '127.0.0.1');
  const abort = new LinkedAbortController(options.signal);
  const { signal } = abort;
  const prefix = lab && { prefix: lab.serverPrefix };
  const server = await startIperf3Server({ address, firstPort, intervalS, signal, ...prefix });
  const running = client(['-c', address, '-p', String(server.port), ...args], options, signal);
  // A server that its client never reached would wait for ever.
  const ended = running.catch(() => undefined).then(() => server.tool.stop().catch(() => undefined));
  try {
    for await (const line of server.lines) {
      const progress = iperf3Progress(line, { reverse, parallel });
      if (progress) yield progress;
    }
    yield await running;
  } finally {
    abort.end();
    await ended;
  }
}

async function client(
  args: readonly string[],
  { durationS = 10, omitS = 0, lab }: Iperf3Options,
  signal: AbortSignal,
): Promise<Iperf3Run> {
  const timeLimitMs = (durationS + omitS) * 1000 + MARGIN_MS;
  const run = await runTool('iperf3', args, {
    timeLimitMs,
    signal,
    ...(lab && { prefix: lab.clientPrefix }),
  });
  // With -J even an error is told in JSON, whatever the exit code.
  return readIperf3(run.stdout.trim() === '' ? succeeded(run).stdout : run.stdout);
}

/** Aborted with the caller's signal, and by us when the caller leaves the loop. */
class LinkedAbortController extends AbortController {
  readonly #caller: AbortSignal | undefined;
  readonly #follow = (): void => {
    this.abort(this.#caller?.reason);
  };

  constructor(caller: AbortSignal | undefined) {
    super();
    this.#caller = caller;
    caller?.throwIfAborted();
    caller?.addEventListener('abort', this.#follow, { once: true });
  }

  end(): void {
    this.#caller?.removeEventListener('abort', this.#follow);
    this.abort();
  }
}
