import { InvalidOptionError } from '../../option.js';
import type { RunningTool } from '../../run/run.js';
import { startTool, succeeded } from '../../run/run.js';

/** Ports tried before giving up. */
const ATTEMPTS = 50;

/** A server of ours, for one test. */
export interface Iperf3Server {
  readonly port: number;
  /** What it prints from now on, line by line; it ends with the server. */
  readonly lines: AsyncGenerator<string>;
  readonly tool: RunningTool;
}

/** Where a server is wanted. */
export interface ServerPlace {
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

async function* linesOf(output: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of output) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line;
  }
}
