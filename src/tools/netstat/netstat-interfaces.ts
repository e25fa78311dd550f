import { type Reading, read } from '../../host/kernel/kernel-file.js';
import { type InterfaceCounters, netDev } from '../../host/kernel/net-dev.js';
import type { Machine } from '../../host/machine.js';
import { type Origin, reportWithOrigin } from '../../origin.js';

/**
 * A line of netstat -i: one per interface on Linux, one per address on macOS and the BSDs. What a printed table leaves out, or
 * shows as a dash, is absent.
 */
export interface NetstatInterface {
  /** Such as `eth0`; on Windows, what the card is called. */
  readonly name: string;
  /** Number of the interface, on Windows. */
  readonly index?: number;
  /** Longest packet in bytes; absent where /sys is not to be read. */
  readonly mtu?: number;
  /** `<Link#1>`, or the network of the address, on macOS and the BSDs. */
  readonly network?: string;
  /** Of the interface, on macOS and the BSDs; that of the card on Windows. */
  readonly address?: string;
  /** Packets received. */
  readonly rxOk?: number;
  /** Packets received damaged. */
  readonly rxErrors?: number;
  /** Packets received and thrown away. */
  readonly rxDropped?: number;
  /** Packets lost because the card's memory was full. */
  readonly rxOverruns?: number;
  /** Bytes received, on macOS and the BSDs, with -b. */
  readonly rxBytes?: number;
  /** Packets sent. */
  readonly txOk?: number;
  /** Packets that could not be sent. */
  readonly txErrors?: number;
  /** Packets thrown away before they were sent. */
  readonly txDropped?: number;
  /** Packets lost because the card's memory was empty. */
  readonly txOverruns?: number;
  /** Bytes sent, on macOS and the BSDs, with -b. */
  readonly txBytes?: number;
  /** Collisions on a shared medium, on macOS and the BSDs. */
  readonly collisions?: number;
  /** U up, R running, L loopback, B broadcast, M multicast … absent where /sys is not to be read. */
  readonly flags?: string;
}

const UP = 0x1;
/** Letters in netstat's order (linux/if.h). */
const letters: readonly (readonly [number, string])[] = [
  [0x200, 'A'],
  [0x2, 'B'],
  [0x4, 'D'],
  [0x8, 'L'],
  [0x1000, 'M'],
  [0x8000, 'd'],
  [0x100, 'P'],
  [0x20, 'N'],
  [0x80, 'O'],
  [0x10, 'P'],
  [0x800, 's'],
  [0x400, 'm'],
  [0x40, 'R'],
  [UP, 'U'],
];

/**
 * The interfaces that are up, as `netstat -i` shows them, with their counters. Where it is not known which are up, all.
 *
 * @param machine see `openMachine`; for another process's namespace, /sys is the one that process sees
 * @throws NoKernelFileError, ParseError
 * @see netstat(8) of net-tools
 * @example
 * ```ts
 * import { netstatInterfaces, openMachine } from 'sonde';
 *
 * const { data } = await netstatInterfaces(await openMachine({ name: 'pc-maison' }));
 * console.log(data.map(({ name, mtu, flags }) => [name, mtu, flags].join(' ')).join(', '));
 * // → eth0 1492 BMRU, lo 65536 LRU
 * ```
 */
export async function netstatInterfaces(machine: Machine): Promise<Reading<readonly NetstatInterface[]>> {
  const reading = await read(machine, netDev);
  const all = await Promise.all(
    reading.data.map(async (counters) => ({
      counters,
      link: await readInterfaceLink(machine, counters.name),
    })),
  );
  const up = all.filter(({ link }) => !link || (link.flags & UP) !== 0);
  const rows = up.map(({ counters, link }) => shown(counters, link));
  return { ...reading, data: rows.sort((a, b) => naturalOrder(a.name, b.name)) };
}

