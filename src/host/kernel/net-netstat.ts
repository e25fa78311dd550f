import type { KernelFile } from './kernel-file.js';
import { type ProtocolCounters, parsePairs } from './protocol-counters.js';

/**
 * /proc/net/netstat: what Linux counts beyond the standards (TcpExt, IpExt, MPTcpExt); two lines per group, names then values.
 *
 * @see net/ipv4/proc.c, netstat_seq_show
 * @example
 * ```ts
 * import { netNetstat } from 'sonde/host';
 *
 * const { counters } = netNetstat.parse('TcpExt: ListenOverflows ListenDrops\nTcpExt: 3 4\n');
 * console.log(counters.TcpExt?.ListenDrops); // → 4
 * ```
 */
export const netNetstat: KernelFile<ProtocolCounters> = { path: 'net/netstat', parse: parsePairs };
