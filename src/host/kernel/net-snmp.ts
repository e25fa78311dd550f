import type { Machine, Reading } from '../machine.js';
import { readKernelFile } from '../machine.js';
import type { ProtocolCounters } from './protocol-counters.js';
import { parsePairs } from './protocol-counters.js';

/**
 * Reads /proc/net/snmp: what IPv4, ICMP, TCP and UDP counted (RFC 4293, 4022 and 4113 name the counters).
 *
 * @param machine see `openMachine`
 * @throws NoKernelFileError, ParseError
 * @see net/ipv4/proc.c, snmp_seq_show
 * @example
 * ```ts
 * import { openMachine } from 'sonde';
 * import { readSnmp } from 'sonde/host';
 *
 * const { data } = await readSnmp(await openMachine({ name: 'serveur-web' }));
 * console.log(Number.isInteger(data.counters.Udp?.InErrors)); // → true
 * ```
 */
export function readSnmp(machine: Machine): Promise<Reading<ProtocolCounters>> {
  return readKernelFile(machine, 'net/snmp', parseSnmp);
}

/**
 * Reads the text of /proc/net/snmp: two lines per protocol, names then values.
 *
 * @param text each line ended
 * @returns every counter, those that this reader has never heard of included
 * @throws ParseError for anything that the kernel would not write
 * @see net/ipv4/proc.c, snmp_seq_show
 * @example
 * ```ts
 * import { parseSnmp } from 'sonde/host';
 *
 * const { counters } = parseSnmp('Udp: InDatagrams InErrors\nUdp: 12 1\n');
 * console.log(counters.Udp?.InErrors); // → 1
 * ```
 */
export function parseSnmp(text: string): ProtocolCounters {
  return parsePairs(text);
}
