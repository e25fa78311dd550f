import { reportWithOrigin } from '../../origin.js';
import type { Ipv6Route } from '../../host/kernel/net-ipv6-route.js';
import { netIpv6Route } from '../../host/kernel/net-ipv6-route.js';
import type { Reading } from '../../host/kernel/kernel-file.js';
import { read } from '../../host/kernel/kernel-file.js';
import type { Machine } from '../../host/machine.js';

/** A line of netstat -rn -6. */
export interface NetstatIpv6Route {
  /** First address of the network; `::` for the default route. */
  readonly destination: string;
  /** How many bits of the destination count, from 0 to 128. */
  readonly prefixLength: number;
  /** The next router; `::` when the network is on the link itself. */
  readonly gateway: string;
  /**
   * U up, ! refused, G by a router, H a single host, D the default by an announcement, A learnt from an announcement, a all
   * on the link, e it expires, m changed by a redirect, n without a next hop, f for a flow.
   */
  readonly flags: string;
  /** Among routes to the same network, the least one wins. */
  readonly metric: number;
  readonly referenceCount: number;
  /** Lookups; recent kernels write 0. */
  readonly uses: number;
  readonly interface: string;
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
 * Prints IPv6 routes in the layout of `netstat -rn -6`, where a number above 2³¹ is a negative one.
 *
 * @param reading see {@link netstatIpv6Routes}
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
export function netstatIpv6RoutesReport({ data, origin }: Reading<readonly NetstatIpv6Route[]>): string {
  const title = 'Kernel IPv6 routing table';
  const heading = 'Destination                    Next Hop                   Flag Met Ref  Use If';
  return reportWithOrigin([title, heading, ...data.map(line)], origin);
}

function line({ destination, prefixLength, gateway, flags, ...route }: NetstatIpv6Route): string {
  return [
    `${bare(destination)}/${prefixLength}`.padEnd(30),
    bare(gateway).padEnd(26),
    flags.padEnd(4),
    signed(route.metric).padEnd(3),
    signed(route.referenceCount),
    signed(route.uses).padStart(6),
    route.interface,
  ].join(' ');
}

/** net-tools writes an IPv4 address in IPv6 as the IPv4 address alone. */
function bare(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}

/** The kernel's numbers have 32 bits, netstat reads them as int. */
function signed(number: number): string {
  return String(number | 0);
}
