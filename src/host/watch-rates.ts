import { type InterfaceRates, interfaceRates } from './interface-rates.js';
import { read } from './kernel/kernel-file.js';
import { netDev } from './kernel/net-dev.js';
import type { Machine } from './machine.js';

/** What {@link watchRates} and {@link watchingRates} accept. */
export interface WatchRatesOptions {
  /** Time between two readings, 1000 ms by default, at least 1 ms. */
  readonly intervalMs?: number;
  /** How many intervals, 4 by default; `Infinity` goes on until the signal or the end of the recording. */
  readonly count?: number;
  /** Stops when aborted; what was measured so far is kept. */
  readonly signal?: AbortSignal;
}

/**
 * Measures what each interface does, interval after interval, and gives each as it ends. A recorded machine gives its
 * recording at once, and ends with it.
 *
 * @param machine see `openMachine`
 * @param options see {@link WatchRatesOptions}
 * @throws RangeError for an option out of range; as `read`
 * @see `interfaceRates`
 * @example
 * ```ts
 * import { openMachine, watchingRates } from 'sonde';
 *
 * const machine = await openMachine({ name: 'serveur-web' });
 * for await (const { fromMs, interfaces } of watchingRates(machine, { intervalMs: 2000 })) {
 *   console.log(fromMs === 0, interfaces.length);
 * }
 * // → true 2
 * // → false 2
 * ```
 */
export async function* watchingRates(
  machine: Machine,
  options: WatchRatesOptions = {},
): AsyncGenerator<InterfaceRates, void, undefined> {
  const { intervalMs = 1000, count = 4, signal } = options;
  if (!(intervalMs >= 1 && intervalMs <= 0x7fffffff))
    throw new RangeError(`intervalMs must be from 1 to 2147483647, got ${String(intervalMs)}`);
  if (count !== Infinity && !(Number.isSafeInteger(count) && count >= 1))
    throw new RangeError(`count must be an integer from 1, or Infinity, got ${String(count)}`);
  const startMs = machine.now();
  let before = await read(machine, netDev);
  for (let i = 1; i <= count; i += 1) {
    // From the start, not from the last reading: delays do not add up.
    const leftMs = startMs + i * intervalMs - machine.now();
    if (!(await machine.wait(leftMs > 0 ? leftMs : intervalMs, signal))) return;
    const after = await read(machine, netDev);
    yield interfaceRates(before, after);
    before = after;
  }
}

/**
 * Measures what each interface does, interval after interval, and waits for the end.
 *
 * @param machine see `openMachine`
 * @param options see {@link WatchRatesOptions}
 * @throws as {@link watchingRates}
 * @see `interfaceRates`
 * @example
 * ```ts
 * import { openMachine } from 'sonde';
 * import { watchRates } from 'sonde/host';
 *
 * const machine = await openMachine({ name: 'serveur-web' });
 * const [first] = await watchRates(machine, { intervalMs: 2000, count: 1 });
 * console.log(first?.origin); // → recorded
 * ```
 */
export async function watchRates(
  machine: Machine,
  options: WatchRatesOptions = {},
): Promise<readonly InterfaceRates[]> {
  const measured: InterfaceRates[] = [];
  for await (const each of watchingRates(machine, options)) measured.push(each);
  return measured;
}
