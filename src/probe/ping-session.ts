import { type Network, type ReceivedPacket, reserveNetwork, SendError } from '../network/network.js';
import type { IpEndpoints } from '../packet/checksum.js';
import {
  type AnyEchoAnswer,
  type DeliveryError,
  type ReplyDetails,
  isAnswerTo,
  readAnyEchoAnswer,
} from './echo-answer.js';
import { type PingRequestKind, pingPacket } from './ping-request.js';
import { type PingStatistics, pingStatistics, RttTally } from './ping-statistics.js';

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

/** What a ping is asked to do, every default filled in. */
export interface PingSettings {
  readonly count: number;
  readonly intervalMs: number;
  readonly size: number;
  readonly ttl: number;
  readonly timeoutMs: number;
  readonly request: PingRequestKind;
  readonly recordRoute: boolean;
}

const SEQUENCES = 0x10000;
const DAY_MS = 86_400_000;

/** A request on its way. */
interface Request {
  readonly sentMs: number;
  answered: boolean;
}

/** The ping of one host: makes its requests, settles them, and counts. Who runs it lets time pass. */
export class PingSession {
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
    readonly endpoints: IpEndpoints,
    readonly settings: PingSettings,
    readonly identifier: number,
  ) {
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

  #nextSendMs(): number {
    const { count, intervalMs } = this.settings;
    if (this.#sent >= count) return Infinity;
    if (this.#sent === 0) return -Infinity;
    if (intervalMs === 0) return this.#pending.size === 0 ? -Infinity : Infinity;
    return this.#firstSentMs + this.#sent * intervalMs;
  }

  sendIsDue(): boolean {
    return this.network.now() >= this.#nextSendMs();
  }

  /** When the next request is to be sent, or the oldest one is given up; `Infinity` when all are settled. */
  nextDeadlineMs(): number {
    const [oldest] = this.#pending;
    const request = oldest === undefined ? undefined : this.#requests.get(oldest);
    const expiryMs = request ? request.sentMs + this.settings.timeoutMs : Infinity;
    return Math.min(expiryMs, this.#nextSendMs());
  }

  isOver(): boolean {
    return this.nextDeadlineMs() === Infinity;
  }

  /** @returns the error, when this host refuses to send */
  async sendNext(): Promise<SendError | undefined> {
    const sequence = (this.#sent + 1) % SEQUENCES;
    const { ttl, request: kind, recordRoute } = this.settings;
    const packet = pingPacket({
      ...this.endpoints,
      ...{ kind, ttl, sequence, recordRoute },
      identifier: this.identifier,
      data: this.#data,
      dayMs: Math.floor(this.network.epochMs + this.network.now()) % DAY_MS,
    });
    try {
      this.#noteSent(sequence, await this.network.send(packet));
      return undefined;
    } catch (error) {
      if (error instanceof SendError) return error;
      throw error;
    }
  }

  #noteSent(sequence: number, sentMs: number): void {
    if (this.#sent === 0) this.#firstSentMs = sentMs;
    this.#sent += 1;
    this.#lastMs = sentMs;
    this.#pending.delete(sequence);
    this.#pending.add(sequence);
    this.#requests.set(sequence, { sentMs, answered: false });
  }

  /** What an answer says of our requests; nothing when it is not about them. */
  settle(read: AnyEchoAnswer, atMs: number): PingEvent | undefined {
    const ours = { ...this.endpoints, identifier: this.identifier, data: this.#data };
    const { answer } = read;
    const { sequence } = answer;
    const request = isAnswerTo(read, ours) ? this.#requests.get(sequence) : undefined;
    if (!request) return undefined;
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

  /** Counts a packet that was not about our requests. */
  ignore(): void {
    this.#ignored += 1;
  }

  /** The oldest request whose time is over. */
  expire(): PingTimeout | undefined {
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

/** What happened to one of several pings: an event, or the error that ends it. */
export type SessionEvent = { readonly session: PingSession } & (
  | { readonly event: PingEvent; readonly error?: undefined }
  | { readonly error: SendError; readonly event?: undefined }
);

/** Requests sent between two reads at most: their answers must fit into the buffers of a network. */
const SENDS_BEFORE_READ = 64;

/**
 * Runs pings until each is over, or the signal is aborted. One loop reads the network for all of them, and gives each
 * answer to the session whose identifier it bears: no two may have the same.
 *
 * @throws NetworkBusyError when another probe has the network
 */
export async function* runPings(
  network: Network,
  sessions: readonly PingSession[],
  signal?: AbortSignal,
): AsyncGenerator<SessionEvent> {
  const byIdentifier = new Map(sessions.map((session) => [session.identifier, session]));
  const running = new Set(sessions);
  const release = reserveNetwork(network);
  try {
    while (!signal?.aborted) {
      for (const session of someDue(running)) {
        const error = await session.sendNext();
        if (error) running.delete(session);
        if (error) yield { session, error };
        if (signal?.aborted) return;
      }
      const deadlineMs = Math.min(...Array.from(running, (session) => session.nextDeadlineMs()));
      if (deadlineMs === Infinity) return;
      // Where more are due already, what has arrived by now is read all the same.
      const received = await network.receive(Math.max(deadlineMs, network.now()), signal);
      for (const { session, event } of received ? settled(received) : expired()) {
        if (session.isOver()) running.delete(session);
        yield { session, event };
      }
    }
  } finally {
    release();
  }

  function settled({ bytes, atMs }: ReceivedPacket): { session: PingSession; event: PingEvent }[] {
    const answer = readAnyEchoAnswer(bytes);
    const session = answer && byIdentifier.get(answer.identifier);
    // What comes after the end of a ping is not waited for, and is nothing foreign either.
    if (session && !running.has(session)) return [];
    const event = answer && session?.settle(answer, atMs);
    if (session && event) return [{ session, event }];
    for (const each of running) each.ignore();
    return [];
  }

  function expired(): { session: PingSession; event: PingEvent }[] {
    return [...running].flatMap((session) => {
      const event = session.expire();
      return event ? [{ session, event }] : [];
    });
  }
}

/** Those whose next request is due; who has just sent comes last, so that a crowd leaves nobody waiting. */
function someDue(running: Set<PingSession>): readonly PingSession[] {
  const due = [...running].filter((session) => session.sendIsDue()).slice(0, SENDS_BEFORE_READ);
  if (due.length === SENDS_BEFORE_READ) {
    for (const session of due) {
      running.delete(session);
      running.add(session);
    }
  }
  return due;
}
