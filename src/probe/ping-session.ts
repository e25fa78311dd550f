import { type Network, type ReceivedPacket, SendError } from '../network/network.js';
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

/** A request that was sent. */
interface Request {
  readonly sequence: number;
  readonly sentMs: number;
  /** No answer has come, and it is not given up. */
  pending: boolean;
  answered: boolean;
}

/** The ping of one host: makes its requests, settles them, and counts. Who runs it lets time pass. */
export class PingSession {
  readonly #data: Uint8Array;
  /** The last 65536 requests by sequence number: replies to older ones cannot be told apart. */
  readonly #requests = new Map<number, Request>();
  readonly #rtts = new RttTally();
  #pending = 0;
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

  /** When the next request is to be sent; `Infinity` when none is, or none before the last one is settled. */
  nextSendMs(): number {
    const { count, intervalMs } = this.settings;
    if (this.#sent >= count) return Infinity;
    if (this.#sent === 0) return -Infinity;
    if (intervalMs === 0) return this.#pending === 0 ? -Infinity : Infinity;
    return this.#firstSentMs + this.#sent * intervalMs;
  }

  isOver(): boolean {
    return this.#sent >= this.settings.count && this.#pending === 0;
  }

  /** @returns the request, or the error, when this host refuses to send */
  async sendNext(): Promise<Request | SendError> {
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
      return this.#noteSent(sequence, await this.network.send(packet));
    } catch (error) {
      if (error instanceof SendError) return error;
      throw error;
    }
  }

  #noteSent(sequence: number, sentMs: number): Request {
    if (this.#sent === 0) this.#firstSentMs = sentMs;
    this.#sent += 1;
    this.#lastMs = sentMs;
    // The number served before: an answer would be taken for one to this request.
    const former = this.#requests.get(sequence);
    if (former) this.#settle(former);
    const request = { sequence, sentMs, pending: true, answered: false };
    this.#pending += 1;
    this.#requests.set(sequence, request);
    return request;
  }

  #settle(request: Request): void {
    if (request.pending) this.#pending -= 1;
    request.pending = false;
  }

  /** What an answer says of our requests; nothing when it is not about them. */
  settle(read: AnyEchoAnswer, atMs: number): PingEvent | undefined {
    const ours = { ...this.endpoints, identifier: this.identifier, data: this.#data };
    const { answer } = read;
    const { sequence } = answer;
    const request = isAnswerTo(read, ours) ? this.#requests.get(sequence) : undefined;
    if (!request) return undefined;
    const late = atMs - request.sentMs > this.settings.timeoutMs;
    this.#settle(request);
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

  /** Gives up a request whose time is over. */
  giveUp(request: Request): PingTimeout {
    this.#settle(request);
    return { kind: 'timeout', sequence: request.sequence };
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

/** A request, and whose it is. */
interface Flight {
  readonly session: PingSession;
  readonly request: Request;
}

/** Requests sent between two reads at most: their answers must fit into the buffers of a network. */
const SENDS_BEFORE_READ = 64;

/**
 * Runs pings until each is over, or the signal is aborted. One loop reads the network, which the caller has reserved, for
 * all of them, and gives each answer to the session whose identifier it bears.
 *
 * @param sessions no two with the same identifier, all with the same settings: requests then expire in the order in which
 *   they were sent, and the session that has waited longest sends next, so that queues keep the time of a crowd
 */
export async function* runPings(
  network: Network,
  sessions: readonly PingSession[],
  signal?: AbortSignal,
): AsyncGenerator<SessionEvent> {
  const byIdentifier = new Map(sessions.map((session) => [session.identifier, session]));
  const running = new Set(sessions);
  const toSend = new Queue(sessions);
  const onTheWay = new Queue<Flight>();

  while (!signal?.aborted) {
    let sent = 0;
    for (const most = Math.min(toSend.length, SENDS_BEFORE_READ); sent < most; sent++) {
      const session = toSend.first;
      if (!session || session.nextSendMs() > network.now()) break;
      toSend.shift();
      const request = await session.sendNext();
      if (request instanceof SendError) {
        running.delete(session);
        yield { session, error: request };
      } else {
        onTheWay.push({ session, request });
        if (session.nextSendMs() < Infinity) toSend.push(session);
      }
      if (signal?.aborted) return;
    }
    const deadlineMs = nextDeadlineMs();
    if (deadlineMs === Infinity) return;
    // Where more are due already, what has arrived by now is read all the same.
    for (let untilMs = Math.max(deadlineMs, network.now()); ; untilMs = network.now()) {
      const received = await network.receive(untilMs, signal);
      const event = received ? settled(received) : expired();
      if (event) yield event;
      // After a full batch all that has arrived is read: a crowd sends faster than one packet a batch, and answers would
      // pile up, and be lost.
      if (!received || sent < SENDS_BEFORE_READ) break;
    }
  }

  function nextDeadlineMs(): number {
    const isWaitedFor = ({ session, request }: Flight): boolean => request.pending && running.has(session);
    while (onTheWay.first && !isWaitedFor(onTheWay.first)) onTheWay.shift();
    return Math.min(toSend.first?.nextSendMs() ?? Infinity, expiryMs());
  }

  function expiryMs(): number {
    const oldest = onTheWay.first;
    return oldest ? oldest.request.sentMs + oldest.session.settings.timeoutMs : Infinity;
  }

  function settled({ bytes, atMs }: ReceivedPacket): SessionEvent | undefined {
    const answer = readAnyEchoAnswer(bytes);
    const session = answer && byIdentifier.get(answer.identifier);
    // What comes after the end of a ping is not waited for, and is nothing foreign either.
    if (session && !running.has(session)) return undefined;
    const event = session && happening(session, () => session.settle(answer, atMs));
    if (event) return event;
    for (const each of running) each.ignore();
    return undefined;
  }

  function expired(): SessionEvent | undefined {
    if (network.now() < expiryMs()) return undefined;
    const oldest = onTheWay.shift();
    return oldest && happening(oldest.session, () => oldest.session.giveUp(oldest.request));
  }

  /** What happens to a session may end it, or let it send where it waits for each answer. */
  function happening(session: PingSession, happens: () => PingEvent | undefined): SessionEvent | undefined {
    const waited = session.nextSendMs() === Infinity;
    const event = happens();
    if (!event) return undefined;
    if (session.isOver()) running.delete(session);
    else if (waited && session.nextSendMs() < Infinity) toSend.push(session);
    return { session, event };
  }
}

/** First in, first out. Taking the first of an array would move all others. */
class Queue<T> {
  #items: T[];
  #head = 0;

  constructor(items: readonly T[] = []) {
    this.#items = [...items];
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  get first(): T | undefined {
    return this.#items[this.#head];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const { first } = this;
    if (this.length > 0) this.#head += 1;
    if (this.#head > 1024 && this.#head > this.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return first;
  }
}
