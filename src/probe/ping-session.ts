import { type Network, type ReceivedPacket, SendError } from '../network/network.js';
import type { IpEndpoints } from '../packet/checksum.js';
import {
  type AnyEchoAnswer,
  type DataDamage,
  type DeliveryDetails,
  type DeliveryError,
  type ReplyDetails,
  damageOf,
  isAnswerTo,
  readAnyEchoAnswer,
} from './echo-answer.js';
import { isIpv6 } from './ip-packet.js';
import { type PingRequestKind, pingPacket } from './ping-request.js';
import { type PingStatistics, pingStatistics, RttTally } from './ping-statistics.js';

/** A reply to an echo request, or to a timestamp or mask request. */
export interface PingReply extends ReplyDetails, DataDamage {
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
  /** The reply came after its request had been given up. */
  readonly late: boolean;
  /** It came from another address than the one that was asked. */
  readonly otherAddress?: true;
  /** The route that it recorded is that of the reply before. */
  readonly sameRoute?: true;
}

/** A router or the host says what hinders the request. */
export interface PingError extends DeliveryDetails {
  readonly kind: 'error';
  readonly sequence: number;
  /** Who says so. */
  readonly from: string;
  readonly error: DeliveryError;
}

/** No answer came, and the request is given up; a late reply may still follow. */
export interface PingTimeout {
  readonly kind: 'timeout';
  readonly sequence: number;
}

/** What can happen to an echo request. */
export type PingEvent = PingReply | PingError | PingTimeout;

/** Where the requests come from and go to. */
export interface PingEndpoints extends IpEndpoints {
  /** The destination with the zone of an address that is the link's own (`fe80::1%eth0`), which packets do not have. */
  readonly address: string;
}

/** What a ping is asked to do, every default filled in. */
export interface PingSettings {
  readonly count: number;
  readonly intervalMs: number;
  readonly size: number;
  readonly ttl: number;
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly request: PingRequestKind;
  readonly recordRoute: boolean;
}

const SEQUENCES = 0x10000;
const DAY_MS = 86_400_000;

/** How long a request is waited for at least before it is told to be without reply, once others were answered. */
const LEAST_PATIENCE_MS = 1000;
/** What hinders a request without ending it: ping shows these, and does not count them. */
const WARNINGS: ReadonlySet<DeliveryError> = new Set(['redirect', 'source-quench']);

/** A request that was sent. */
interface Request {
  readonly sequence: number;
  readonly sentMs: number;
  /** When it is told to be without reply. */
  readonly expiryMs: number;
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
  #longestMs = 0;
  /** The last route that a reply recorded. */
  #route: string | undefined;
  /** When the ping ends, whatever has come; known when the last request is sent, or from the first with a deadline. */
  #endMs = Infinity;

