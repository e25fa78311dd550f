import type { Machine, Reading } from '../machine.js';
import { readKernelFile } from '../machine.js';
import type { ProtocolCounters } from './protocol-counters.js';
import { parsePairs } from './protocol-counters.js';

/**
 * Reads /proc/net/netstat: what Linux counts beyond the standards (TcpExt, IpExt, MPTcpExt).
 *
 * @param machine see `openMachine`
 * @throws NoKernelFileError, ParseError
 * @see net/ipv4/proc.c, netstat_seq_show
 * @example
 * ```ts
 * import { openMachine } from 'sonde';
 * import { readNetstat } from 'sonde/host';
 *
 * const { data } = await readNetstat(await openMachine({ name: 'serveur-web' }));
 * console.log(Number.isInteger(data.counters.TcpExt?.ListenDrops)); // → true
 * ```
 */
export function readNetstat(machine: Machine): Promise<Reading<ProtocolCounters>> {
  return readKernelFile(machine, 'net/netstat', parseNetstat);
}

/**
 * Reads the text of /proc/net/netstat: two lines per group, names then values.
 *
 * @param text each line ended
 * @returns every counter, those that this reader has never heard of included
 * @throws ParseError for anything that the kernel would not write
 * @see net/ipv4/proc.c, netstat_seq_show
 * @example
 * ```ts
 * import { parseNetstat } from 'sonde/host';
 *
 * const { counters } = parseNetstat('TcpExt: ListenOverflows ListenDrops\nTcpExt: 3 4\n');
 * console.log(counters.TcpExt?.ListenDrops); // → 4
 * ```
 */
export function parseNetstat(text: string): ProtocolCounters {
  return parsePairs(text);
}
