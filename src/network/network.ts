import type { Origin } from '../origin.js';
import type { Simulation } from '../simulator/simulation.js';

/** A packet that reached this host. */
export interface ReceivedPacket {
  /** The whole IP packet, header included. The receiver may keep it. */
  readonly bytes: Uint8Array;
  /** When it arrived, on the network's own clock, in milliseconds. */
  readonly atMs: number;
  /**
   * The system gave no IP header and this one was made up from what it told (IPv6 on raw sockets, RFC 3542): the hop
   * limit is unknown, and written as 0.
   */
  readonly headerRebuilt?: true;
}

/** How an attempt to open a TCP connection ended. */
export interface ConnectOutcome {
  /**
   * - `open`: accepted, and closed again at once;
   * - `closed`: refused by a reset;
   * - `filtered`: no answer in time, most often a firewall;
   * - `unreachable`: an ICMP error, or no route.
   */
  readonly kind: 'open' | 'closed' | 'filtered' | 'unreachable';
  /** From SYN to answer; absent when `filtered`. */
  readonly rttMs?: number;
  /** errno's name when `unreachable`, such as `EHOSTUNREACH`. */
  readonly code?: string;
}

/** What {@link Network.connect} accepts. */
export interface ConnectOptions {
  /** How long to wait for an answer. */
  readonly timeoutMs: number;
  /** Gives up at once when aborted, as when the time is over. */
  readonly signal?: AbortSignal;
}

/**
 * The port between the probes and a network: whole IP packets go out and come in, on the network's own clock.
 * A probe knows nothing else, so it runs on the real network and on the simulated one alike.
 *
 * A network serves one probe at a time, for whatever arrives goes to whoever reads: a second one meanwhile is refused with
 * a {@link NetworkBusyError}. Two probes at once open a network each; many hosts are pinged at once by `pingAll`.
 */
export interface Network {
  /** What its answers are worth. */
  readonly origin: Origin;
  /** Why this network was chosen, in French, for the student to read. */
  readonly reason: string;
  /** How many {@link Network.connect} may be under way at once; `Infinity` where a kernel opens the connections. */
  readonly maxConnections: number;
  /** The network's clock, in milliseconds from an arbitrary start; never goes back. */
  now(): number;
  /** The date when that clock started, in milliseconds since 1970; 0 on a simulated network, which has no date. */
  readonly epochMs: number;
  /** A number from 0 to 0xffff that tells this probe's packets from others' (ICMP identifier, source port). */
  identifier(): number;
  /**
   * The address of a host.
   *
   * @param host a name, or an address, which is its own
   * @param version family wanted; without it, IPv4 where there is one and IPv6 elsewhere
   * @throws UnknownHostError when the name has no such address
   */
  resolve(host: string, version?: 4 | 6): Promise<string>;
  /**
   * The address that this host would write as the source of a packet to `destination`.
   *
   * @throws SendError when there is no route
   */
  sourceFor(destination: string): Promise<string>;
  /**
   * Sends a whole IP packet. What is too long for the link is cut by this host, unless its bit forbids it.
   *
   * @param uncut forbids it in IPv6 too, which has no such bit
   * @returns when it left, on this clock
   * @throws SendError when this host refuses it (no route, too long, forbidden)
   */
  send(packet: Uint8Array, uncut?: boolean): Promise<number>;
  /**
   * The next packet that arrives at this host for one of our protocols, whosever it is.
   *
   * @param deadlineMs instant on this clock at which to give up; on a simulated network, waiting is what makes
   *   time pass
   * @param signal gives up at once when aborted
   * @returns the packet, or `undefined` at the deadline or when aborted
   * @throws NetworkBusyError while another call waits
   */
  receive(deadlineMs: number, signal?: AbortSignal): Promise<ReceivedPacket | undefined>;
  /**
   * Opens a TCP connection as any program does, and closes it: the one probe that needs no privilege.
   *
   * @throws NetworkClosedError; NetworkBusyError beyond `maxConnections`
   */
  connect(address: string, port: number, options: ConnectOptions): Promise<ConnectOutcome>;
  /** Frees the sockets; can be called again. Whoever is receiving gets {@link NetworkClosedError}. */
  close(): void;
}

