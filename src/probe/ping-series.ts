import type { PingEvent } from './ping-session.js';

/**
 * The round-trip times of a ping in the order of its requests: what a curve needs.
 *
 * @param events what `ping` returned or `pinging` gave
 * @returns one time for each request, in milliseconds, `null` for a request without reply; duplicates are left out
 * @example
 * ```ts
 * import { open, ping, rttSeriesMs } from 'sonde';
 *
 * const network = await open({ network: 'simulated' });
 * const { events } = await ping(network, 'muet.exemple.fr', { count: 3 });
 * console.log(rttSeriesMs(events)); // → [ null, null, null ]
 * network.close();
 * ```
 */
export function rttSeriesMs(events: readonly PingEvent[]): (number | null)[] {
  const bySequence = new Map<number, number | null>();
  for (const event of events) {
    if (event.kind !== 'reply') bySequence.set(event.sequence, null);
    else if (!event.duplicate) bySequence.set(event.sequence, event.rttMs);
  }
  return [...bySequence].sort(([a], [b]) => a - b).map(([, rttMs]) => rttMs);
}
