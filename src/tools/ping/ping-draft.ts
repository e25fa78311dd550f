import type { Origin } from '../../origin.js';
import { ParseError } from '../../parse-error.js';
import type {
  PingDialect,
  PrintedPing,
  PrintedPingError,
  PrintedPingEvent,
  PrintedPingReply,
  PrintedPingStatistics,
} from './printed-ping.js';

/** What the first line of a ping says; its size is absent when it stands on the next line, as in old Windows. */
export type PingStart = Pick<PrintedPing, 'dialect' | 'language' | 'host' | 'address' | 'size'>;

/** Shorter data has no room for the time of its sending (struct timeval), and its replies have no time. */
const TIMED_BYTES = 16;

/** The output of a ping while its lines are read. */
export class PingDraft {
  start: PingStart | undefined;
  failure: string | undefined;
  statistics: PrintedPingStatistics | undefined;
  readonly notices: string[] = [];
  /** A line with `icmp_seq`, which busybox never prints, was read. */
  sawSequence = false;
  /** What the lines to come may go on with. */
  listing: 'route' | 'timestamps' | 'quoted' | undefined;
  readonly #events: PrintedPingEvent[] = [];
  #linesAfterCounts = 0;

  /** An empty line ends a list of routers, and follows iputils' counts where there are no times. */
  blank(): void {
    this.listing = undefined;
    if (this.statistics) this.#linesAfterCounts += 1;
  }

  add(event: PrintedPingEvent): void {
    this.listing = undefined;
    this.#events.push(event);
  }

  /** The counts; whatever was printed before on request (SIGINFO, Ctrl-Break) gives way. */
  count(statistics: PrintedPingStatistics): void {
    this.statistics = statistics;
    this.#linesAfterCounts = 0;
  }

  /** A line that completes the counts. @returns whether there are counts */
  completeCounts(more: Partial<PrintedPingStatistics>): boolean {
    if (!this.statistics) return false;
    this.statistics = { ...this.statistics, ...more };
    this.#linesAfterCounts += 1;
    return true;
  }

  /** A line that completes the first one. @returns whether there is a first line */
  completeStart(more: Partial<PingStart>): boolean {
    if (!this.start) return false;
    this.start = { ...this.start, ...more };
    return true;
  }

  /** Completes the last event, when it is a reply. @returns whether it is */
  amendReply(change: (reply: PrintedPingReply) => Partial<PrintedPingReply>): boolean {
    const last = this.#events.at(-1);
    if (last?.kind !== 'reply') return false;
    this.#events[this.#events.length - 1] = { ...last, ...change(last) };
    return true;
  }

  /** Completes the last event, when it is an error. @returns whether it is */
  amendError(change: Partial<PrintedPingError>): boolean {
    const last = this.#events.at(-1);
    if (last?.kind !== 'error') return false;
    this.#events[this.#events.length - 1] = { ...last, ...change };
    return true;
  }

  /** Busybox and BSD have the same first line; busybox alone writes `seq=`. */
  becomes(dialect: PingDialect): void {
    this.completeStart({ dialect });
  }

  finish(ended: boolean, origin: Origin): PrintedPing {
    const { start, statistics, notices, failure } = this;
    if (!start && failure === undefined) throw new ParseError('the first line of a ping is missing', 0, 1);
    return {
      origin,
      ...(start ?? { dialect: 'iputils', language: 'en' }),
      events: this.#events,
      ...(statistics && { statistics }),
      ...(failure !== undefined && { failure }),
      notices,
      complete: ended && (failure !== undefined || this.#isClosed()),
    };
  }

  #isClosed(): boolean {
    const { start, statistics } = this;
    if (!statistics) return false;
    // After its counts iputils prints a line in any case, be it empty.
    if (start?.dialect === 'iputils' && this.#linesAfterCounts === 0) return false;
    if (statistics.rtt || statistics.received === 0) return true;
    const replies = this.#events.filter((event) => event.kind === 'reply');
    // Windows counts errors as received, and prints times if there was a reply.
    if (start?.dialect === 'windows') return replies.length === 0;
    const timed = replies.some(({ rttMs, rttBelowMs }) => rttMs !== undefined || rttBelowMs !== undefined);
    return !timed && (replies.length > 0 || (start?.size ?? TIMED_BYTES) < TIMED_BYTES);
  }
}
