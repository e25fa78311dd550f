import { type Reading, read } from '../../host/kernel/kernel-file.js';
import { type Ipv6Route, netIpv6Route } from '../../host/kernel/net-ipv6-route.js';
import type { Machine } from '../../host/machine.js';
import { type Origin, reportWithOrigin } from '../../origin.js';

/** A line of netstat -rn -6. macOS and the BSDs print less of a route. */
export interface NetstatIpv6Route {
  /** First address of the network; `::` for the default route, `default` on macOS and the BSDs. */
  readonly destination: string;
  /** How many bits of the destination count, from 0 to 128; absent where a single address or `default` is printed. */
  readonly prefixLength?: number;
  /** The next router; `::` when the network is on the link itself. */
  readonly gateway?: string;
  /**
   * U up, ! refused, G by a router, H a single host, D the default by an announcement, A learnt from an announcement, a all
   * on the link, e it expires, m changed by a redirect, n without a next hop, f for a flow; none on Windows.
   */
  readonly flags?: string;
  /** Among routes to the same network, the least one wins. */
  readonly metric?: number;
  /** References to the route. */
  readonly referenceCount?: number;
  /** Lookups; recent kernels write 0. */
  readonly uses?: number;
  /** Longest packet in bytes, on some BSDs. */
  readonly mtu?: number;
  /** The interface packets leave by; its number on Windows. */
  readonly interface?: string;
  /** Seconds until the route ends, on macOS and the BSDs; `!` for one that has ended. */
  readonly expires?: number | string;
}

/** Bits of linux/route.h and linux/ipv6_route.h, in netstat's order. */
const letters: readonly (readonly [number, string])[] = [
  [0x1, 'U'],
  [0x200, '!'],
  [0x2, 'G'],
  [0x4, 'H'],
  [0x10000, 'D'],
  [0x40000, 'A'],
  [0x20000, 'a'],
  [0x400000, 'e'],
  [0x20, 'm'],
  [0x200000, 'n'],
  [0x2000000, 'f'],
];
/** RTF_CACHE: what old kernels remembered of a single destination; netstat leaves them out. */
const CACHE = 0x1000000;

/**
 * The IPv6 routes as `netstat -rn -6` shows them.
 *
 * @param machine see `openMachine`
 * @throws NoKernelFileError, ParseError
 * @see netstat(8) of net-tools, linux/ipv6_route.h
 * @example
 * ```ts
 * import { openMachine } from 'sonde';
 * import { netstatIpv6Routes } from 'sonde/tools';
 *
 * const { data } = await netstatIpv6Routes(await openMachine({ name: 'serveur-web' }));
 * console.log(data[2]?.gateway, data[2]?.flags); // → fd00:0:0:2::1 UG
 * ```
 */
export async function netstatIpv6Routes(machine: Machine): Promise<Reading<readonly NetstatIpv6Route[]>> {
  const reading = await read(machine, netIpv6Route);
  return { ...reading, data: reading.data.filter(({ flags }) => (flags & CACHE) === 0).map(shown) };
}

function shown(route: Ipv6Route): NetstatIpv6Route {
  const { destination, prefixLength, gateway, metric, referenceCount, uses } = route;
  const flags = letters.map(([bit, letter]) => ((route.flags & bit) === 0 ? '' : letter)).join('');
  const numbers = { metric, referenceCount, uses };
  return { destination, prefixLength, gateway, flags, ...numbers, interface: route.interface };
}

/**
 * Prints IPv6 routes in the layout of `netstat -rn -6` of Linux, where a number above 2³¹ is a negative one, with a dash for
 * what is not known.
 *
 * @param table see {@link netstatIpv6Routes}, or a table of IPv6 routes that `readNetstat` read
 * @returns lines; the last one says the origin unless it is live
 * @see netstat(8) of net-tools 2.10
 * @example
 * ```ts
 * import { openMachine } from 'sonde';
 * import { netstatIpv6Routes, netstatIpv6RoutesReport } from 'sonde/tools';
 *
 * const routes = await netstatIpv6Routes(await openMachine({ name: 'serveur-web' }));
 * console.log(netstatIpv6RoutesReport(routes).split('\n')[0]); // → Kernel IPv6 routing table
 * ```
 */
export function netstatIpv6RoutesReport(table: {
  readonly data: readonly NetstatIpv6Route[];
  readonly origin?: Origin;
}): string {
  const title = 'Kernel IPv6 routing table';
  const heading = 'Destination                    Next Hop                   Flag Met Ref  Use If';
  return reportWithOrigin([title, heading, ...table.data.map(line)], table.origin);
}

function line({ destination, prefixLength, gateway = '-', flags = '-', ...route }: NetstatIpv6Route): string {
  const network = prefixLength === undefined ? destination : `${bare(destination)}/${prefixLength}`;
  return [
    network.padEnd(30),
    bare(gateway).padEnd(26),
    flags.padEnd(4),
    signed(route.metric).padEnd(3),
    signed(route.referenceCount),
    signed(route.uses).padStart(6),
    route.interface ?? '-',
  ].join(' ');
}

/** net-tools writes an IPv4 address in IPv6 as the IPv4 address alone. */
function bare(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}

/** The kernel's numbers have 32 bits, netstat reads them as int. */
function signed(number: number | undefined): string {
  return number === undefined ? '-' : String(number | 0);
}
