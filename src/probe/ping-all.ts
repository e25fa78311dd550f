import { type Network, reserveNetwork, SendError, UnknownHostError } from '../network/network.js';
import { InvalidOptionError } from '../option.js';
import type { Origin } from '../origin.js';
import { type PingOptions, type PingResult, pingEndpoints, pingSettings } from './ping.js';
import { type PingEndpoints, type PingEvent, PingSession, runPings } from './ping-session.js';

/** Why a host is not pinged: it has no address, there is no route, or its IP version lacks what an option asks for. */
export type PingFailure = UnknownHostError | SendError | InvalidOptionError;

/** A host of {@link pingAll} that could not be pinged. */
export interface FailedPing {
  readonly origin: Origin;
  /** The host as it was named. */
  readonly host: string;
  readonly error: PingFailure;
}

/** What became of one host of {@link pingAll}: its ping, or what kept it from being pinged (`'error' in result`). */
export type HostPing = PingResult | FailedPing;

/** Something that happened to one host of {@link pingingAll}. */
export type HostPingEvent = { readonly host: string } & (
  PingEvent | { readonly kind: 'failed'; readonly error: PingFailure }
);

/** Hosts whose addresses are looked up at once; a system has so many sockets and threads for it. */
const LOOKUPS_AT_ONCE = 64;
/** ICMP identifiers, which tell the hosts apart. */
const MAX_HOSTS = 0x10000;

/**
 * Pings many hosts at once, on one network, and waits for the end (icmplib's multiping, fping). Each host is pinged as
 * {@link ping} would: replies are told apart by the identifier of their request.
 *
 * @param networkOrOpen where to send, or what opens it: it is then closed at the end
 * @param hosts names or addresses, at most 65536
 * @param options see {@link PingOptions}; they are the same for all
 * @returns a result for each host, in the order of `hosts`; for a host that cannot be pinged, the error
 * @throws NetworkBusyError when another probe has the network, and InvalidOptionError for an option out of range
 * @see RFC 792 (echo)
 * @example
 * ```ts
 * import { open, pingAll } from 'sonde';
 *
 * const results = await pingAll(() => open({ network: 'simulated' }), ['passerelle.lan', 'nulle-part.lan']);
 * for (const result of results) {
 *   console.log(result.host, 'error' in result ? result.error.name : `${result.statistics.lossPercent} %`);
 * }
 * // → passerelle.lan 0 %
 * // → nulle-part.lan UnknownHostError
 * ```
 */
export async function pingAll(
  networkOrOpen: Network | (() => Promise<Network>),
  hosts: readonly string[],
  options: PingOptions = {},
): Promise<readonly HostPing[]> {
  const { network, done } = await reserved(networkOrOpen);
  try {
    const sessions = await prepare(network, hosts, options);
    const events = sessions.map((): PingEvent[] => []);
    const failures = new Map<number, PingFailure>();
    for await (const { rank, event, error } of run(network, sessions, options.signal)) {
      if (error) failures.set(rank, error);
      else events[rank]?.push(event);
    }
    const interrupted = options.signal?.aborted ?? false;
    return sessions.map((session, rank): HostPing => {
      const { origin } = network;
      const host = hosts[rank] ?? '';
      const outcome = failures.get(rank) ?? session;
      if (!(outcome instanceof PingSession)) return { origin, host, error: outcome };
      const { size } = outcome.settings;
      const address = outcome.endpoints.address;
      const [statistics, seen] = [outcome.statistics(), events[rank] ?? []];
      return { origin, host, address, size, events: seen, statistics, interrupted };
    });
  } finally {
    done();
  }
}

