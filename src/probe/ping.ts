import { type Network, reserveNetwork, whileReserved } from '../network/network.js';
import type { Origin } from '../origin.js';
import { isIpv6, withoutZone } from './ip-packet.js';
import { checkInteger, checkNumber, checkVersion, InvalidOptionError } from '../option.js';
import { type PingRequestKind, RECORD_ROUTE_BYTES } from './ping-request.js';
import {
  type PingEndpoints,
  type PingEvent,
  type PingSettings,
  PingSession,
  runPings,
} from './ping-session.js';
import type { PingStatistics } from './ping-statistics.js';

/** What {@link ping} and {@link pinging} accept; each default is the one of iputils' ping, `count` aside. */
export interface PingOptions {
  /** How many echo requests to send; 4 by default (ping's own default, for ever, is `Infinity`). */
  readonly count?: number;
  /** Time between two requests, 1000 ms by default; 0 sends the next one as soon as the last is settled (ping -A). */
  readonly intervalMs?: number;
  /** Bytes of data in each request, 56 by default, at most 65507, in IPv6 65527. */
  readonly size?: number;
  /** Time to live of the requests, 64 by default, from 1 to 255. */
  readonly ttl?: number;
  /**
   * How long to wait for a reply while none has come, 10 s by default (ping -W). Once one has come,
   * the last ones are waited for twice the longest round trip, and an interval at least.
   */
  readonly timeoutMs?: number;
  /**
   * Ends the ping this long after its first request, whatever has come (ping -w): it then sends until `count` replies have
   * come, and stops at an error.
   */
  readonly deadlineMs?: number;
  /** What to ask; `echo` by default. Most hosts leave the others unanswered. */
  readonly request?: PingRequestKind;
  /**
   * Asks the routers to write their address into the packet, there and back (ping -R); IPv4 only. There is room for nine,
   * of which the sender's own is the first.
   */
  readonly recordRoute?: boolean;
  /** Family of addresses; without it, IPv4 where the host has one. */
  readonly version?: 4 | 6;
  /** Stops the ping when aborted; what was measured so far is kept. */
  readonly signal?: AbortSignal;
}

/** A whole ping. */
export interface PingResult {
  readonly origin: Origin;
  /** The host as it was named. */
  readonly host: string;
  readonly address: string;
  /** Bytes of data in each request. */
  readonly size: number;
  /** Bytes of IPv4 options in each request; absent when it has none. */
  readonly optionBytes?: number;
  /** All that happened, in order. */
  readonly events: readonly PingEvent[];
  readonly statistics: PingStatistics;
  /** Whether a signal ended it before its time. */
  readonly interrupted: boolean;
}

/** A host being pinged: events as they come, and where the statistics stand. */
export interface Pinging extends AsyncIterable<PingEvent> {
  readonly origin: Origin;
  readonly host: string;
  readonly address: string;
  readonly size: number;
  /** Bytes of IPv4 options in each request; absent when it has none. */
  readonly optionBytes?: number;
  /** The statistics of what has happened so far. */
  statistics(): PingStatistics;
}

/** ICMP data at most: a packet of 65535 bytes less the ICMP header and, in IPv4, its own. */
const MAX_SIZE = { 4: 65_507, 6: 65_527 } as const;

/**
 * Pings a host and waits for the end.
 *
 * @param network where to send, see `open`
 * @param host name or IPv4 address
 * @param options see {@link PingOptions}
 * @returns replies, errors and statistics; 100 % loss is a result, not an error
 * @throws UnknownHostError, SendError, NetworkBusyError when another probe has the network, and
 *   {@link InvalidOptionError} for an option out of range
 * @see RFC 792 (echo), ping(8) of iputils
 * @example
 * ```ts
 * import { open, ping } from 'sonde';
 *
 * const network = await open({ network: 'simulated' });
 * const { statistics } = await ping(network, 'passerelle.lan', { count: 3 });
 * console.log(statistics.received); // → 3
 * network.close();
 * ```
 */
export async function ping(network: Network, host: string, options: PingOptions = {}): Promise<PingResult> {
  const settings = pingSettings(options);
  const events: PingEvent[] = [];
  const release = reserveNetwork(network);
  try {
    const session = await sessionTo(network, host, settings, options.version);
    for await (const event of eventsOf(session, options.signal)) events.push(event);
    const interrupted = options.signal?.aborted ?? false;
    const { origin } = network;
    const address = session.endpoints.address;
    const statistics = session.statistics();
    return { origin, host, address, ...sizesOf(settings), events, statistics, interrupted };
  } finally {
    release();
  }
}

