import { type Network, reserveNetwork, whileReserved } from '../network/network.js';
import type { Origin } from '../origin.js';
import { isIpv6 } from './ip-packet.js';
import { checkInteger, checkNumber, checkVersion } from '../option.js';
import { type FlyingProbe, type TraceProbe, flowTo, TraceFlight } from './trace-flight.js';
import { type TraceProtocol, checkTraceProtocol } from './trace-method.js';

/** What {@link traceroute} and {@link tracing} accept; each default is the one of traceroute(8). */
export interface TracerouteOptions {
  /** What the probes are made of, `udp` by default. */
  readonly protocol?: TraceProtocol;
  /** Keeps one flow (Paris traceroute), so that load balancers send all probes the same way; `false` by default. */
  readonly paris?: boolean;
  /** Destination port: 33434 for udp, 80 for tcp. */
  readonly port?: number;
  /** First ttl to probe, 1 by default. */
  readonly firstTtl?: number;
  /** Last ttl to probe, 30 by default. */
  readonly maxTtl?: number;
  /** Probes for each ttl, 3 by default. */
  readonly queries?: number;
  /** Bytes of data in each probe, 32 by default; TCP probes have none. */
  readonly size?: number;
  /** Probes on their way at once, no limit by default (traceroute's own is 16). */
  readonly inFlight?: number;
  /** How long to wait for an answer at most, 5000 ms by default; less once neighbours on the path have answered. */
  readonly timeoutMs?: number;
  /** IP version wanted; by default IPv4 where the host has such an address. */
  readonly version?: 4 | 6;
  /** How answered neighbours shorten the wait: 3 times the same hop and 10 times the next one by default. */
  readonly waitFactors?: WaitFactors;
  /** Stops the trace when aborted; the hops found so far are kept. */
  readonly signal?: AbortSignal;
}

/** What an answer says of how long its neighbours may take, as traceroute(8)'s option `-w MAX,HERE,NEAR`. */
export interface WaitFactors {
  /** Times what another probe of the same hop took; 0 not to hurry. */
  readonly here: number;
  /** Times what the next hop that answered took; 0 not to hurry. */
  readonly near: number;
}

/** What was learnt with one ttl. */
export interface TraceHop {
  readonly ttl: number;
  /** In the order of sending. */
  readonly probes: readonly TraceProbe[];
}

/** A whole trace. */
export interface TracerouteResult {
  readonly origin: Origin;
  /** The host as it was named. */
  readonly host: string;
  readonly address: string;
  readonly protocol: TraceProtocol;
  /** Last ttl that would have been probed. */
  readonly maxTtl: number;
  /** Bytes of each packet. */
  readonly packetLength: number;
  readonly hops: readonly TraceHop[];
  /** Whether the destination answered. */
  readonly reached: boolean;
  /** Whether a signal ended it before its time. */
  readonly interrupted: boolean;
}

/** A path being traced: hops come in their order, each as soon as it is complete. */
export interface Tracing extends AsyncIterable<TraceHop> {
  readonly origin: Origin;
  readonly host: string;
  readonly address: string;
  readonly protocol: TraceProtocol;
  readonly maxTtl: number;
  readonly packetLength: number;
}

/**
 * Traces the path to a host and waits for the end.
 *
 * @param network where to send, see `open`
 * @param host name or address
 * @param options see {@link TracerouteOptions}
 * @returns the hops, silent ones included
 * @throws UnknownHostError, SendError, NetworkBusyError when another probe has the network, and
 *   {@link InvalidOptionError} for an option out of range
 * @see traceroute(8); RFC 1393, section 1, for the classic algorithm
 * @example
 * ```ts
 * import { open, traceroute } from 'sonde';
 *
 * const network = await open({ network: 'simulated', scenario: 'sauts-muets' });
 * const { hops, reached } = await traceroute(network, 'www.exemple.fr', { queries: 1 });
 * console.log(reached, hops.map(({ probes }) => probes[0]?.kind).join(', '));
 * // → true answer, timeout, timeout, answer, answer
 * network.close();
 * ```
 */
export async function traceroute(
  network: Network,
  host: string,
  options: TracerouteOptions = {},
): Promise<TracerouteResult> {
  const hops: TraceHop[] = [];
  const release = reserveNetwork(network);
  try {
    const { session, ...trace } = await prepare(network, host, options);
    for await (const hop of session.run(options.signal)) hops.push(hop);
    const reached = hops.some(({ probes }) => probes.some((each) => each.kind === 'answer' && each.reached));
    return { ...trace, hops, reached, interrupted: options.signal?.aborted ?? false };
  } finally {
    release();
  }
}

