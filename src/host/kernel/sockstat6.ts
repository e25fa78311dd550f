import type { Machine, Reading } from '../machine.js';
import { readKernelFile } from '../machine.js';
import type { ProtocolCounters } from './protocol-counters.js';
import { parseNamedValues } from './protocol-counters.js';

/**
 * Reads /proc/net/sockstat6: how many IPv6 sockets are in use.
 *
 * @param machine see `openMachine`
 * @throws NoKernelFileError, ParseError
 * @see net/ipv6/proc.c, sockstat6_seq_show
 * @example
 * ```ts
 * import { openMachine } from 'sonde';
 * import { readSockstat6 } from 'sonde/host';
 *
 * const { data } = await readSockstat6(await openMachine({ name: 'serveur-web' }));
 * console.log(Number.isInteger(data.counters.TCP6?.inuse)); // → true
 * ```
 */
export function readSockstat6(machine: Machine): Promise<Reading<ProtocolCounters>> {
  return readKernelFile(machine, 'net/sockstat6', parseSockstat6);
}

/**
 * Reads the text of /proc/net/sockstat6: a protocol, then names each followed by its value.
 *
 * @param text each line ended
 * @returns every counter, those that this reader has never heard of included
 * @throws ParseError for anything that the kernel would not write
 * @see net/ipv6/proc.c, sockstat6_seq_show
 * @example
 * ```ts
 * import { parseSockstat6 } from 'sonde/host';
 *
 * const { counters } = parseSockstat6('TCP6: inuse 17\nFRAG6: inuse 0 memory 0\n');
 * console.log(counters.TCP6?.inuse); // → 17
 * ```
 */
export function parseSockstat6(text: string): ProtocolCounters {
  return parseNamedValues(text);
}
