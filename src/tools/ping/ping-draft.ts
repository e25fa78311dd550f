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
export type PingStart = Pick<
  PrintedPing,
  'dialect' | 'language' | 'host' | 'address' | 'size' | 'optionBytes'
>;

/** Shorter data has no room for the time of its sending (struct timeval), and its replies have no time. */
const TIMED_BYTES = 16;

/** The output of a ping while its lines are read. */
export class PingDraft {
  start: PingStart | undefined;
  failure: string | undefined;
  /** The options are explained, to the end of the text. */
  explains = false;
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

  /** @param ended whether the last line has its end; if not, it may end with a unit, after which nothing can be missing */
  finish(ended: boolean | 'unit', origin: Origin): PrintedPing {
    const { start, statistics, notices, failure } = this;
    if (!start && failure === undefined) throw new ParseError('the first line of a ping is missing', 0, 1);
    return {
      origin,
      ...(start ?? { dialect: 'iputils', language: 'en' }),
      events: this.#withDuplicates(),
      ...(statistics && { statistics }),
      ...(failure !== undefined && { failure }),
      notices,
      complete: failure === undefined ? this.#isClosed(ended) : ended === true,
    };
  }

  /** BSD marks no reply to a broadcast, and counts those that are not the first of their request. */
  #withDuplicates(): readonly PrintedPingEvent[] {
    const events = this.#events;
    const isMarked = events.some((event) => event.kind === 'reply' && event.duplicate);
    if (isMarked || this.start?.dialect !== 'bsd' || !this.statistics?.duplicates) return events;
    const answered = new Set<number>();
    return events.map((event) => {
      if (event.kind !== 'reply' || event.sequence === undefined) return event;
      const duplicate = answered.has(event.sequence);
      answered.add(event.sequence);
      return { ...event, duplicate };
    });
  }

  #isClosed(ended: boolean | 'unit'): boolean {
    const { start, statistics } = this;
    if (!statistics || ended === false) return false;
    // After its counts iputils prints a line in any case, be it empty; our report does not.
    if (start?.dialect === 'iputils' && (ended === 'unit' || this.#linesAfterCounts === 0))
      return isLastOfIputils(statistics);
    if (statistics.rtt || statistics.received === 0) return true;
    const replies = this.#events.filter((event) => event.kind === 'reply');
    // Windows counts errors as received, and prints times if there was a reply.
    if (start?.dialect === 'windows') return replies.length === 0;
    const timed = replies.some(({ rttMs, rttBelowMs }) => rttMs !== undefined || rttBelowMs !== undefined);
    return !timed && (replies.length > 0 || (start?.size ?? TIMED_BYTES) < TIMED_BYTES);
  }
}

/** Below that time between two requests a ping is a flood, and has more figures. */
const FLOOD_MS = 10;

/**
 * Whether nothing can follow these figures of iputils: no `pipe`, for no request was lost nor on its way when the next one
 * left, and no figures of a flood.
 */
function isLastOfIputils(figures: PrintedPingStatistics): boolean {
  const { transmitted, received, errors, elapsedMs = 0, rtt } = figures;
  if (!rtt) return received === 0 && errors === 0;
  const intervalMs = transmitted > 1 ? elapsedMs / (transmitted - 1) : Infinity;
  return received === transmitted && intervalMs > FLOOD_MS && rtt.maxMs < intervalMs;
}
