/** What a series of times reads of what happened to one request: our own ping tells all of it, a printed one may not. */
export interface TimedEvent {
  readonly kind: 'reply' | 'error' | 'timeout';
  /** Windows prints none: its lines come in the order of the requests. */
  readonly sequence?: number;
  readonly rttMs?: number;
  /** Windows prints `<1ms` for a time below this. */
  readonly rttBelowMs?: number;
  readonly duplicate?: boolean;
}

/** What a series of times reads of a ping. */
export interface TimedPing {
  readonly events: readonly TimedEvent[];
  /** Absent where a printed ping was cut. */
  readonly statistics?: { readonly transmitted: number };
  /** Whose ping was printed: busybox and BSD number their requests from 0, the others from 1. */
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
 * @throws RangeError for a reply without any time, which ping prints when it has less than 16 bytes of data, and for more than
 *   ten million requests
 * @example
 * ```ts
 * import { open, ping, rttSeriesMs } from 'sonde';
 *
 * const network = await open({ network: 'simulated' });
 * console.log(rttSeriesMs(await ping(network, 'muet.exemple.fr', { count: 3 }))); // → [ null, null, null ]
 * network.close();
 * ```
 */
export function rttSeriesMs(ping: TimedPing | readonly TimedEvent[]): (number | null)[] {
  const times = new Map<number, number | null>();
  for (const [request, event] of byRequest(ping)) {
    // A reply may follow the timeout of its request, and an error may follow the reply.
    const known = times.get(request) ?? null;
    if (known === null && !event.duplicate) times.set(request, timeOf(event));
  }
  const { first, last } = rangeOf(ping, times.keys());
  if (last - first >= MOST_REQUESTS) throw new RangeError(`a series of more than ${MOST_REQUESTS} requests`);
  return Array.from({ length: last - first + 1 }, (_, i) => times.get(first + i) ?? null);
}

/** The first and the last request of a series; the last is less than the first when there is none. */
function rangeOf(
  ping: TimedPing | readonly TimedEvent[],
  requests: Iterable<number>,
): { readonly first: number; readonly last: number } {
  const transmitted = 'events' in ping ? (ping.statistics?.transmitted ?? 0) : 0;
  let first = 'events' in ping ? firstRequest(ping) : Infinity;
  let last = first === Infinity ? -Infinity : first + transmitted - 1;
  for (const request of requests) {
    first = Math.min(first, request);
    last = Math.max(last, request);
  }
  return first === Infinity ? { first: 0, last: -1 } : { first, last };
}

function firstRequest({ dialect }: TimedPing): number {
  return dialect === 'busybox' || dialect === 'bsd' ? 0 : 1;
}

/** Each event with the number of the request that it is about. */
function byRequest(ping: TimedPing | readonly TimedEvent[]): readonly (readonly [number, TimedEvent])[] {
  const events = 'events' in ping ? ping.events : ping;
  if (events.some(({ sequence }) => sequence !== undefined)) return bySequence(events);
  const first = 'events' in ping ? firstRequest(ping) : 1;
  return events.map((event, i) => [first + i, event]);
}

/**
 * The same, from sequence numbers: the number of a request goes on counting where they start again, so it is the one nearest
 * to that of the event before. Among numbered events, one without a number does not say which request it is about.
 */
function bySequence(events: readonly TimedEvent[]): readonly (readonly [number, TimedEvent])[] {
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

function timeOf({ kind, rttMs, rttBelowMs }: TimedEvent): number | null {
  if (kind !== 'reply') return null;
  const time = rttMs ?? rttBelowMs;
  if (time === undefined)
    throw new RangeError('a reply without a time has no place in a series: ping -s 16 and more have one');
  return time;
}
