import type { KernelFile } from './kernel-file.js';
import { decimalField, kernelLines } from './kernel-line.js';
import { type ValuesByProtocol, GatheredValues } from './protocol-counters.js';

/** How many sockets are in use, and what they hold: `counters.TCP.tw`. These go up and down, and have no rates. */
export interface SocketCounts {
  /** In the kernel's order; none is left out, known to this reader or not. */
  readonly counters: ValuesByProtocol;
}

/**
 * /proc/net/sockstat: how many IPv4 sockets are in use, and the pages of memory they hold; a protocol, then names each
 * followed by its value.
 *
 * @see net/ipv4/proc.c, sockstat_seq_show
 * @example
 * ```ts
 * import { netSockstat } from 'sonde/host';
 *
 * const { counters } = netSockstat.parse('TCP: inuse 27 orphan 1 tw 23 alloc 31 mem 3\n');
 * console.log(counters.TCP?.tw); // → 23
 * ```
 */
export const netSockstat: KernelFile<SocketCounts> = { path: 'net/sockstat', parse: parseCounts };

/**
 * /proc/net/sockstat6: how many IPv6 sockets are in use, in the layout of /proc/net/sockstat.
 *
 * @see net/ipv6/proc.c, sockstat6_seq_show
 * @example
 * ```ts
 * import { netSockstat6 } from 'sonde/host';
 *
 * const { counters } = netSockstat6.parse('TCP6: inuse 17\nFRAG6: inuse 0 memory 0\n');
 * console.log(counters.TCP6?.inuse); // → 17
 * ```
 */
export const netSockstat6: KernelFile<SocketCounts> = { path: 'net/sockstat6', parse: parseCounts };

function parseCounts(text: string): SocketCounts {
  const gathered = new GatheredValues((_, field) => decimalField(field));
  for (const line of kernelLines(text)) {
    const { name, words } = line.named(':', 'first');
    gathered.start(name.text, line);
    for (let i = 0; i < Math.max(2, words.fields.length); i += 2)
      gathered.add(name.text, words.next('a name').text, words, line);
  }
  return { counters: gathered.values() };
}
