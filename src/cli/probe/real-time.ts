import { performance } from 'node:perf_hooks';
import type { Network } from '../../network/network.js';

/**
 * Gives each event no sooner than its instant on the network's clock: on virtual time, a ping without end would fill the
 * terminal faster than anybody reads. On a real network nothing is ever too early.
 *
 * @param network whose clock counts
 * @param events as they come
 * @param signal ends the waiting at once when aborted
 */
export async function* inRealTime<T>(
  network: Network,
  events: AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  const offsetMs = performance.now() - network.now();
  for await (const event of events) {
    await pause(network.now() + offsetMs - performance.now(), signal);
    yield event;
  }
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  if (delayMs <= 0 || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, delayMs);
    signal.addEventListener('abort', end);
  });
}