/**
 * Traces the path to a host and gives each hop as soon as it is complete.
 *
 * All ttls are in flight at once: a trace takes as long as its slowest hop, not as long as all of them one after the other.
 *
 * @param network where to send, see `open`
 * @param host name or address
 * @param options see {@link TracerouteOptions}
 * @returns an async iterable, to be read once
 * @throws as {@link traceroute}; SendError and NetworkBusyError come while iterating
 * @see traceroute(8)
 * @example
 * ```ts
 * import { open, traceHopLine, tracing } from 'sonde';
 *
 * const network = await open({ network: 'simulated', scenario: 'ecmp' });
 * for await (const hop of await tracing(network, 'www.exemple.fr', { paris: true })) {
 *   console.log(traceHopLine(hop));
 * }
 * network.close();
 * ```
 */
export async function tracing(
  network: Network,
  host: string,
  options: TracerouteOptions = {},
): Promise<Tracing> {
  const { session, ...trace } = await prepare(network, host, options);
  return { ...trace, [Symbol.asyncIterator]: () => whileReserved(network, session.run(options.signal)) };
}

async function prepare(
  network: Network,
  host: string,
  options: TracerouteOptions,
): Promise<Omit<Tracing, typeof Symbol.asyncIterator> & { readonly session: TraceSession }> {
  const settings = settingsOf(options);
  const address = await network.resolve(host, options.version);
  const flight = new TraceFlight(network, await flowTo(network, address, settings), settings);
  return {
    session: new TraceSession(network, flight, settings),
    origin: network.origin,
    host,
    address,
    protocol: settings.protocol,
    maxTtl: settings.maxTtl,
    packetLength: (isIpv6(address) ? 40 : 20) + flight.payloadLength,
  };
}

type Settings = Required<Omit<TracerouteOptions, 'signal' | 'version'>>;

function settingsOf(options: TracerouteOptions): Settings {
  const { protocol = 'udp', paris = false, firstTtl = 1, maxTtl = 30, queries = 3 } = options;
  const { size = 32, timeoutMs = 5000, inFlight = Infinity } = options;
  const { port = protocol === 'tcp' ? 80 : 33434 } = options;
  const { waitFactors = { here: 3, near: 10 } } = options;
  checkTraceProtocol(protocol);
  checkVersion(options.version);
  checkInteger('maxTtl', maxTtl, 1, 255);
  checkInteger('firstTtl', firstTtl, 1, maxTtl);
  checkInteger('queries', queries, 1, 10);
  // Two bytes of data are what a Paris probe is numbered with.
  checkInteger('size', size, 2, 65000);
  checkInteger('port', port, 1, 65535);
  if (inFlight !== Infinity) checkInteger('inFlight', inFlight, 1, Number.MAX_SAFE_INTEGER);
  checkNumber('timeoutMs', timeoutMs, 1, 0x7fffffff);
  checkNumber('waitFactors.here', waitFactors.here, 0, 1e6);
  checkNumber('waitFactors.near', waitFactors.near, 0, 1e6);
  return { protocol, paris, firstTtl, maxTtl, queries, size, inFlight, timeoutMs, port, waitFactors };
}

/** Probes handed to the network at once: few, for those beyond the destination are sent in vain. */
const BATCH = 9;

class TraceSession {
  /** For each ttl, the probes sent so far. */
  readonly #probes = new Map<number, FlyingProbe[]>();
  readonly #wait: TraceWait;
  /** What is still to be sent, nearest first. */
  #toSend: number[];
  /** No hop lies beyond. */
  #lastTtl: number;

  constructor(
    readonly network: Network,
    readonly flight: TraceFlight,
    readonly settings: Settings,
  ) {
    const { firstTtl, maxTtl, queries, timeoutMs, waitFactors } = settings;
    this.#lastTtl = maxTtl;
    this.#wait = new TraceWait(timeoutMs, waitFactors);
    const ttls = Array.from({ length: maxTtl - firstTtl + 1 }, (_, i) => firstTtl + i);
    for (const ttl of ttls) this.#probes.set(ttl, []);
    // The probes of one ttl follow each other: hosts send few ICMP errors in a row (Linux: six, then one a second), and a
    // destination would spend them on the probes for ttls beyond its own.
    this.#toSend = ttls.flatMap((ttl) => Array<number>(queries).fill(ttl));
  }

