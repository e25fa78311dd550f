import { operand } from '../run/argument.js';
import { findTool } from '../run/tool-process.js';
import { type RunningTool, startTool } from '../run/run.js';
import { ToolFailedError, ToolMissingError, type ToolRun } from '../run/tool-run.js';
import { checkInteger, checkNumber } from '../option.js';
import { type Capture, type CaptureFacts, MAX_PACKET_LENGTH, captureOf } from './capture.js';
import { readCapture } from './file/read-capture.js';

/** This user may not capture. */
export class CapturePermissionError extends Error {
  override readonly name = 'CapturePermissionError';
  constructor(
    readonly interfaceName: string,
    readonly output: string,
  ) {
    super(
      `capturing on ${interfaceName} needs root or CAP_NET_RAW: run it with sudo, or (Debian) sudo dpkg-reconfigure ` +
        'wireshark-common and join the group wireshark; or read a recorded capture',
    );
  }
}

/** What {@link capturing} accepts. */
export interface CapturingOptions {
  /** Such as `eth0`, or `any` for all of them. */
  readonly interface: string;
  /** In the language of tcpdump (pcap-filter(7)): `icmp or port 53`. */
  readonly filter?: string;
  /** Ends after so many packets; without it, when the reader leaves. */
  readonly count?: number;
  /** Ends after so long. */
  readonly durationMs?: number;
  /** Bytes kept of each packet, 262144 by default. */
  readonly snaplen?: number;
  /** Ends the capture when aborted; what was captured so far is kept. */
  readonly signal?: AbortSignal;
  /** What to run the capture through: `await labCommandLine(lab, host, [])` captures on a lab's host. */
  readonly prefix?: readonly string[];
}

/** A capture that goes on. */
export interface LiveCapture extends Capture {
  /** Ends it; what was captured so far can still be read. */
  stop(): Promise<void>;
}

/**
 * Captures on an interface of this machine, or of a lab's host, with the installed tcpdump or dumpcap.
 *
 * @param options which interface, what, and for how long
 * @returns the packets as they come, once the capture has begun: what is sent from then on is in it
 * @throws {@link CapturePermissionError}; ToolMissingError where neither tcpdump nor dumpcap is installed; ToolFailedError
 *   with what the tool says of a filter or an interface; ToolArgumentError; InvalidOptionError
 * @see tcpdump(8), dumpcap(1), pcap-filter(7)
 * @example
 * ```ts
 * import { capturing, CapturePermissionError } from 'sonde/capture';
 *
 * const capture = await capturing({ interface: 'lo', filter: 'icmp', durationMs: 1 }).catch((error: unknown) => {
 *   if (error instanceof CapturePermissionError) return [];
 *   throw error;
 * });
 * for await (const packet of capture) console.log(packet.seconds, packet.capturedLength);
 * ```
 */
export async function capturing(options: CapturingOptions): Promise<LiveCapture> {
  const { durationMs, signal, prefix = [] } = options;
  if (durationMs !== undefined) checkNumber('durationMs', durationMs, 1, 0x7fffffff);
  signal?.throwIfAborted();
  const [program, ...args] = await commandLine(options);
  const tool = await startTool(program, args, { prefix, maxOutputBytes: Infinity });
  const session = new LiveSession(tool, options);
  await session.begin();
  return session.capture();
}

/**
 * A capture by a tool, from its start to its end. It has begun once the tool has written the header of the capture: tcpdump does
 * so after it opened its socket, when the kernel already keeps packets for it.
 */
class LiveSession {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #first: Uint8Array | undefined;
  #stopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dropped: number | undefined;

  constructor(
    readonly tool: RunningTool,
    readonly options: CapturingOptions,
  ) {
    this.#chunks = tool.stdout[Symbol.asyncIterator]();
  }

  async begin(): Promise<void> {
    const { durationMs, signal } = this.options;
    signal?.addEventListener('abort', this.#stop, { once: true });
    const first = await this.#chunks.next();
    if (first.done) {
      const run = await this.#finish();
      if (!this.#stopped) throw this.#refusal(run);
      signal?.throwIfAborted();
      return;
    }
    this.#first = first.value;
    if (durationMs !== undefined) this.#timer = setTimeout(this.#stop, durationMs);
  }

  capture(): LiveCapture {
    const { interface: name } = this.options;
    const reason = `capture en direct sur ${name}`;
    const read = readCapture(this.#bytes(), { origin: 'live', reason });
    const facts = (): CaptureFacts => {
      const known = read.facts();
      const dropped = this.#dropped;
      const lost = dropped === undefined ? {} : { dropped };
      return { ...known, interfaces: known.interfaces.map((each) => ({ name, ...each, ...lost })) };
    };
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- a generator has a `this` of its own
    const session = this;
    const batches = async function* () {
      try {
        yield* read.batches();
      } finally {
        // The reader may leave before the first byte was asked for.
        session.#stop();
        await session.#finish();
      }
    };
    const stop = async (): Promise<void> => {
      this.#stop();
      await this.#finish();
    };
    return { ...captureOf('live', reason, { batches, facts }), stop };
  }

  async *#bytes(): AsyncGenerator<Uint8Array> {
    if (this.#first) yield this.#first;
    for (let next = await this.#chunks.next(); !next.done; next = await this.#chunks.next()) yield next.value;
    const run = await this.#finish();
    if (run.code !== 0 && !this.#stopped) throw this.#refusal(run);
  }

  readonly #stop = (): void => {
    this.#stopped = true;
    // The reader waits for the tool's end in #finish; a tool that we stopped ourselves has not failed.
    this.tool.stop().catch(() => undefined);
  };

  async #finish(): Promise<ToolRun> {
    try {
      return await this.tool.ended;
    } finally {
      clearTimeout(this.#timer);
      this.options.signal?.removeEventListener('abort', this.#stop);
      const [, dropped] = /(\d+) packets? dropped by kernel/.exec(this.tool.stderr) ?? [];
      if (dropped !== undefined) this.#dropped = Number(dropped);
    }
  }

  #refusal(run: ToolRun): Error {
    const { stderr } = run;
    const forbidden = /permission|not permitted/i.test(stderr);
    return forbidden
      ? new CapturePermissionError(this.options.interface, stderr.trim())
      : new ToolFailedError(run);
  }
}

/**
 * The command that captures: tcpdump where it is installed, dumpcap otherwise. The interface and the filter that a person wrote are
 * refused if either tool could take them for an option.
 */
async function commandLine(options: CapturingOptions): Promise<[string, ...string[]]> {
  const { filter, count, snaplen = MAX_PACKET_LENGTH } = options;
  const name = operand(options.interface);
  const wanted = filter === undefined || filter.trim() === '' ? undefined : operand(filter.trim());
  checkInteger('snaplen', snaplen, 1, MAX_PACKET_LENGTH);
  if (count !== undefined) checkInteger('count', count, 1, 0x7fffffff);
  const limits = ['-s', String(snaplen), ...(count === undefined ? [] : ['-c', String(count)])];
  if ((await findTool('tcpdump')) !== undefined) {
    const manner = ['-n', '-U', '--immediate-mode', '--time-stamp-precision=nano', '-w', '-'];
    return ['tcpdump', ...manner, ...limits, '-i', name, '--', ...(wanted === undefined ? [] : [wanted])];
  }
  if ((await findTool('dumpcap')) === undefined) throw new ToolMissingError('tcpdump');
  return ['dumpcap', '-q', '-w', '-', ...limits, '-i', name, ...(wanted === undefined ? [] : ['-f', wanted])];
}