function shown(counters: InterfaceCounters, link: InterfaceLink | undefined): NetstatInterface {
  return {
    name: counters.name,
    ...(link && { mtu: link.mtu }),
    rxOk: counters.rxPackets,
    rxErrors: counters.rxErrors,
    rxDropped: counters.rxDropped,
    rxOverruns: counters.rxFifo,
    txOk: counters.txPackets,
    txErrors: counters.txErrors,
    txDropped: counters.txDropped,
    txOverruns: counters.txFifo,
    ...(link && { flags: letters.map(([bit, letter]) => (link.flags & bit ? letter : '')).join('') }),
  };
}

/** eth2 before eth10, as netstat sorts. */
function naturalOrder(a: string, b: string): number {
  const [, wordA = '', numberA = ''] = /^(.*?)(\d*)$/s.exec(a) ?? [];
  const [, wordB = '', numberB = ''] = /^(.*?)(\d*)$/s.exec(b) ?? [];
  if (wordA === wordB && numberA !== '' && numberB !== '') return Number(numberA) - Number(numberB);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What an interface is, beside what it counted: /sys/class/net has it, /proc does not. */
interface InterfaceLink {
  /** Longest packet in bytes. */
  readonly mtu: number;
  /** Bits of linux/if.h, as SIOCGIFFLAGS gives them. */
  readonly flags: number;
}

const RUNNING = 0x40;
/** The kernel gives these to its own /sys for other reasons than those of SIOCGIFFLAGS, which may not have them. */
const PROMISCUOUS = 0x100;
const ALL_MULTICAST = 0x200;

/**
 * What an interface is.
 *
 * @returns `undefined` where /sys is not to be read
 * @see net/core/net-sysfs.c; net/core/dev.c, netif_get_flags
 */
async function readInterfaceLink(machine: Machine, name: string): Promise<InterfaceLink | undefined> {
  const folder = `class/net/${name}`;
  const [mtu, flags, state] = await Promise.all(
    ['mtu', 'flags', 'operstate'].map((file) => machine.read(`${folder}/${file}`)),
  );
  if (mtu === undefined || flags === undefined || state === undefined) return undefined;
  if (!/^\d{1,10}\s*$/.test(mtu) || !/^0x[\da-f]{1,8}\s*$/i.test(flags)) return undefined;
  // SIOCGIFFLAGS says « running » of interfaces whose link is up, or that have no notion of it (RFC 2863).
  const running = ['up', 'unknown'].includes(state.trim()) ? RUNNING : 0;
  const own = parseInt(flags, 16) & ~(PROMISCUOUS | ALL_MULTICAST | RUNNING);
  return { mtu: Number(mtu), flags: own | running };
}

/**
 * Prints interfaces in the layout of `netstat -i` of Linux, with a dash for what is not known.
 *
 * @param table see {@link netstatInterfaces}, or a table of interfaces that `readNetstat` read
 * @returns lines; the last one says the origin unless it is live
 * @see netstat(8) of net-tools 2.10
 * @example
 * ```ts
 * import { netstatInterfaces, netstatInterfacesReport, openMachine } from 'sonde';
 *
 * const interfaces = await netstatInterfaces(await openMachine({ name: 'pc-maison' }));
 * console.log(netstatInterfacesReport(interfaces).split('\n')[0]); // → Kernel Interface table
 * ```
 */
export function netstatInterfacesReport(table: {
  readonly data: readonly NetstatInterface[];
  readonly origin?: Origin;
}): string {
  const title = 'Kernel Interface table';
  const heading = 'Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg';
  return reportWithOrigin([title, heading, ...table.data.map(line)], table.origin);
}

function line(row: NetstatInterface): string {
  const right = (value: number | undefined, width: number): string => String(value ?? '-').padStart(width);
  return [
    row.name.padEnd(15),
    right(row.mtu, 5),
    right(row.rxOk, 8),
    right(row.rxErrors, 6),
    right(row.rxDropped, 6),
    String(row.rxOverruns ?? '-').padEnd(6),
    right(row.txOk, 8),
    right(row.txErrors, 6),
    right(row.txDropped, 6),
    right(row.txOverruns, 6),
    row.flags ?? '-',
  ].join(' ');
}
