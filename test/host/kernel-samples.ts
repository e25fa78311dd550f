import { parseNeighbours } from '../../src/host/kernel/net-arp.js';
import { parseIfInet6 } from '../../src/host/kernel/net-if-inet6.js';
import { parseIgmp } from '../../src/host/kernel/net-igmp.js';
import { parseIpv6Routes } from '../../src/host/kernel/net-ipv6-route.js';
import { parseNetDev } from '../../src/host/kernel/net-dev.js';
import { parseNetstat } from '../../src/host/kernel/net-netstat.js';
import { parseProcTcp } from '../../src/host/kernel/net-tcp.js';
import { parseProcUnix } from '../../src/host/kernel/net-unix.js';
import { openMachine } from '../../src/host/open-machine.js';
import { parseRoutes } from '../../src/host/kernel/net-route.js';
import { parseSnmp } from '../../src/host/kernel/net-snmp.js';
import { parseSnmp6 } from '../../src/host/kernel/snmp6.js';
import { parseSockstat } from '../../src/host/kernel/net-sockstat.js';
import { parseSockstat6 } from '../../src/host/kernel/sockstat6.js';
import { parseSoftnetStat } from '../../src/host/kernel/net-softnet-stat.js';
import { parseWireless } from '../../src/host/kernel/net-wireless.js';

/** What a parser does with a file, where its lines are those that the kernel writes. */
export type Treatment =
  /** A ParseError. */
  | 'refused'
  /** A result that holds nothing. */
  | 'nothing'
  /** A result that holds what was added. */
  | 'kept';

/** A kernel file, its parser, and what the parser is documented to do with odd ones. */
export interface KernelSample {
  readonly file: string;
  readonly parse: (text: string) => unknown;
  /** Lines of heading. */
  readonly heading: number;
  /** The file of no byte. */
  readonly empty: Treatment;
  /** The heading alone. */
  readonly headingOnly: Treatment;
  /** A value more, as a newer kernel could write it. */
  readonly oneMore: Treatment;
  /** The file of that kernel. */
  readonly newer: (text: string) => string;
}

const sockets = (family: 4 | 6) => (text: string) => [...parseProcTcp(text, { family })];
/** At the end of the last line. */
const adding = (what: string) => (text: string) => text.replace(/\n$/, `${what}\n`);
/** A column whose name the heading has: in every line, or in those that start with a tabulation. */
const column = (heading: RegExp, lines: RegExp) => (text: string) =>
  text.replace(heading, '$& New').replace(lines, '$& 424242');
/** A line of names, then a line of values. */
const pair = (text: string): string => text.replace(/(.*)\n(.*)\n$/, '$1 New\n$2 424242\n');

const newer = adding(' 424242');
const titled = { heading: 1, empty: 'refused', headingOnly: 'nothing', oneMore: 'kept', newer } as const;
const untitled = { ...titled, heading: 0, empty: 'nothing' } as const;

/** Every kernel file of src/host. */
export const kernelSamples: readonly KernelSample[] = [
  { file: 'arp', parse: parseNeighbours, ...titled, newer: column(/^.+/, /(?<=\n).+/g) },
  { file: 'dev', parse: parseNetDev, ...titled, heading: 2, newer: column(/(?<=\n).+/, /^.+: .+/gm) },
  { file: 'if_inet6', parse: parseIfInet6, ...untitled },
  { file: 'igmp', parse: parseIgmp, ...titled, newer: column(/^.+/, /^\t.+/gm) },
  { file: 'ipv6_route', parse: parseIpv6Routes, ...untitled },
  { file: 'netstat', parse: parseNetstat, ...untitled, newer: pair },
  { file: 'raw', parse: sockets(4), ...titled },
  { file: 'raw6', parse: sockets(6), ...titled },
  { file: 'route', parse: parseRoutes, ...titled, newer: column(/^.+/, /(?<=\n).+/g) },
  { file: 'snmp', parse: parseSnmp, ...untitled, newer: pair },
  { file: 'snmp6', parse: parseSnmp6, ...untitled, newer: adding('\nIp6New 424242') },
  { file: 'sockstat', parse: parseSockstat, ...untitled, newer: adding(' new 424242') },
  { file: 'sockstat6', parse: parseSockstat6, ...untitled, newer: adding(' new 424242') },
  { file: 'softnet_stat', parse: parseSoftnetStat, ...untitled, newer: adding(' 00067932') },
  { file: 'tcp', parse: sockets(4), ...titled },
  { file: 'tcp6', parse: sockets(6), ...titled },
  { file: 'udp', parse: sockets(4), ...titled },
  { file: 'udp6', parse: sockets(6), ...titled },
  { file: 'unix', parse: parseProcUnix, ...titled },
  { file: 'wireless', parse: parseWireless, ...titled, heading: 2 },
];

/** No recorded machine has Wi-Fi: written after wireless_seq_printf_stats of net/wireless/wext-proc.c. */
export const WIRELESS = `Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
 wlan0: 0000   54.  -56.  -256        0      0      0      2    239        0
  ath1: 00f1   70   -39   -95.       12      3      1      0      0      417
`;

/** Recorded on Linux 6.18, while a program listened to ICMPv6. */
const RAW6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
   97: 00000000000000000000000000000000:003A 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 894764 2 00000000ecf446e0 0
`;

const machine = await openMachine({ name: 'serveur-web' });

/** The first lines of a sound file. */
export async function soundText(file: string): Promise<string> {
  if (file === 'wireless') return WIRELESS;
  const text = file === 'raw6' ? RAW6 : await machine.read(`net/${file}`);
  return (text ?? '')
    .split(/(?<=\n)/)
    .slice(0, 8)
    .join('');
}
