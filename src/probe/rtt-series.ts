/** What a series of times reads of what happened to one request: our own ping tells all of it, a printed one may not. */
export interface RttEvent {
  readonly kind: 'reply' | 'error' | 'timeout';
  /** Windows prints none: its lines come in the order of the requests. */
  readonly sequence?: number;
  readonly rttMs?: number;
  /** Windows prints `<1ms` for a time below this. */
  readonly rttBelowMs?: number;
  readonly duplicate?: boolean;
}

/** What a series of times reads of a ping. */
export interface RttSource {
  readonly events: readonly RttEvent[];
  /** Absent where a printed ping was cut. */
  readonly statistics?: { readonly transmitted: number; readonly received: number };
  /** Whose ping was printed: busybox and BSD number their requests from 0; Windows counts errors as received. */
  readonly dialect?: string;
}

/** Sequence numbers have 16 bits. */
const SEQUENCES = 0x10000;

/** More than a week at ten requests a second: a longer series comes from a number that is none. */
const MOST_REQUESTS = 10_000_000;

/**
 * The round-trip times of a ping in the order of its requests: what a curve needs.
 *
 * Requests that nothing is said of count as lost: those between two that are told of and, of a whole ping, those before the
 * first and after the last. Duplicates are left out. A time that is only known to be below a bound (`<1ms`) is that bound.
 *
 * @param ping what `ping` returned or `readPing` read, or events alone, whose series then goes from the first to the last
 *   request that they tell of
 * @returns one time for each request, in milliseconds, `null` for a request without reply
 * @throws RangeError when times are missing: those of replies that were not printed (`ping -q`, `-f`) or whose data had no
 *   room for one (`-s 15` and less); and for more than ten million requests
 * @example
 * ```ts
 * import { open, ping, rttSeriesMs } from 'sonde';
 *
 * const network = await open({ network: 'simulated' });
 * console.log(rttSeriesMs(await ping(network, 'muet.exemple.fr', { count: 3 }))); // → [ null, null, null ]
 * network.close();
 * ```
 */
export function rttSeriesMs(ping: RttSource | readonly RttEvent[]): (number | null)[] {
  if (!('events' in ping)) return seriesOf(timesOf(ping, 1));
  const first = ping.dialect === 'busybox' || ping.dialect === 'bsd' ? 0 : 1;
  const times = timesOf(ping.events, first);
  checkReplies(ping, times);
  return seriesOf(times, first, first + (ping.statistics?.transmitted ?? 0) - 1);
}

/** The time of each request that the events tell of; `null` for one without reply. */
type Times = ReadonlyMap<number, number | null>;

/** @param first the number of the first request, where the events tell no sequence numbers */
function timesOf(events: readonly RttEvent[], first: number): Times {
  const times = new Map<number, number | null>();
  for (const [request, event] of byRequest(events, first)) {
    // A reply may follow the timeout of its request, and an error may follow the reply.
    const known = times.get(request) ?? null;
    if (known === null && !event.duplicate) times.set(request, timeOf(event));
  }
  return times;
}

/** A series from a first request to a last one, or farther where others are told of. */
function seriesOf(times: Times, first = Infinity, last = -Infinity): (number | null)[] {
  let [from, to] = [first, last];
  for (const request of times.keys()) {
    from = Math.min(from, request);
    to = Math.max(to, request);
  }
  const length = Math.max(0, to - from + 1);
  if (length > MOST_REQUESTS) throw new RangeError(`a series of more than ${MOST_REQUESTS} requests`);
  return Array.from({ length }, (_, i) => times.get(from + i) ?? null);
}

/** Refuses to show as lost what was received without being printed. */
function checkReplies({ events, statistics, dialect }: RttSource, times: Times): void {
  const errors = dialect === 'windows' ? events.filter(({ kind }) => kind === 'error').length : 0;
  const replies = [...times.values()].filter((time) => time !== null).length;
  const missing = (statistics?.received ?? 0) - errors - replies;
  if (missing > 0)
    throw new RangeError(`the times of ${missing} replies are missing: ping -q and -f print none`);
}

type NumberedEvent = readonly [request: number, event: RttEvent];

/** Each event with the number of its request. Without sequence numbers, there is one event for each request, in order. */
function byRequest(events: readonly RttEvent[], first: number): readonly NumberedEvent[] {
  if (events.some(({ sequence }) => sequence !== undefined)) return bySequence(events);
  return events.map((event, i) => [first + i, event]);
}

/**
 * The number of a request goes on counting where sequence numbers start again, so it is the one nearest to that of the event
 * before. An event without a sequence number, among others that have one, does not say which request it is about.
 */
function bySequence(events: readonly RttEvent[]): readonly NumberedEvent[] {
  let last: number | undefined;
  return events.flatMap((event) => {
    const { sequence } = event;
    if (sequence === undefined) return [];
    last = last === undefined ? sequence : last + shortestStep(last, sequence);
    return [[last, event] as const];
  });
}

/** From a number to the nearest one with this sequence number; backwards for an answer that was overtaken. */
function shortestStep(from: number, sequence: number): number {
  const ahead = (((sequence - from) % SEQUENCES) + SEQUENCES) % SEQUENCES;
  return ahead > SEQUENCES / 2 ? ahead - SEQUENCES : ahead;
}

function timeOf({ kind, rttMs, rttBelowMs }: RttEvent): number | null {
  if (kind !== 'reply') return null;
  const time = rttMs ?? rttBelowMs;
  if (time === undefined)
    throw new RangeError('the time of a reply is missing: ping prints none for -s 15 and less');
  return time;
}