/** A network on virtual time. */
export interface SimulatedNetwork extends Network {
  readonly origin: 'simulated';
  readonly simulation: Simulation;
}

/** Whether a network is on virtual time, and shows its simulation. */
export function isSimulated(network: Network): network is SimulatedNetwork {
  return network.origin === 'simulated' && 'simulation' in network;
}

/** A host name without an address. */
export class UnknownHostError extends Error {
  override readonly name = 'UnknownHostError';
  constructor(readonly host: string) {
    super(`unknown host: ${JSON.stringify(host)}; check the spelling, or give an address`);
  }
}

/** Raw sockets are there, but not for this user. */
export class NoPrivilegeError extends Error {
  override readonly name = 'NoPrivilegeError';
  constructor() {
    super("raw sockets need root or CAP_NET_RAW: run as root, or open({ network: 'simulated' })");
  }
}

/** The optional package raw-socket is not installed (no compiler when npm ran, most often). */
export class NoRawSocketError extends Error {
  override readonly name = 'NoRawSocketError';
  /** @param builtFor `another-node` when it is built, for a Node of another version */
  constructor(readonly builtFor?: 'another-node') {
    super(
      builtFor === undefined
        ? 'the package raw-socket is not built here: install a C++ compiler and run npm ci again'
        : `the package raw-socket is built for another Node than ${process.version}: run npm rebuild raw-socket`,
    );
  }
}

/** This host refused to send a packet. */
export class SendError extends Error {
  override readonly name = 'SendError';
  /** @param code errno name, such as `ENETUNREACH` */
  constructor(
    readonly destination: string,
    readonly code: string,
  ) {
    super(`cannot send to ${destination}: ${sendFailures[code] ?? code}`);
  }
}

/** The network was closed while, or before, it was used. */
export class NetworkClosedError extends Error {
  override readonly name = 'NetworkClosedError';
  constructor() {
    super('the network is closed; open another one');
  }
}

/** A second probe on a network that one has already. */
export class NetworkBusyError extends Error {
  override readonly name = 'NetworkBusyError';
  constructor() {
    super(
      'a network serves one probe at a time, and one is under way: await its end, or open another network for this ' +
        'one, or ping many hosts at once with pingAll',
    );
  }
}

const reserved = new WeakSet<Network>();

/**
 * Reserves a network for a probe, which alone reads what arrives until it gives the network back. Every probe does so before
 * it awaits anything: packets that one would take from another would be losses that nobody could explain, and the probe
 * that was called first must be the one that is served.
 *
 * @returns gives the network back
 * @throws {@link NetworkBusyError} while another probe has it
 */
export function reserveNetwork(network: Network): () => void {
  if (reserved.has(network)) throw new NetworkBusyError();
  reserved.add(network);
  return () => {
    reserved.delete(network);
  };
}

/** The events of a probe, which has the network while they are read. */
export async function* whileReserved<T>(network: Network, events: AsyncIterable<T>): AsyncGenerator<T> {
  const release = reserveNetwork(network);
  try {
    yield* events;
  } finally {
    release();
  }
}

/** Lets a network's time pass until an instant, or until aborted; what arrives meanwhile is for nobody. */
export async function waitUntil(network: Network, instantMs: number, signal?: AbortSignal): Promise<void> {
  const release = reserveNetwork(network);
  try {
    await letPass(network, instantMs, signal);
  } finally {
    release();
  }
}

/** {@link waitUntil} for a probe that has reserved the network. */
export async function letPass(network: Network, instantMs: number, signal?: AbortSignal): Promise<void> {
  while (network.now() < instantMs && !signal?.aborted) await network.receive(instantMs, signal);
}

/** The words of ping for what sendto(2) refuses. */
const sendFailures: Readonly<Record<string, string>> = {
  ENETUNREACH: 'Network is unreachable',
  EHOSTUNREACH: 'No route to host',
  EMSGSIZE: 'Message too long',
  EACCES: 'broadcast needs permission (EACCES)',
  EPERM: 'Operation not permitted (a local firewall?)',
  ENOBUFS: 'No buffer space available',
  EINVAL: 'Invalid argument (a route that discards?)',
  ENODEV: 'No such interface',
};
