import type { KernelFile } from '../../../src/host/kernel/kernel-file.js';
import { netArp } from '../../../src/host/kernel/net-arp.js';
import { netDev } from '../../../src/host/kernel/net-dev.js';
import { netIfInet6 } from '../../../src/host/kernel/net-if-inet6.js';
import { netIgmp } from '../../../src/host/kernel/net-igmp.js';
import { netIpv6Route } from '../../../src/host/kernel/net-ipv6-route.js';
import { netNetstat } from '../../../src/host/kernel/net-netstat.js';
import { netRoute } from '../../../src/host/kernel/net-route.js';
import { netSnmp, netSnmp6 } from '../../../src/host/kernel/net-snmp.js';
import { netSockstat, netSockstat6 } from '../../../src/host/kernel/net-sockstat.js';
import { netSoftnetStat } from '../../../src/host/kernel/net-softnet-stat.js';
import { netRaw, netRaw6, netTcp, netTcp6, netUdp, netUdp6 } from '../../../src/host/kernel/net-tcp.js';
import { netUnix } from '../../../src/host/kernel/net-unix.js';
import { netWireless } from '../../../src/host/kernel/net-wireless.js';
import { openMachine } from '../../../src/host/open-machine.js';

/** What a parser does with a file, where its lines are those that the kernel writes. */
export type Treatment =
  /** A ParseError. */
  | 'refused'
  /** A result that holds nothing. */
  | 'nothing'
  /** A result that holds what was added. */
  | 'kept';

/** A kernel file, and what its parser is documented to do with odd ones. */
export interface KernelSample {
  readonly file: KernelFile<unknown>;
  readonly path: string;
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

const samples: readonly Omit<KernelSample, 'path'>[] = [
  { file: netArp, ...titled, newer: column(/^.+/, /(?<=\n).+/g) },
  { file: netDev, ...titled, heading: 2, newer: column(/(?<=\n).+/, /^.+: .+/gm) },
  { file: netIfInet6, ...untitled },
  { file: netIgmp, ...titled, newer: column(/^.+/, /^\t.+/gm) },
  { file: netIpv6Route, ...untitled },
  { file: netNetstat, ...untitled, newer: pair },
  { file: netRaw, ...titled },
  { file: netRaw6, ...titled },
  { file: netRoute, ...titled, newer: column(/^.+/, /(?<=\n).+/g) },
  { file: netSnmp, ...untitled, newer: pair },
  { file: netSnmp6, ...untitled, newer: adding('\nIp6New 424242') },
  { file: netSockstat, ...untitled, newer: adding(' new 424242') },
  { file: netSockstat6, ...untitled, newer: adding(' new 424242') },
  { file: netSoftnetStat, ...untitled, newer: adding(' 00067932') },
  { file: netTcp, ...titled },
  { file: netTcp6, ...titled },
  { file: netUdp, ...titled },
  { file: netUdp6, ...titled },
  { file: netUnix, ...titled },
  { file: netWireless, ...titled, heading: 2 },
];

/** Every kernel file of src/host. */
export const kernelSamples: readonly KernelSample[] = samples.map((each) => ({
  ...each,
  path: each.file.path,
}));

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
export async function soundText(path: string): Promise<string> {
  if (path === netWireless.path) return WIRELESS;
  const text = path === netRaw6.path ? RAW6 : await machine.read(path);
  return (text ?? '')
    .split(/(?<=\n)/)
    .slice(0, 8)
    .join('');
}
