import type { Origin } from '../origin.js';
import type { CaptureFacts } from './file/capture-facts.js';
import type { CapturedPacket } from './captured-packet.js';

/**
 * Packets from anywhere: a file, an interface, the simulated network. To be read once; leaving the loop ends the capture.
 */
export interface Capture extends AsyncIterable<CapturedPacket> {
  readonly origin: Origin;
  /** Why the packets come from there, in French. */
  readonly reason: string;
  /** The same packets many at a time, for who reads millions: use one way or the other. */
  batches(): AsyncIterableIterator<readonly CapturedPacket[]>;
  /** What the capture says of its interfaces, names and itself, as far as it was read. */
  facts(): CaptureFacts;
}

/** A capture whose packets come in batches. */
export function captureOf(
  origin: Origin,
  reason: string,
  source: {
    readonly batches: () => AsyncGenerator<readonly CapturedPacket[]>;
    readonly facts: () => CaptureFacts;
  },
): Capture {
  return { origin, reason, ...source, [Symbol.asyncIterator]: () => oneByOne(source.batches()) };
}

async function* oneByOne(batches: AsyncIterable<readonly CapturedPacket[]>): AsyncGenerator<CapturedPacket> {
  for await (const batch of batches) for (const packet of batch) yield packet;
}
