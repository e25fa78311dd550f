/**
 * What a path holds when it is full: the bytes that are on their way when data is sent at its rate for one round trip. A
 * window smaller than that leaves the path partly empty.
 *
 * @param path its rate in bits per second and its round-trip time in milliseconds
 * @returns bytes
 * @throws RangeError for a rate or a time that is negative or not finite
 * @see RFC 7323, section 1.1 (long fat networks)
 * @example
 * ```ts
 * import { bandwidthDelayProduct } from 'sonde/tools';
 *
 * console.log(bandwidthDelayProduct({ bitsPerSecond: 100e6, rttMs: 100 })); // → 1250000
 * ```
 */
export function bandwidthDelayProduct({
  bitsPerSecond,
  rttMs,
}: {
  readonly bitsPerSecond: number;
  readonly rttMs: number;
}): number {
  checkPositive('bitsPerSecond', bitsPerSecond);
  checkPositive('rttMs', rttMs);
  return (bitsPerSecond * rttMs) / 8000;
}

/**
 * The throughput that a window allows, whatever the rate of the path: one window per round trip.
 *
 * @param transfer its window in bytes and the round-trip time of the path in milliseconds
 * @returns bits per second; Infinity on a path without delay
 * @throws RangeError for a window or a time that is negative or not finite
 * @see RFC 7323, section 1.1
 * @example
 * ```ts
 * import { windowLimitedThroughput } from 'sonde/tools';
 *
 * console.log(windowLimitedThroughput({ windowBytes: 65536, rttMs: 100 })); // → 5242880
 * ```
 */
export function windowLimitedThroughput({
  windowBytes,
  rttMs,
}: {
  readonly windowBytes: number;
  readonly rttMs: number;
}): number {
  checkPositive('windowBytes', windowBytes);
  checkPositive('rttMs', rttMs);
  return windowBytes === 0 ? 0 : (windowBytes * 8000) / rttMs;
}

function checkPositive(name: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0)) {
    throw new RangeError(`${name} must be a number from 0, got ${value}`);
  }
}
