import { type Network, reserveNetwork } from '../network/network.js';
import type { Origin } from '../origin.js';
import { checkInteger, checkNumber, checkVersion } from '../option.js';
import { type FlyingProbe, flowTo, TraceFlight } from './trace-flight.js';
import { type TraceProtocol, checkTraceProtocol } from './trace-method.js';

/** What {@link mtr} and {@link mtring} accept; each default is the one of mtr(8). */
export interface MtrOptions {
  /** What the probes are made of, `icmp` by default. */
  readonly protocol?: TraceProtocol;
  /** Rounds of one probe for each ttl, 10 by default; `Infinity` goes on until aborted. */
  readonly cycles?: number;
  /** Time from one round to the next, 1000 ms by default. */
  readonly intervalMs?: number;
  /** Last ttl to probe, 30 by default. */
  readonly maxTtl?: number;
  /** Destination port for udp (33434) and tcp (80). */
  readonly port?: number;
  /** Bytes of data in each probe, 36 by default. */
  readonly size?: number;
  /** How long to wait for the answers of the last round at most, 1000 ms by default (mtr's grace period is 5 s). */
  readonly timeoutMs?: number;
  /** IP version wanted; by default IPv4 where the host has such an address. */
  readonly version?: 4 | 6;
  /** Stops when aborted; the figures so far are kept. */
  readonly signal?: AbortSignal;
}

/** The figures of one hop, as mtr's columns. */
export interface MtrHop {
  readonly ttl: number;
  /** Who answered, in the order of appearance; several when the path divides, none for a silent hop. */
  readonly addresses: readonly string[];
  readonly sent: number;
  readonly received: number;
  readonly lossPercent: number;
  /** Absent while nothing was received. */
  readonly rtt?: {
    readonly lastMs: number;
    readonly avgMs: number;
    readonly bestMs: number;
    readonly worstMs: number;
    /** Sample standard deviation (mtr divides by n − 1); 0 for a single answer. */
    readonly stdevMs: number;
  };
}

/** Where the figures stand. */
export interface MtrResult {
  readonly origin: Origin;
  readonly host: string;
  readonly address: string;
  /** Rounds sent so far. */
  readonly cycles: number;
  /** From ttl 1 to the destination, or to the last hop that answered. */
  readonly hops: readonly MtrHop[];
  /** Whether the destination answered. */
  readonly reached: boolean;
}

/**
 * Watches a path for some rounds and waits for the end.
 *
 * @param network where to send, see `open`
 * @param host name or address
 * @param options see {@link MtrOptions}
 * @returns loss and times of each hop
 * @throws UnknownHostError, SendError, NetworkBusyError when another probe has the network, and
 *   {@link InvalidOptionError} for an option out of range
 * @see mtr(8)
 * @example
 * ```ts
 * import { mtr, open } from 'sonde';
 *
 * const network = await open({ network: 'simulated', scenario: 'limite-icmp' });
 * const { hops } = await mtr(network, 'www.exemple.fr', { cycles: 20, intervalMs: 250 });
 * console.log(hops.map(({ lossPercent }) => lossPercent > 0).join(', ')); // → false, true, false, false
 * network.close();
 * ```
 */
export async function mtr(network: Network, host: string, options: MtrOptions = {}): Promise<MtrResult> {
  let last: MtrResult | undefined;
  for await (const result of mtring(network, host, options)) last = result;
  if (!last) throw new Error('mtr ended before its first round');
  return last;
}

/**
 * Watches a path and gives its figures after each round.
 *
 * @param network where to send, see `open`
 * @param host name or address
 * @param options see {@link MtrOptions}
 * @returns the figures so far, round after round; the last ones again when the answers of the last round are in
 * @throws as {@link mtr}
 * @see mtr(8)
 * @example
 * ```ts
 * import { mtrReport, open } from 'sonde';
 * import { mtring } from 'sonde/probe';
 *
 * const network = await open({ network: 'simulated', scenario: 'limite-icmp' });
 * for await (const result of mtring(network, 'www.exemple.fr', { cycles: 3 })) console.log(mtrReport(result));
 * network.close();
 * ```
 */
export async function* mtring(
  network: Network,
  host: string,
  options: MtrOptions = {},
): AsyncGenerator<MtrResult> {
  const settings = settingsOf(options);
  const release = reserveNetwork(network);
  try {
    const address = await network.resolve(host, options.version);
    const plan = { ...settings, paris: false };
    const flight = new TraceFlight(network, await flowTo(network, address, plan), plan);
    const session = new MtrSession(network, flight, settings);
    const { origin } = network;
    const result = (): MtrResult => ({ origin, host, address, ...session.figures() });
    const startMs = network.now();
    for (let cycle = 1; cycle <= settings.cycles && !options.signal?.aborted; cycle++) {
      await session.sendRound(options.signal);
      const isLast = cycle === settings.cycles;
      await session.receiveUntil(
        isLast ? network.now() + settings.timeoutMs : startMs + cycle * settings.intervalMs,
        isLast,
        options.signal,
      );
      yield result();
    }
    if (options.signal?.aborted) yield result();
  } finally {
    release();
  }
}

type Settings = Required<Omit<MtrOptions, 'signal' | 'version'>>;

