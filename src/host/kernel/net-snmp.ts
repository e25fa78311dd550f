import type { KernelFile } from './kernel-file.js';
import { type KernelLine, fieldFault, kernelLines } from './kernel-line.js';
import { type GatheredValues, type ProtocolCounters, countersFrom, parsePairs } from './protocol-counters.js';

/**
 * /proc/net/snmp: what IPv4, ICMP, TCP and UDP counted (RFC 4293, 4022 and 4113 name the counters); two lines per protocol,
 * names then values.
 *
 * @see net/ipv4/proc.c, snmp_seq_show
 * @example
 * ```ts
 * import { netSnmp } from 'sonde/host';
 *
 * const { counters } = netSnmp.parse('Udp: InDatagrams InErrors\nUdp: 12 1\n');
 * console.log(counters.Udp?.InErrors); // → 1
 * ```
 */
export const netSnmp: KernelFile<ProtocolCounters> = { path: 'net/snmp', parse: parsePairs };

/**
 * /proc/net/snmp6: what IPv6, ICMPv6 and UDP over IPv6 counted; one counter per line, its protocol before its name.
 *
 * @see net/ipv6/proc.c, snmp6_seq_show
 * @example
 * ```ts
 * import { netSnmp6 } from 'sonde/host';
 *
 * const { counters } = netSnmp6.parse('Ip6InReceives 271\nIp6InHdrErrors 0\n');
 * console.log(counters.Ip6?.InReceives); // → 271
 * ```
 */
export const netSnmp6: KernelFile<ProtocolCounters> = {
  path: 'net/snmp6',
  parse: (text) =>
    countersFrom((gathered) => {
      for (const line of kernelLines(text)) addCounter(gathered, line);
    }),
};

function addCounter(gathered: GatheredValues, line: KernelLine): void {
  const words = line.reader();
  const field = words.next('a name');
  const [, protocol, name] = /^([A-Za-z]{1,20}6)(\w{1,60})$/.exec(field.text) ?? [];
  if (protocol === undefined || name === undefined) throw fieldFault(field, 'a name such as Ip6InReceives');
  if (!gathered.has(protocol)) gathered.start(protocol, line);
  gathered.add(protocol, name, words, line);
  words.end();
}
