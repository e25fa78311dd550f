import type { Network } from '../network/network.js';
import type { Origin } from '../origin.js';
import type { DeliveryError, ReplyDetails } from './echo-answer.js';
import { readEchoAnswer } from './echo-answer.js';
import { isIpv6 } from './ip-packet.js';
import { checkInteger, checkNumber, InvalidOptionError } from '../option.js';
import type { PingRequestKind } from './ping-request.js';
import { pingPacket } from './ping-request.js';
import { pingStatistics, RttTally } from './ping-statistics.js';
import type { PingStatistics } from './ping-statistics.js';

/** What {@link ping} and {@link pinging} accept; each default is the one of iputils' ping, `count` aside. */
export interface PingOptions {
  /** How many echo requests to send; 4 by default (ping's own default, for ever, is `Infinity`). */
  readonly count?: number;
  /** Time between two requests, 1000 ms by default; 0 sends the next one as soon as the last is settled (ping -A). */
  readonly intervalMs?: number;
  /** Bytes of data in each request, 56 by default, at most 65507. */
  readonly size?: number;
  /** Time to live of the requests, 64 by default, from 1 to 255. */
  readonly ttl?: number;
  /** How long to wait for each reply, 1000 ms by default. */
  readonly timeoutMs?: number;
  /** What to ask; `echo` by default. Most hosts leave the others unanswered. */
  readonly request?: PingRequestKind;
  /** Asks the routers to write their address into the packet, there and back (ping -R); IPv4 only. */
  readonly recordRoute?: boolean;
  /** Family of addresses; without it, IPv4 where the host has one. */
  readonly version?: 4 | 6;
  /** Stops the ping when aborted; what was measured so far is kept. */
  readonly signal?: AbortSignal;
}

/** A reply to an echo request, or to a timestamp or mask request. */
export interface PingReply extends ReplyDetails {
  readonly kind: 'reply';
  /** Sequence number of the request, from 1; goes back to 0 after 65535. */
  readonly sequence: number;
  /** Who replied. */
  readonly from: string;
  /** Bytes of the ICMP message. */
  readonly bytes: number;
  /** Time to live left in the reply; 0 where the system does not tell (IPv6 on raw sockets). */
  readonly ttl: number;
  /** Round-trip time, to the microsecond. */
  readonly rttMs: number;
  /** This request had been answered already. */
  readonly duplicate: boolean;
  /** The reply came after `timeoutMs`. */
  readonly late: boolean;
}

/** A router or the host says that the request could not be delivered. */
export interface PingError {
  readonly kind: 'error';
  readonly sequence: number;
  /** Who says so. */
  readonly from: string;
  readonly error: DeliveryError;
  /** Code of the ICMP error, see RFC 792. */
  readonly code: number;
  /** What the next link could carry, in bytes, where the error is that the request is too long (RFC 1191). */
  readonly nextHopMtu?: number;
}

/** No answer came within `timeoutMs`. */
export interface PingTimeout {
  readonly kind: 'timeout';
  readonly sequence: number;
}

/** What can happen to an echo request. */
export type PingEvent = PingReply | PingError | PingTimeout;

/** A whole ping. */
export interface PingResult {
  readonly origin: Origin;
  /** The host as it was named. */
  readonly host: string;
  readonly address: string;
  /** Bytes of data in each request. */
  readonly size: number;
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
  /** The statistics of what has happened so far. */
  statistics(): PingStatistics;
}

/** ICMP data at most: an IPv4 packet of 65535 bytes less its header and the ICMP header. */
const MAX_SIZE = 65507;
const SEQUENCES = 0x10000;
const DAY_MS = 86_400_000;

/**
 * Pings a host and waits for the end.
 *
 * @param network where to send, see `open`
 * @param host name or IPv4 address
 * @param options see {@link PingOptions}
 * @returns replies, errors and statistics; 100 % loss is a result, not an error
 * @throws UnknownHostError, SendError, and {@link InvalidOptionError} for an option out of range
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
  const run = await pinging(network, host, options);
  const events: PingEvent[] = [];
  for await (const event of run) events.push(event);
  const { origin, address, size } = run;
  const statistics = run.statistics();
  const interrupted = options.signal?.aborted ?? false;
  return { origin, host, address, size, events, statistics, interrupted };
}

/**
 * Pings a host and gives each reply, error and timeout as it comes.
 *
 * @param network where to send, see `open`
 * @param host name or IPv4 address
 * @param options see {@link PingOptions}
 * @returns an async iterable, to be read once, which ends when every request is settled or the signal aborted
 * @throws as {@link ping}; SendError comes while iterating
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
  const settings = settingsOf(options);
  const address = await network.resolve(host, options.version);
  if (isIpv6(address)) refuseWhatIpv6Lacks(settings);
  const source = await network.sourceFor(address);
  const session = new PingSession(network, source, address, settings);
  return {
    origin: network.origin,
    host,
    address,
    size: settings.size,
    statistics: () => session.statistics(),
    [Symbol.asyncIterator]: () => session.run(options.signal),
  };
}

type Settings = Required<Omit<PingOptions, 'signal' | 'version'>>;

function settingsOf(options: PingOptions): Settings {
  const { count = 4, intervalMs = 1000, size = 56, ttl = 64, timeoutMs = 1000 } = options;
  const { request = 'echo', recordRoute = false } = options;
  if (count !== Infinity) checkInteger('count', count, 1, Number.MAX_SAFE_INTEGER);
  checkNumber('intervalMs', intervalMs, 0, 0x7fffffff);
  checkInteger('size', size, 0, MAX_SIZE);
  checkInteger('ttl', ttl, 1, 255);
  checkNumber('timeoutMs', timeoutMs, 0.001, 0x7fffffff);
  if (!['echo', 'timestamp', 'address-mask'].includes(request)) {
    throw new InvalidOptionError('request', request, 'echo, timestamp or address-mask');
  }
  return { count, intervalMs, size, ttl, timeoutMs, request, recordRoute };
}

function refuseWhatIpv6Lacks({ request, recordRoute }: Settings): void {
  if (request !== 'echo') throw new InvalidOptionError('request', request, 'echo with an IPv6 address');
  if (recordRoute) throw new InvalidOptionError('recordRoute', recordRoute, 'false with an IPv6 address');
}

/** A request on its way. */
interface Request {
  readonly sentMs: number;
  answered: boolean;
}

