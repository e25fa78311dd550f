import type { Origin } from '../origin.js';
import type { Reading } from './kernel/kernel-file.js';

/** The time between two readings of a machine. */
export interface Interval {
  readonly origin: Origin;
  /** Name of the machine. */
  readonly machine: string;
  /** When the first reading was made, on the machine's clock. */
  readonly fromMs: number;
  /** When the second one was. */
  readonly toMs: number;
}

/**
 * The interval between two readings.
 *
 * @throws RangeError when they are of two machines, of the same instant, or in the wrong order
 */
export function intervalOf(before: Reading<unknown>, after: Reading<unknown>): Interval {
  if (before.machine !== after.machine || before.origin !== after.origin) {
    throw new RangeError(`readings of two machines: ${before.machine} and ${after.machine}`);
  }
  const [fromMs, toMs] = [before.atMs, after.atMs];
  // Also refuses an instant that is not a number.
  if (!(toMs > fromMs)) {
    throw new RangeError(
      `no time between the readings: the first is of ${fromMs} ms, the second of ${toMs} ms`,
    );
  }
  return { origin: after.origin, machine: after.machine, fromMs, toMs };
}

/** Its length in seconds. */
export function secondsOf({ fromMs, toMs }: Interval): number {
  return (toMs - fromMs) / 1000;
}
