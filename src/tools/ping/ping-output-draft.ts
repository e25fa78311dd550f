import { ParseError } from '../../parse-error.js';
import type {
  PingDialect,
  PingOutput,
  PingOutputError,
  PingOutputEvent,
  PingOutputReply,
  PingOutputStatistics,
} from './ping-output.js';

/** What the first line of a ping says. */
export interface PingStart {
  readonly dialect: PingDialect;
  readonly language: 'en' | 'fr';
  readonly target: PingOutput['target'];
  /** Absent when it stands on the next line, as in old versions of Windows. */
  readonly payloadBytes?: number;
}

/** Shorter data has no room for the time of its sending (struct timeval), and its replies have no time. */
const TIMED_BYTES = 16;

/** The output of a ping while its lines are read. */
export class PingDraft {
  start: PingStart | undefined;
  payloadBytes: number | undefined;
  failure: string | undefined;
  statistics: PingOutputStatistics | undefined;
  readonly notices: string[] = [];
  /** A line with `icmp_seq`, which busybox never prints, was read. */
  sawSequence = false;
  /** What the lines to come may go on with. */
  listing: 'route' | 'timestamps' | 'quoted' | undefined;
  readonly #events: PingOutputEvent[] = [];
  #linesAfterCounts = 0;

  /** An empty line ends a list of routers, and follows iputils' counts where there are no times. */
  blank(): void {
    this.listing = undefined;
    if (this.statistics) this.#linesAfterCounts += 1;
  }

  add(event: PingOutputEvent): void {
    this.listing = undefined;
    this.#events.push(event);
  }

  /** The counts; whatever was printed before on request (SIGINFO, Ctrl-Break) gives way. */
  count(statistics: PingOutputStatistics): void {
    this.statistics = statistics;
    this.#linesAfterCounts = 0;
  }

  /** A line that completes the counts. */
  complete(more: Partial<PingOutputStatistics>): boolean {
    if (!this.statistics) return false;
    this.statistics = { ...this.statistics, ...more };
    this.#linesAfterCounts += 1;
    return true;
  }

  /** Completes the last event, when it is a reply. */
  amendReply(change: (reply: PingOutputReply) => Partial<PingOutputReply>): boolean {
    const last = this.#events.at(-1);
    if (last?.kind !== 'reply') return false;
    this.#events[this.#events.length - 1] = { ...last, ...change(last) };
    return true;
  }

  /** Completes the last event, when it is an error. */
  amendError(change: Partial<PingOutputError>): boolean {
    const last = this.#events.at(-1);
    if (last?.kind !== 'error') return false;
    this.#events[this.#events.length - 1] = { ...last, ...change };
    return true;
  }

  /** Busybox and BSD have the same first line; busybox alone writes `seq=`. */
  becomes(dialect: PingDialect): void {
    if (this.start) this.start = { ...this.start, dialect };
  }

  finish(ended: boolean): PingOutput {
    const { start, statistics, notices, failure } = this;
    if (!start && failure === undefined) throw new ParseError('the first line of a ping is missing', 0, 1);
    const payloadBytes = start?.payloadBytes ?? this.payloadBytes;
    return {
      dialect: start?.dialect ?? 'iputils',
      language: start?.language ?? 'en',
      target: start?.target ?? {},
      ...(payloadBytes !== undefined && { payloadBytes }),
      replies: this.#events,
      ...(statistics && { statistics }),
      ...(failure !== undefined && { failure }),
      notices,
      complete: ended && (failure !== undefined || this.#isClosed(payloadBytes)),
    };
  }

  #isClosed(payloadBytes = TIMED_BYTES): boolean {
    const { start, statistics } = this;
    if (!statistics) return false;
    // After its counts iputils prints a line in any case, be it empty.
    if (start?.dialect === 'iputils' && this.#linesAfterCounts === 0) return false;
    if (statistics.rtt || statistics.received === 0) return true;
    const replies = this.#events.filter(({ kind }) => kind === 'reply');
    // Windows counts errors as received, and prints times if there was a reply.
    if (start?.dialect === 'windows') return replies.length === 0;
    const timed = replies.some((event) => event.kind === 'reply' && event.rttMs !== undefined);
    return !timed && (replies.length > 0 || payloadBytes < TIMED_BYTES);
  }
}
