import { type ConnectOutcome, type Network, letPass, reserveNetwork } from '../network/network.js';
import type { Origin } from '../origin.js';
import { checkInteger, checkNumber } from '../option.js';
import { type RttStatistics, RttTally } from './ping-statistics.js';

/** What {@link tcping} and {@link tcpinging} accept. */
export interface TcpingOptions {
  /** How many connections to open, one after the other; 4 by default. */
  readonly count?: number;
  /** Time between two connections, 1000 ms by default. */
  readonly intervalMs?: number;
  /** How long to wait for each answer, 2000 ms by default. */
  readonly timeoutMs?: number;
  /** Stops when aborted; what was measured is kept. */
  readonly signal?: AbortSignal;
}

/** One attempt to connect. */
export type TcpingAttempt = ConnectOutcome & {
  /** From 1. */
  readonly sequence: number;
};

/** A whole series of connections. */
export interface TcpingResult {
  readonly origin: Origin;
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly attempts: readonly TcpingAttempt[];
  /** Attempts that were answered, by an acceptance or by a refusal. */
  readonly answered: number;
  readonly lossPercent: number;
  /** Of the answered attempts; absent when there is none. */
  readonly rtt?: RttStatistics;
}

/**
 * Measures the round-trip time of TCP's handshake: the RTT that needs no privilege. A refusal measures it as well as an
 * acceptance does: both are one packet back.
 *
 * @param network where to connect, see `open`
 * @param host name or address
 * @param port from 1 to 65535
 * @param options see {@link TcpingOptions}
 * @throws UnknownHostError, NetworkBusyError when another probe has the network, and InvalidOptionError for an option out of
 *   range
 * @see RFC 9293, section 3.5
 * @example
 * ```ts
 * import { open, tcping } from 'sonde';
 *
 * const network = await open({ network: 'simulated' });
 * const { attempts } = await tcping(network, 'passerelle.lan', 9, { count: 1 });
 * console.log(attempts[0]?.kind); // → closed
 * network.close();
 * ```
 */
export async function tcping(
  network: Network,
  host: string,
  port: number,
  options: TcpingOptions = {},
): Promise<TcpingResult> {
  const settings = settingsOf(port, options);
  const attempts: TcpingAttempt[] = [];
  const release = reserveNetwork(network);
  try {
    const address = await network.resolve(host);
    for await (const attempt of attempting(network, address, settings)) attempts.push(attempt);
    return { origin: network.origin, host, address, port, attempts, ...figuresOf(attempts) };
  } finally {
    release();
  }
}

function figuresOf(
  attempts: readonly TcpingAttempt[],
): Pick<TcpingResult, 'answered' | 'lossPercent' | 'rtt'> {
  const tally = new RttTally();
  for (const attempt of attempts) {
    if (isAnswer(attempt) && attempt.rttMs !== undefined) tally.add(attempt.rttMs);
  }
  const answered = attempts.filter(isAnswer).length;
  const lossPercent = attempts.length === 0 ? 0 : ((attempts.length - answered) * 100) / attempts.length;
  const rtt = tally.statistics();
  return { answered, lossPercent, ...(rtt && { rtt }) };
}

/**
 * Opens connections one after the other and gives the outcome of each.
 *
 * @param network where to connect, see `open`
 * @param host name or address
 * @param port from 1 to 65535
 * @param options see {@link TcpingOptions}
 * @throws as {@link tcping}
 * @example
 * ```ts
 * import { open } from 'sonde';
 * import { tcpinging } from 'sonde/probe';
 *
 * const network = await open({ network: 'simulated' });
 * for await (const { sequence, kind } of tcpinging(network, 'passerelle.lan', 9, { count: 2 })) {
 *   console.log(sequence, kind);
 * }
 * // → 1 closed
 * // → 2 closed
 * network.close();
 * ```
 */
export async function* tcpinging(
  network: Network,
  host: string,
  port: number,
  options: TcpingOptions = {},
): AsyncGenerator<TcpingAttempt> {
  const settings = settingsOf(port, options);
  const release = reserveNetwork(network);
  try {
    yield* attempting(network, await network.resolve(host), settings);
  } finally {
    release();
  }
}

type Settings = ReturnType<typeof settingsOf>;

function settingsOf(port: number, options: TcpingOptions) {
  const { count = 4, intervalMs = 1000, timeoutMs = 2000, signal } = options;
  checkInteger('port', port, 1, 65535);
  if (count !== Infinity) checkInteger('count', count, 1, Number.MAX_SAFE_INTEGER);
  checkNumber('intervalMs', intervalMs, 0, 0x7fffffff);
  checkNumber('timeoutMs', timeoutMs, 1, 0x7fffffff);
  return { port, count, intervalMs, timeoutMs, signal };
}

async function* attempting(
  network: Network,
  address: string,
  { port, count, intervalMs, timeoutMs, signal }: Settings,
): AsyncGenerator<TcpingAttempt> {
  const startMs = network.now();
  for (let sequence = 1; sequence <= count && !signal?.aborted; sequence++) {
    await letPass(network, startMs + (sequence - 1) * intervalMs, signal);
    if (signal?.aborted) return;
    yield { sequence, ...(await network.connect(address, port, { timeoutMs, ...(signal && { signal }) })) };
  }
}

function isAnswer({ kind }: ConnectOutcome): boolean {
  return kind === 'open' || kind === 'closed';
}
