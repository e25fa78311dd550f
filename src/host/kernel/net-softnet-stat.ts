import type { KernelFile } from './kernel-file.js';
import { type KernelLine, hexField, kernelLines } from './kernel-line.js';

/** A line of /proc/net/softnet_stat: what a processor did of the packets received. All wrap at 2^32. */
export interface SoftnetStat {
  /** Number of the processor; before Linux 5.14 the file does not say it, and this is the number of the line. */
  readonly cpu: number;
  /** Packets processed. */
  readonly processed: number;
  /** Packets thrown away because the queue was full (net.core.netdev_max_backlog). */
  readonly dropped: number;
  /** Times it had to stop with packets left (net.core.netdev_budget). */
  readonly timeSqueeze: number;
  /** Times it was woken by another processor (RPS); absent before Linux 2.6.37. */
  readonly receivedRps?: number;
  /** Times a flow was held back; absent before Linux 3.11. */
  readonly flowLimitCount?: number;
  /** Packets waiting now; absent before Linux 5.14. */
  readonly backlogLength?: number;
  /** All columns as they are, those of a newer kernel included. */
  readonly columns: readonly number[];
}

/**
 * /proc/net/softnet_stat: what each processor did of the packets received; hexadecimal, with more columns in each kernel.
 *
 * @see net/core/net-procfs.c, softnet_seq_show
 * @example
 * ```ts
 * import { netSoftnetStat } from 'sonde/host';
 *
 * const [cpu] = netSoftnetStat.parse(`00070b56 00000002 00000001${' 00000000'.repeat(6)}\n`);
 * console.log(cpu?.processed, cpu?.dropped); // → 461654 2
 * ```
 */
export const netSoftnetStat: KernelFile<readonly SoftnetStat[]> = {
  path: 'net/softnet_stat',
  parse: (text) => kernelLines(text).map(statOf),
};

function statOf(line: KernelLine, row: number): SoftnetStat {
  const words = line.reader();
  const processed = hexField(words.next('the packets processed'));
  const dropped = hexField(words.next('the packets dropped'));
  const timeSqueeze = hexField(words.next('the time squeezes'));
  const columns = words.fields.map(hexField);
  const [receivedRps, flowLimitCount, backlogLength, cpu = row] = columns.slice(9);
  return {
    ...{ cpu, processed, dropped, timeSqueeze },
    ...(receivedRps === undefined ? {} : { receivedRps }),
    ...(flowLimitCount === undefined ? {} : { flowLimitCount }),
    ...(backlogLength === undefined ? {} : { backlogLength }),
    columns,
  };
}