  async *run(signal?: AbortSignal): AsyncGenerator<TraceHop> {
    let ttl = this.settings.firstTtl;
    while (ttl <= this.#lastTtl && !signal?.aborted) {
      const hop = this.#completeHop(ttl);
      if (hop) {
        ttl += 1;
        yield hop;
      } else await this.#progress(signal);
    }
  }

  /** Sends the next probes, or waits for an answer when no more may be sent. */
  async #progress(signal?: AbortSignal): Promise<void> {
    if (await this.#sendBatch()) {
      // Answers are read between two batches: the end of the path, once known, stops the sending.
      while (await this.#receiveOne(this.network.now(), signal));
      return;
    }
    if (!(await this.#receiveOne(this.#nextExpiryMs(), signal))) this.#expire();
  }

  async #receiveOne(deadlineMs: number, signal?: AbortSignal): Promise<boolean> {
    const received = await this.network.receive(deadlineMs, signal);
    if (received) this.#learn(this.flight.settle(received));
    return received !== undefined;
  }

  /** Sends some probes without waiting for one to leave before the next is ready: each wait is a turn of the event loop. */
  async #sendBatch(): Promise<boolean> {
    const { inFlight } = this.settings;
    const room = inFlight === Infinity ? BATCH : inFlight - this.#pending().length;
    const useful = this.#toSend.filter((ttl) => ttl <= this.#lastTtl);
    const batch = useful.splice(0, Math.min(BATCH, room));
    this.#toSend = useful;
    const sent = await Promise.all(batch.map((ttl) => this.flight.send(ttl)));
    for (const probe of sent) this.#probes.get(probe.ttl)?.push(probe);
    return sent.length > 0;
  }

  #learn(probe: FlyingProbe | undefined): void {
    if (probe?.outcome?.kind !== 'answer') return;
    this.#wait.learn(probe.ttl, probe.outcome.rttMs);
    if (probe.outcome.final) this.#lastTtl = Math.min(this.#lastTtl, probe.ttl);
  }

  #nextExpiryMs(): number {
    return Math.min(...this.#pending().map((probe) => this.#expiryMs(probe)));
  }

  #expiryMs({ ttl, sentMs }: FlyingProbe): number {
    return sentMs + this.#wait.patienceMs(ttl);
  }

  #expire(): void {
    const now = this.network.now();
    for (const probe of this.#pending()) {
      if (now >= this.#expiryMs(probe)) probe.outcome = { kind: 'timeout' };
    }
  }

  #pending(): FlyingProbe[] {
    const sent = [...this.#probes.values()].flat();
    return sent.filter(({ ttl, outcome }) => !outcome && ttl <= this.#lastTtl);
  }

  #completeHop(ttl: number): TraceHop | undefined {
    const outcomes = (this.#probes.get(ttl) ?? []).map(({ outcome }) => outcome);
    const probes = outcomes.filter((outcome): outcome is TraceProbe => outcome !== undefined);
    return probes.length === this.settings.queries ? { ttl, probes } : undefined;
  }
}

/** A probe is given this time at least: on a quick path, routers that make ICMP slowly would look silent. */
const LEAST_MS = 100;

/** How long to wait for a probe, given how quickly its neighbours on the path were answered. */
export class TraceWait {
  /** The longest round trip seen for each ttl. */
  readonly #rttMs = new Map<number, number>();

  constructor(
    readonly maxMs: number,
    readonly factors: WaitFactors,
  ) {}

  /** Takes note of an answer. */
  learn(ttl: number, rttMs: number): void {
    this.#rttMs.set(ttl, Math.max(rttMs, this.#rttMs.get(ttl) ?? 0));
  }

  /** How long after its sending a probe of that ttl is given up. */
  patienceMs(ttl: number): number {
    const { here, near } = this.factors;
    const hereMs = this.#rttMs.get(ttl);
    if (hereMs !== undefined && here > 0) return this.#bounded(here * hereMs);
    const farther = [...this.#rttMs.keys()].filter((other) => other > ttl);
    if (farther.length === 0 || near === 0) return this.maxMs;
    return this.#bounded(near * (this.#rttMs.get(Math.min(...farther)) ?? this.maxMs));
  }

  #bounded(ms: number): number {
    return Math.min(this.maxMs, Math.max(LEAST_MS, ms));
  }
}