function settingsOf(options: MtrOptions): Settings {
  const {
    protocol = 'icmp',
    cycles = 10,
    intervalMs = 1000,
    maxTtl = 30,
    size = 36,
    timeoutMs = 1000,
  } = options;
  const { port = protocol === 'tcp' ? 80 : 33434 } = options;
  checkTraceProtocol(protocol);
  checkVersion(options.version);
  if (cycles !== Infinity) checkInteger('cycles', cycles, 1, Number.MAX_SAFE_INTEGER);
  checkNumber('intervalMs', intervalMs, 1, 0x7fffffff);
  checkInteger('maxTtl', maxTtl, 1, 255);
  checkInteger('size', size, 2, 65000);
  checkInteger('port', port, 1, 65535);
  checkNumber('timeoutMs', timeoutMs, 1, 0x7fffffff);
  return { protocol, cycles, intervalMs, maxTtl, port, size, timeoutMs };
}

class MtrSession {
  readonly #tallies: HopTally[];
  #cycles = 0;
  /** Where the path ends: the destination, or whoever refuses to go on; the farthest ttl until that is known. */
  #lastTtl: number;
  /** The same, as this round alone sees it. */
  #roundLastTtl = Infinity;
  #roundsWithoutEnd = 0;
  /** No ttl beyond is probed in this round. */
  #probedTtl: number;
  #reached = false;
  /** Probes of this round without an answer yet. */
  readonly #awaited = new Set<FlyingProbe>();

  constructor(
    readonly network: Network,
    readonly flight: TraceFlight,
    readonly settings: Settings,
  ) {
    this.#lastTtl = settings.maxTtl;
    this.#probedTtl = settings.maxTtl;
    this.#tallies = Array.from({ length: settings.maxTtl }, () => new HopTally());
  }

  figures(): Pick<MtrResult, 'cycles' | 'hops' | 'reached'> {
    const speaking = this.#tallies.reduce((last, tally, i) => (tally.received > 0 ? i + 1 : last), 0);
    const shown = this.#reached ? this.#lastTtl : Math.min(this.#lastTtl, speaking);
    const hops = this.#tallies.slice(0, shown).map((tally, i) => tally.figures(i + 1));
    return { cycles: this.#cycles, hops, reached: this.#reached };
  }

  async sendRound(signal?: AbortSignal): Promise<void> {
    this.#startRound();
    for (let ttl = 1; ttl <= this.#probedTtl && !signal?.aborted; ttl++) {
      const probe = await this.flight.send(ttl);
      this.#tallies[ttl - 1]?.addSent();
      this.#awaited.add(probe);
      await this.#receiveOne(this.network.now(), signal);
    }
  }

  #startRound(): void {
    const ended = this.#roundLastTtl !== Infinity;
    this.#roundsWithoutEnd = ended ? 0 : this.#roundsWithoutEnd + 1;
    // One round without the destination is a loss; more than that, the path may have grown longer.
    const mayBeLonger = this.#roundsWithoutEnd > 1;
    this.#probedTtl = mayBeLonger ? this.settings.maxTtl : this.#lastTtl;
    this.#roundLastTtl = Infinity;
    this.#cycles += 1;
    this.#awaited.clear();
  }

  /** Reads answers until an instant, or at the end until the last awaited one if that is sooner. */
  async receiveUntil(deadlineMs: number, isLast: boolean, signal?: AbortSignal): Promise<void> {
    while (!signal?.aborted && this.network.now() < deadlineMs && !(isLast && this.#nothingAwaited())) {
      await this.#receiveOne(deadlineMs, signal);
    }
  }

  #nothingAwaited(): boolean {
    return [...this.#awaited].every(({ ttl }) => ttl > this.#probedTtl);
  }

  async #receiveOne(deadlineMs: number, signal?: AbortSignal): Promise<void> {
    const received = await this.network.receive(deadlineMs, signal);
    const probe = received && this.flight.settle(received);
    if (probe?.outcome?.kind !== 'answer') return;
    this.#awaited.delete(probe);
    const { from, rttMs, final, reached } = probe.outcome;
    this.#tallies[probe.ttl - 1]?.addAnswer(from, rttMs);
    this.#reached ||= reached;
    if (!final) return;
    this.#roundLastTtl = Math.min(this.#roundLastTtl, probe.ttl);
    this.#lastTtl = this.#roundLastTtl;
    this.#probedTtl = Math.min(this.#probedTtl, this.#lastTtl);
  }
}

/** The figures of one hop as they grow (Welford's method, as in mtr's net.c). */
class HopTally {
  readonly #addresses = new Set<string>();
  #sent = 0;
  received = 0;
  #lastMs = 0;
  #meanMs = 0;
  #squares = 0;
  #bestMs = Infinity;
  #worstMs = 0;

  addSent(): void {
    this.#sent += 1;
  }

  addAnswer(from: string, rttMs: number): void {
    this.#addresses.add(from);
    this.received += 1;
    this.#lastMs = rttMs;
    this.#bestMs = Math.min(this.#bestMs, rttMs);
    this.#worstMs = Math.max(this.#worstMs, rttMs);
    const before = this.#meanMs;
    this.#meanMs += (rttMs - before) / this.received;
    this.#squares += (rttMs - before) * (rttMs - this.#meanMs);
  }

  figures(ttl: number): MtrHop {
    const { received } = this;
    const sent = this.#sent;
    const counts = { ttl, addresses: [...this.#addresses], sent, received };
    const lossPercent = sent === 0 ? 0 : ((sent - received) * 100) / sent;
    if (received === 0) return { ...counts, lossPercent };
    const stdevMs = received > 1 ? Math.sqrt(this.#squares / (received - 1)) : 0;
    const rtt = {
      lastMs: this.#lastMs,
      avgMs: this.#meanMs,
      bestMs: this.#bestMs,
      worstMs: this.#worstMs,
      stdevMs,
    };
    return { ...counts, lossPercent, rtt };
  }
}
