import { InvalidOptionError } from '../../option.js';
import { linesOf, type RunningTool, startTool } from '../../run/run.js';
import { succeeded } from '../../run/tool-run.js';
import type { Iperf3Progress } from './iperf3-options.js';

/** Ports tried before giving up. */
const ATTEMPTS = 50;

/** A server of ours, for one test. */
interface Iperf3Server {
  readonly port: number;
  /** What it prints from now on, line by line; it ends with the server. */
  readonly lines: AsyncGenerator<string>;
  readonly tool: RunningTool;
}

/** Where a server is wanted. */
interface ServerPlace {
  readonly address: string;
  readonly firstPort: number;
  readonly intervalS: number;
  readonly prefix?: readonly string[];
  readonly signal?: AbortSignal;
}

/**
 * Starts `iperf3 -s -1` on the first free port, and waits until it listens. It says each interval in text, as it is
 * measured: iperf3 writes its JSON at the end only (before version 3.17).
 *
 * @throws ToolMissingError; ToolFailedError; InvalidOptionError when no port is free
 */
export async function startIperf3Server(place: ServerPlace): Promise<Iperf3Server> {
  const { firstPort } = place;
  for (let port = firstPort; port < firstPort + ATTEMPTS && port <= 65_535; port += 1) {
    const server = await listenOn(port, place);
    if (server) return server;
  }
  throw new InvalidOptionError('port', firstPort, 'followed by a port that is free');
}

/** @returns nothing when the port is taken */
async function listenOn(
  port: number,
  { address, intervalS, prefix, signal }: ServerPlace,
): Promise<Iperf3Server | undefined> {
  const report = ['-f', 'k', '-i', String(intervalS), '--forceflush'];
  const tool = await startTool('iperf3', ['-s', '-1', '-B', address, '-p', String(port), ...report], {
    ...(prefix && { prefix }),
    ...(signal && { signal }),
  });
  const lines = linesOf(tool.stdout);
  for (let line = await lines.next(); !line.done; line = await lines.next()) {
    if (line.value.startsWith('Server listening')) return { port, lines, tool };
  }
  const run = await tool.ended;
  if (run.stderr.includes('Address already in use')) return undefined;
  succeeded(run);
  throw new Error('iperf3 -s ended before it listened');
}

/** What is known of a test before its lines are read. */
interface ReportedTest {
  readonly reverse: boolean;
  readonly parallel: number;
}

/** A line such as `[  5][TX-S]   1.00-2.00   sec  5.00 MBytes  41943 Kbits/sec  0.01 ms  0/20 (0%)  (omitted)`. */
const LINE =
  /^\[ *(\d{1,6}|SUM)\](?:\[([TR])X-S\])? +(\d{1,9}\.\d\d)-(\d{1,9}\.\d\d) +sec +[\d.]{1,20} +[KMGT]?Bytes +([\d.]{1,20}) Kbits\/sec(.*)$/;

/**
 * What a line of the server's report says of an interval.
 *
 * @returns nothing for other lines: headings, totals, and streams where their sum follows
 * @see iperf_locale.c of esnet/iperf
 */
export function iperf3Progress(
  line: string,
  { reverse, parallel }: ReportedTest,
): Iperf3Progress | undefined {
  const [, stream, way, start, end, kilobits, rest = ''] = LINE.exec(line) ?? [];
  if (stream === undefined || (stream === 'SUM') !== parallel > 1) return undefined;
  if (/(sender|receiver)\s*$/.test(rest)) return undefined;
  const sends = way === undefined ? reverse : way === 'T';
  return {
    kind: 'interval',
    direction: sends ? 'server-to-client' : 'client-to-server',
    startS: Number(start),
    endS: Number(end),
    bitsPerSecond: Number(kilobits) * 1000,
    omitted: rest.includes('(omitted)'),
  };
}