/**
 * Pings a host and gives each reply, error and timeout as it comes.
 *
 * @param network where to send, see `open`
 * @param host name or IPv4 address
 * @param options see {@link PingOptions}
 * @returns an async iterable, to be read once, which ends as ping does, or when the signal is aborted
 * @throws as {@link ping}; SendError and NetworkBusyError come while iterating
 * @see RFC 792 (echo), ping(8) of iputils
 * @example
 * ```ts
 * import { open, pinging } from 'sonde';
 *
 * const network = await open({ network: 'simulated' });
 * for await (const event of await pinging(network, 'passerelle.lan', { count: 2 })) {
 *   console.log(event.sequence, event.kind);
 * }
 * // → 1 reply
 * // → 2 reply
 * network.close();
 * ```
 */
export async function pinging(network: Network, host: string, options: PingOptions = {}): Promise<Pinging> {
  const settings = pingSettings(options);
  const session = await sessionTo(network, host, settings, options.version);
  return {
    origin: network.origin,
    host,
    address: session.endpoints.address,
    ...sizesOf(settings),
    statistics: () => session.statistics(),
    [Symbol.asyncIterator]: () => whileReserved(network, eventsOf(session, options.signal)),
  };
}

function sizesOf({ size, recordRoute }: PingSettings): Pick<PingResult, 'size' | 'optionBytes'> {
  return { size, ...(recordRoute && { optionBytes: RECORD_ROUTE_BYTES }) };
}

async function sessionTo(
  network: Network,
  host: string,
  settings: PingSettings,
  version?: 4 | 6,
): Promise<PingSession> {
  const endpoints = await pingEndpoints(network, host, settings, version);
  return new PingSession(network, endpoints, settings, network.identifier());
}

async function* eventsOf(session: PingSession, signal?: AbortSignal): AsyncGenerator<PingEvent> {
  for await (const { event, error } of runPings(session.network, [session], signal)) {
    if (error) throw error;
    yield event;
  }
}

/** @throws {@link InvalidOptionError} for an option out of range */
export function pingSettings(options: PingOptions): PingSettings {
  const { count = 4, intervalMs = 1000, size = 56, ttl = 64, timeoutMs = 10_000 } = options;
  const { deadlineMs = Infinity, request = 'echo', recordRoute = false } = options;
  if (count !== Infinity) checkInteger('count', count, 1, Number.MAX_SAFE_INTEGER);
  checkNumber('intervalMs', intervalMs, 0, 0x7fffffff);
  // What is too long depends on the version, which the address will tell.
  checkInteger('size', size, 0, Number.MAX_SAFE_INTEGER);
  checkInteger('ttl', ttl, 1, 255);
  checkNumber('timeoutMs', timeoutMs, 0.001, 0x7fffffff);
  if (deadlineMs !== Infinity) checkNumber('deadlineMs', deadlineMs, 0.001, 0x7fffffff);
  checkVersion(options.version);
  if (!['echo', 'timestamp', 'address-mask'].includes(request)) {
    throw new InvalidOptionError('request', request, 'echo, timestamp or address-mask');
  }
  return { count, intervalMs, size, ttl, timeoutMs, deadlineMs, request, recordRoute };
}

/**
 * Where the requests to a host come from and go to.
 *
 * @throws UnknownHostError, SendError without a route, {@link InvalidOptionError} for what IPv6 lacks
 */
export async function pingEndpoints(
  network: Network,
  host: string,
  { request, recordRoute, size }: PingSettings,
  version?: 4 | 6,
): Promise<PingEndpoints> {
  const address = await network.resolve(host, version);
  const longest = MAX_SIZE[isIpv6(address) ? 6 : 4];
  checkInteger('size', size, 0, recordRoute ? longest - RECORD_ROUTE_BYTES : longest);
  if (isIpv6(address)) {
    if (request !== 'echo') throw new InvalidOptionError('request', request, 'echo with an IPv6 address');
    if (recordRoute) throw new InvalidOptionError('recordRoute', recordRoute, 'false with an IPv6 address');
  }
  return { source: await network.sourceFor(address), destination: withoutZone(address), address };
}