/**
 * Pings many hosts at once, on one network, and gives each reply, error and timeout as it comes, with its host.
 *
 * @param networkOrOpen where to send, or what opens it: it is then closed at the end
 * @param hosts names or addresses, at most 65536
 * @param options see {@link PingOptions}; they are the same for all
 * @returns what happens; hosts that cannot be pinged come first
 * @throws as {@link pingAll}
 * @see RFC 792 (echo)
 * @example
 * ```ts
 * import { open } from 'sonde';
 * import { pingingAll } from 'sonde/probe';
 *
 * const network = await open({ network: 'simulated' });
 * const hosts = ['cdn.exemple.fr', 'passerelle.lan'];
 * for await (const { host, kind } of pingingAll(network, hosts, { count: 1 })) console.log(host, kind);
 * // → passerelle.lan reply
 * // → cdn.exemple.fr reply
 * network.close();
 * ```
 */
export async function* pingingAll(
  networkOrOpen: Network | (() => Promise<Network>),
  hosts: readonly string[],
  options: PingOptions = {},
): AsyncGenerator<HostPingEvent, void, undefined> {
  const { network, done } = await reserved(networkOrOpen);
  try {
    const sessions = await prepare(network, hosts, options);
    for await (const { rank, event, error } of run(network, sessions, options.signal)) {
      const host = hosts[rank] ?? '';
      yield error ? { host, kind: 'failed', error } : { host, ...event };
    }
  } finally {
    done();
  }
}

/** A network that is reserved, and what gives it back; one that is opened here is closed then. */
async function reserved(
  networkOrOpen: Network | (() => Promise<Network>),
): Promise<{ readonly network: Network; readonly done: () => void }> {
  if (typeof networkOrOpen !== 'function')
    return { network: networkOrOpen, done: reserveNetwork(networkOrOpen) };
  const network = await networkOrOpen();
  const release = reserveNetwork(network);
  return {
    network,
    done: () => {
      release();
      network.close();
    },
  };
}

/** The session of each host, in their order, or why it has none. */
async function prepare(
  network: Network,
  hosts: readonly string[],
  options: PingOptions,
): Promise<readonly (PingSession | PingFailure)[]> {
  const settings = pingSettings(options);
  if (!Array.isArray(hosts) || !hosts.every((host: unknown) => typeof host === 'string'))
    throw new InvalidOptionError('hosts', hosts, 'a list of names or addresses');
  if (hosts.length > MAX_HOSTS)
    throw new InvalidOptionError('hosts', hosts.length, `at most ${MAX_HOSTS} hosts`);
  const endpoints: (PingEndpoints | PingFailure)[] = [];
  for (let first = 0; first < hosts.length; first += LOOKUPS_AT_ONCE) {
    const some = hosts.slice(first, first + LOOKUPS_AT_ONCE);
    const found = some.map((host) => pingEndpoints(network, host, settings, options.version).catch(failure));
    endpoints.push(...(await Promise.all(found)));
  }
  const taken = new Set<number>();
  return endpoints.map((found) =>
    found instanceof Error
      ? found
      : new PingSession(network, found, settings, freeIdentifier(network, taken)),
  );
}

function failure(error: unknown): PingFailure {
  const expected = [UnknownHostError, SendError, InvalidOptionError].find((kind) => error instanceof kind);
  if (expected) return error as PingFailure;
  throw error;
}

/** The network gives identifiers at random; among many, some would be the same. */
function freeIdentifier(network: Network, taken: Set<number>): number {
  let identifier = network.identifier();
  while (taken.has(identifier)) identifier = (identifier + 1) % MAX_HOSTS;
  taken.add(identifier);
  return identifier;
}

/** What happened to the host of a rank. */
type RankedEvent = { readonly rank: number } & (
  | { readonly event: PingEvent; readonly error?: undefined }
  | { readonly event?: undefined; readonly error: PingFailure }
);

async function* run(
  network: Network,
  sessions: readonly (PingSession | PingFailure)[],
  signal?: AbortSignal,
): AsyncGenerator<RankedEvent> {
  const rankOf = new Map<PingSession, number>();
  for (const [rank, session] of sessions.entries()) {
    if (session instanceof PingSession) rankOf.set(session, rank);
    else yield { rank, error: session };
  }
  for await (const { session, event, error } of runPings(network, [...rankOf.keys()], signal)) {
    const rank = rankOf.get(session) ?? 0;
    yield error ? { rank, error } : { rank, event };
  }
}
