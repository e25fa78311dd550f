import type { Machine, Reading } from '../machine.js';
import { readKernelFile } from '../machine.js';
import type { ProtocolCounters } from './protocol-counters.js';
import { parseSingles } from './protocol-counters.js';

/**
 * Reads /proc/net/snmp6: what IPv6, ICMPv6 and UDP over IPv6 counted.
 *
 * @param machine see `openMachine`
 * @throws NoKernelFileError, ParseError
 * @see net/ipv6/proc.c, snmp6_seq_show
 * @example
 * ```ts
 * import { openMachine } from 'sonde';
 * import { readSnmp6 } from 'sonde/host';
 *
 * const { data } = await readSnmp6(await openMachine({ name: 'serveur-web' }));
 * console.log(Number.isInteger(data.counters.Ip6?.InReceives)); // → true
 * ```
 */
export function readSnmp6(machine: Machine): Promise<Reading<ProtocolCounters>> {
  return readKernelFile(machine, 'net/snmp6', parseSnmp6);
}

/**
 * Reads the text of /proc/net/snmp6: one counter per line, its protocol before its name.
 *
 * @param text each line ended
 * @returns every counter, those that this reader has never heard of included
 * @throws ParseError for anything that the kernel would not write
 * @see net/ipv6/proc.c, snmp6_seq_show
 * @example
 * ```ts
 * import { parseSnmp6 } from 'sonde/host';
 *
 * const { counters } = parseSnmp6('Ip6InReceives 271\nIp6InHdrErrors 0\n');
 * console.log(counters.Ip6?.InReceives); // → 271
 * ```
 */
export function parseSnmp6(text: string): ProtocolCounters {
  return parseSingles(text);
}