  constructor(
    readonly network: Network,
    readonly endpoints: PingEndpoints,
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
    const { intervalMs } = this.settings;
    if (this.#hasSentAll()) return Infinity;
    if (this.#sent === 0) return -Infinity;
    if (intervalMs === 0) return this.#pending === 0 ? -Infinity : Infinity;
    return this.#firstSentMs + this.#sent * intervalMs;
  }

  /** With a deadline, a ping sends until so many replies have come (`-w` of ping). */
  #hasSentAll(): boolean {
    return this.settings.deadlineMs === Infinity && this.#sent >= this.settings.count;
  }

  get endMs(): number {
    return this.#endMs;
  }

  /** As ping: when so many answers have come, errors included, or when the wait for the last ones is over. */
  isOver(): boolean {
    const { count, deadlineMs } = this.settings;
    if (this.network.now() >= this.#endMs) return true;
    if (deadlineMs < Infinity) return this.#received >= count || this.#errors > 0;
    return this.#received + this.#errors >= count;
  }

  /** How long the last replies are waited for: twice the longest round trip, once there is one. */
  #lingerMs(): number {
    const { intervalMs, timeoutMs } = this.settings;
    return this.#received > 0 ? Math.max(2 * this.#longestMs, intervalMs) : timeoutMs;
  }

  /** Until a request is told to be without reply. Nobody ends a ping for that: its reply may be late. */
  #patienceMs(): number {
    const { intervalMs, timeoutMs } = this.settings;
    // Without an interval, the next request waits for it.
    if (this.#received === 0 && intervalMs > 0) return timeoutMs;
    return Math.min(timeoutMs, Math.max(2 * this.#longestMs, intervalMs, LEAST_PATIENCE_MS));
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
    const expiryMs = sentMs + this.#patienceMs();
    const request = { sequence, sentMs, expiryMs, pending: true, answered: false };
    this.#pending += 1;
    this.#requests.set(sequence, request);
    const { deadlineMs } = this.settings;
    if (deadlineMs < Infinity) this.#endMs = this.#firstSentMs + deadlineMs;
    else if (this.#hasSentAll()) this.#endMs = sentMs + this.#lingerMs();
    return request;
  }

  #settle(request: Request): void {
    if (request.pending) this.#pending -= 1;
    request.pending = false;
  }

  /** What an answer says of our requests; nothing when it is not about them. */
  settle(read: AnyEchoAnswer, atMs: number): PingEvent | undefined {
    const { answer } = read;
    const { sequence } = answer;
    const ours = { ...this.endpoints, request: this.settings.request, identifier: this.identifier };
    const request = isAnswerTo(read, ours) ? this.#requests.get(sequence) : undefined;
    if (!request) return undefined;
    if (answer.kind === 'error' && WARNINGS.has(answer.error)) return answer;
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
    this.#longestMs = Math.max(this.#longestMs, rttMs);
    return {
      ...{ ...answer, rttMs, duplicate, late: atMs > request.expiryMs },
      ...(read.data && damageOf(read.data, this.#data)),
      ...(this.#isOther(answer.from) && { otherAddress: true }),
      ...(this.#isKnown(answer.route) && { sameRoute: true }),
    };
  }

  #isKnown(route: readonly string[] | undefined): boolean {
    const former = this.#route;
    this.#route = route?.join() ?? former;
    return route !== undefined && this.#route === former;
  }

  #isOther(from: string): boolean {
    const { destination } = this.endpoints;
    return from !== destination && !isGroup(destination);
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

  /** Gives up all that is still waited for. */
  giveUpAll(): readonly PingTimeout[] {
    if (this.#pending === 0) return [];
    return [...this.#requests.values()].filter(({ pending }) => pending).map((each) => this.giveUp(each));
  }
}

/** An address of a group: those who answer have others (RFC 1112, RFC 4291); and that of everybody here. */
function isGroup(address: string): boolean {
  if (isIpv6(address)) return address.startsWith('ff');
  const [first = 0] = address.split('.').map(Number);
  return first >= 224;
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

/** Something to be done at an instant: a request to be given up or, without one, a ping to be ended. */
interface Due {
  readonly atMs: number;
  readonly session: PingSession;
  readonly request?: Request;
}

/** Requests sent between two reads at most: their answers must fit into the buffers of a network. */
const SENDS_BEFORE_READ = 64;

/**
 * Runs pings until each is over, or the signal is aborted. One loop reads the network, which the caller has reserved, for
 * all of them, and gives each answer to the session whose identifier it bears.
 *
 * @param sessions no two with the same identifier, all with the same interval: the session that has waited longest sends
 *   next, so that a queue keeps the time of a crowd
 */
export async function* runPings(
  network: Network,
  sessions: readonly PingSession[],
  signal?: AbortSignal,
): AsyncGenerator<SessionEvent> {
  const byIdentifier = new Map(sessions.map((session) => [session.identifier, session]));
  const running = new Set(sessions);
  const toSend = new Queue(sessions);
  const due = new Agenda();

  while (!signal?.aborted) {
    let sent = 0;
    for (const most = Math.min(toSend.length, SENDS_BEFORE_READ); sent < most; sent++) {
      const session = toSend.first;
      if (!session || session.nextSendMs() > network.now()) break;
      toSend.shift();
      if (!running.has(session)) continue;
      const knownEndMs = session.endMs;
      const request = await session.sendNext();
      if (request instanceof SendError) {
        running.delete(session);
        yield { session, error: request };
      } else {
        due.add({ atMs: request.expiryMs, session, request });
        if (session.endMs !== knownEndMs) due.add({ atMs: session.endMs, session });
        if (session.nextSendMs() < Infinity) toSend.push(session);
      }
      if (signal?.aborted) return;
    }
    const deadlineMs = nextDeadlineMs();
    if (deadlineMs === Infinity) return;
    // Where more are due already, what has arrived by now is read all the same.
    for (let untilMs = Math.max(deadlineMs, network.now()); ; untilMs = network.now()) {
      const received = await network.receive(untilMs, signal);
      yield* received ? settled(received) : expired();
      // After a full batch all that has arrived is read: a crowd sends faster than one packet a batch, and answers would
      // pile up, and be lost.
      if (!received || sent < SENDS_BEFORE_READ) break;
    }
  }

  function nextDeadlineMs(): number {
    const isDone = ({ session, request }: Due): boolean =>
      request?.pending === false || !running.has(session);
    while (due.first && isDone(due.first)) due.shift();
    while (toSend.first && !running.has(toSend.first)) toSend.shift();
    return Math.min(toSend.first?.nextSendMs() ?? Infinity, due.first?.atMs ?? Infinity);
  }

  function settled({ bytes, atMs }: ReceivedPacket): readonly SessionEvent[] {
    const answer = readAnyEchoAnswer(bytes);
    const session = answer && byIdentifier.get(answer.identifier);
    // What comes after the end of a ping is not waited for, and is nothing foreign either.
    if (session && !running.has(session)) return [];
    const events = session ? happening(session, () => session.settle(answer, atMs)) : [];
    if (events.length === 0) for (const each of running) each.ignore();
    return events;
  }

  function expired(): readonly SessionEvent[] {
    if (network.now() < (due.first?.atMs ?? Infinity)) return [];
    const next = due.shift();
    if (!next) return [];
    const { session, request } = next;
    if (request) return happening(session, () => session.giveUp(request));
    return ended(session);
  }

  /** What happens to a session may end it, or let it send where it waits for each answer. */
  function happening(session: PingSession, happens: () => PingEvent | undefined): readonly SessionEvent[] {
    const waited = session.nextSendMs() === Infinity;
    const event = happens();
    if (!event) return [];
    if (session.isOver()) return [{ session, event }, ...ended(session)];
    if (waited && session.nextSendMs() < Infinity) toSend.push(session);
    return [{ session, event }];
  }

  function ended(session: PingSession): readonly SessionEvent[] {
    running.delete(session);
    return session.giveUpAll().map((event) => ({ session, event }));
  }
}

/** What is due, the next first: a binary heap. */
class Agenda {
  readonly #heap: Due[] = [];

  get first(): Due | undefined {
    return this.#heap[0];
  }

  add(due: Due): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(due);
    for (let above = (i - 1) >> 1; i > 0; i = above, above = (i - 1) >> 1) {
      const parent = heap[above];
      if (!parent || parent.atMs <= due.atMs) break;
      heap[i] = parent;
      heap[above] = due;
    }
  }

  shift(): Due | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return first;
    let i = 0;
    for (let child = this.#sooner(1); ; child = this.#sooner(2 * i + 1)) {
      const below = heap[child];
      if (!below || below.atMs >= last.atMs) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = last;
    return first;
  }

  /** The sooner of two children. */
  #sooner(left: number): number {
    return (this.#heap[left + 1]?.atMs ?? Infinity) < (this.#heap[left]?.atMs ?? Infinity) ? left + 1 : left;
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
