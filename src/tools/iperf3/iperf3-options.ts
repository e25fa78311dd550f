import { checkInteger, checkNumber, InvalidOptionError } from '../../option.js';
import type { Iperf3Direction, Iperf3Run } from './iperf3-run.js';
import type { ToolSource } from '../tool-source.js';

/** The links of the recorded runs. */
export type Iperf3Link =
  'ethernet-gigabit' | 'wifi-ac' | 'fibre-100' | '4g' | 'adsl-20' | 'satellite-geo' | 'long-fat';

/** Where the two ends of a test are in a lab of network namespaces. */
export interface Iperf3Lab {
  /** What to run the client through, e.g. `['ip', 'netns', 'exec', 'lab-pc']`. */
  readonly clientPrefix: readonly string[];
  /** The same for the server. */
  readonly serverPrefix: readonly string[];
  /** The server's address, as its client sees it. */
  readonly serverAddress: string;
}

/** What `iperf3` and `iperf3Running` accept. */
export interface Iperf3Options {
  /** Host where somebody else's `iperf3 -s` runs; without it, a server of ours on 127.0.0.1, for one test. */
  readonly server?: string;
  /** Port of that server, 5201 by default; ours takes the first free one from there. */
  readonly port?: number;
  /** A server of ours on a host of a lab, and the client on another. */
  readonly lab?: Iperf3Lab;
  /** UDP instead of TCP (-u). */
  readonly udp?: boolean;
  /** Target of each stream; 1 Mbit/s by default in UDP, as much as possible in TCP (-b). */
  readonly bitsPerSecond?: number;
  /** The server sends (-R). */
  readonly reverse?: boolean;
  /** Both send at once (--bidir). */
  readonly bidirectional?: boolean;
  /** Streams in each direction, 1 to 128 (-P). */
  readonly parallel?: number;
  /** Size of the sockets' buffers, which bounds the window (-w). */
  readonly windowBytes?: number;
  /** 10 s by default, at most a day (-t). */
  readonly durationS?: number;
  /** Warm-up that does not count in the totals, at most 60 s (-O). */
  readonly omitS?: number;
  /** Time between two reports, 0.1 s to 60 s; 1 s by default (-i). */
  readonly intervalS?: number;
  /** `auto` by default: iperf3 if it is installed, otherwise the recorded run that is nearest to what is asked. */
  readonly source?: ToolSource;
  /**
   * Link of a recorded run; naming one asks for `recorded`, so it goes with no live source, server nor lab. Without it, the
   * recorded run of a plain test is that of `fibre-100`.
   */
  readonly recordedLink?: Iperf3Link;
  /** Ends both sides when aborted. */
  readonly signal?: AbortSignal;
}

/** A run of iperf3, and where it comes from. */
export interface Iperf3Result extends Iperf3Run {
  readonly origin: 'live' | 'recorded';
  /** Why it is a recording; empty when it is not, or was asked for. */
  readonly reason: string;
  /** Name of the recording, see `iperf3Recording`. */
  readonly recording?: string;
}

/**
 * What a direction carries, as it is measured: a first idea of it, the result has the rest. It is the figure of the side
 * that reports: our server, or the client of a recording or of somebody else's server. In the direction that this side
 * sends, UDP may lose some of it.
 */
export interface Iperf3Progress {
  readonly kind: 'interval';
  readonly direction: Iperf3Direction;
  readonly startS: number;
  readonly endS: number;
  readonly bitsPerSecond: number;
  /** Part of the warm-up. */
  readonly omitted: boolean;
}

/** What comes of a test: intervals, then the result. */
export type Iperf3Event = Iperf3Progress | { readonly kind: 'result'; readonly result: Iperf3Result };

/** Where iperf3 listens unless told otherwise. */
export const IPERF3_PORT = 5201;
const DAY_S = 86_400;

/**
 * What the client is told of the test; not where its server is.
 *
 * @throws InvalidOptionError
 */
export function testArguments(options: Iperf3Options): readonly string[] {
  const { durationS = 10, omitS = 0, intervalS = 1, parallel = 1 } = options;
  const { udp = false, reverse = false, bidirectional = false, bitsPerSecond, windowBytes } = options;
  checkInteger('durationS', durationS, 1, DAY_S);
  checkInteger('omitS', omitS, 0, 60);
  checkNumber('intervalS', intervalS, 0.1, 60);
  checkInteger('parallel', parallel, 1, 128);
  if (bitsPerSecond !== undefined) checkInteger('bitsPerSecond', bitsPerSecond, 1, 1e12);
  if (windowBytes !== undefined) checkInteger('windowBytes', windowBytes, 1, 512 * 1024 * 1024);
  if (reverse && bidirectional) throw new InvalidOptionError('reverse', reverse, 'false with bidirectional');
  return [
    ...['-J', '-t', String(durationS), '-i', String(intervalS), '-P', String(parallel)],
    ...(omitS > 0 ? ['-O', String(omitS)] : []),
    ...(udp ? ['-u'] : []),
    ...(reverse ? ['-R'] : []),
    ...(bidirectional ? ['--bidir'] : []),
    ...(bitsPerSecond === undefined ? [] : ['-b', String(bitsPerSecond)]),
    ...(windowBytes === undefined ? [] : ['-w', String(windowBytes)]),
  ];
}
