import type { Machine, Reading } from '../machine.js';
import { readKernelFile } from '../machine.js';
import type { ProtocolCounters } from './protocol-counters.js';
import { parseNamedValues } from './protocol-counters.js';

/**
 * Reads /proc/net/sockstat: how many IPv4 sockets are in use, and the pages of memory they hold.
 *
 * @param machine see `openMachine`
 * @throws NoKernelFileError, ParseError
 * @see net/ipv4/proc.c, sockstat_seq_show
 * @example
 * ```ts
 * import { openMachine } from 'sonde';
 * import { readSockstat } from 'sonde/host';
 *
 * const { data } = await readSockstat(await openMachine({ name: 'serveur-web' }));
 * console.log(Number.isInteger(data.counters.TCP?.tw)); // → true
 * ```
 */
export function readSockstat(machine: Machine): Promise<Reading<ProtocolCounters>> {
  return readKernelFile(machine, 'net/sockstat', parseSockstat);
}

/**
 * Reads the text of /proc/net/sockstat: a protocol, then names each followed by its value.
 *
 * @param text each line ended
 * @returns every counter, those that this reader has never heard of included
 * @throws ParseError for anything that the kernel would not write
 * @see net/ipv4/proc.c, sockstat_seq_show
 * @example
 * ```ts
 * import { parseSockstat } from 'sonde/host';
 *
 * const { counters } = parseSockstat('TCP: inuse 27 orphan 1 tw 23 alloc 31 mem 3\n');
 * console.log(counters.TCP?.tw); // → 23
 * ```
 */
export function parseSockstat(text: string): ProtocolCounters {
  return parseNamedValues(text);
}