class PingSession {
  readonly #identifier: number;
  readonly #data: Uint8Array;
  /** The last 65536 requests by sequence number: replies to older ones cannot be told apart. */
  readonly #requests = new Map<number, Request>();
  /** Sequence numbers not settled yet, oldest first. */
  readonly #pending = new Set<number>();
  readonly #rtts = new RttTally();
  #sent = 0;
  #received = 0;
  #duplicates = 0;
  #errors = 0;
  #ignored = 0;
  #pipe = 0;
  #firstSentMs = 0;
  #lastMs = 0;

  constructor(
    readonly network: Network,
    readonly source: string,
    readonly address: string,
    readonly settings: Settings,
  ) {
    this.#identifier = network.identifier();
    this.#data = pattern(settings.size);
  }

  statistics(): PingStatistics {
    return pingStatistics({
      transmitted: this.#sent,
      received: this.#received,
      duplicates: this.#duplicates,
      errors: this.#errors,
      ignored: this.#ignored,
      elapsedMs: this.#lastMs - this.#firstSentMs,
      pipe: this.#pipe,
      rtt: this.#rtts.statistics(),
    });
  }

  async *run(signal?: AbortSignal): AsyncGenerator<PingEvent> {
    while (!signal?.aborted) {
      if (this.#sendIsDue()) {
        await this.#sendNext();
        continue;
      }
      const deadlineMs = this.#nextDeadlineMs();
      if (deadlineMs === undefined) return;
      const received = await this.network.receive(deadlineMs, signal);
      const event = received ? this.#settle(received.bytes, received.atMs) : this.#expire();
      if (event) yield event;
    }
  }

  #nextSendMs(): number {
    const { count, intervalMs } = this.settings;
    if (this.#sent >= count) return Infinity;
    if (this.#sent === 0) return -Infinity;
    if (intervalMs === 0) return this.#pending.size === 0 ? -Infinity : Infinity;
    return this.#firstSentMs + this.#sent * intervalMs;
  }

  #sendIsDue(): boolean {
    return this.network.now() >= this.#nextSendMs();
  }

  #nextDeadlineMs(): number | undefined {
    const [oldest] = this.#pending;
    const request = oldest === undefined ? undefined : this.#requests.get(oldest);
    const expiryMs = request ? request.sentMs + this.settings.timeoutMs : Infinity;
    const deadlineMs = Math.min(expiryMs, this.#nextSendMs());
    return deadlineMs === Infinity ? undefined : deadlineMs;
  }

  async #sendNext(): Promise<void> {
    const sequence = (this.#sent + 1) % SEQUENCES;
    const { source, address: destination } = this;
    const { ttl, request: kind, recordRoute } = this.settings;
    const packet = pingPacket({
      ...{ kind, source, destination, ttl, sequence, recordRoute },
      identifier: this.#identifier,
      data: this.#data,
      dayMs: Math.floor(this.network.epochMs + this.network.now()) % DAY_MS,
    });
    const sentMs = await this.network.send(packet);
    if (this.#sent === 0) this.#firstSentMs = sentMs;
    this.#sent += 1;
    this.#lastMs = sentMs;
    this.#pending.delete(sequence);
    this.#pending.add(sequence);
    this.#requests.set(sequence, { sentMs, answered: false });
  }

  /** What a packet says of our requests; nothing when it is not about them. */
  #settle(bytes: Uint8Array, atMs: number): PingEvent | undefined {
    const answer = readEchoAnswer(bytes, {
      identifier: this.#identifier,
      data: this.#data,
      source: this.source,
      destination: this.address,
    });
    const request = answer && this.#requests.get(answer.sequence);
    if (!request) {
      this.#ignored += 1;
      return undefined;
    }
    const { sequence } = answer;
    const late = atMs - request.sentMs > this.settings.timeoutMs;
    this.#pending.delete(sequence);
    const onTheWay = ((this.#sent - sequence) % SEQUENCES) + 1;
    // Beyond half of the numbers iputils takes the answer for one from the past.
    if (onTheWay <= SEQUENCES / 2) this.#pipe = Math.max(this.#pipe, onTheWay);
    if (answer.kind === 'error') {
      this.#errors += 1;
      return answer;
    }
    const duplicate = request.answered;
    request.answered = true;
    if (duplicate) this.#duplicates += 1;
    else this.#received += 1;
    // iputils counts whole microseconds, and duplicates count in its averages.
    const rttMs = Math.max(0, Math.trunc((atMs - request.sentMs) * 1000)) / 1000;
    this.#rtts.add(rttMs);
    return { ...answer, rttMs, duplicate, late };
  }

  /** The oldest request whose time is over. */
  #expire(): PingTimeout | undefined {
    const [sequence] = this.#pending;
    const request = sequence === undefined ? undefined : this.#requests.get(sequence);
    if (sequence === undefined || !request) return undefined;
    if (this.network.now() < request.sentMs + this.settings.timeoutMs) return undefined;
    this.#pending.delete(sequence);
    return { kind: 'timeout', sequence };
  }
}

/** The data of an echo request: bytes that count up, so that a damaged or foreign reply shows. */
function pattern(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => i & 0xff);
}
