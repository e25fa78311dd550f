import { type Reading, read } from '../../host/kernel/kernel-file.js';
import { type Ipv4Route, netRoute } from '../../host/kernel/net-route.js';
import type { Machine } from '../../host/machine.js';
import { type Origin, reportWithOrigin } from '../../origin.js';

/** A line of netstat -rn. What a printed table leaves out, and what only some versions print, may be absent. */
export interface NetstatRoute {
  /** First address of the network; on macOS and the BSDs as printed: `default`, `192.0.2`, `192.0.2.10/32`. */
  readonly destination: string;
  /** The next router, `On-link` on Windows for none; absent when the route refuses packets. */
  readonly gateway?: string;
  /** Absent on macOS and the BSDs. */
  readonly mask?: string;
  /** U up, G by a router, H a single host, ! refused, D and M made or changed by a redirect, R reinstated; none on Windows. */
  readonly flags?: string;
  /** Greatest TCP segment that the route asks for, in bytes; 0 when it asks for none. */
  readonly mss?: number;
  /** TCP window that the route asks for, in bytes; 0 when it asks for none. */
  readonly window?: number;
  /** Initial round-trip time that the route asks for, in milliseconds; 0 when it asks for none. */
  readonly initialRtt?: number;
  /** Among routes to the same network, the least one wins (-e). */
  readonly metric?: number;
  /** References to the route (-e, and some BSDs). */
  readonly referenceCount?: number;
  /** Lookups (-e, and some BSDs). */
  readonly uses?: number;
  /** Longest packet in bytes, on some BSDs. */
  readonly mtu?: number;
  /** The interface packets leave by, on Windows its address; absent when the route refuses them. */
  readonly interface?: string;
  /** Seconds until the route ends, on macOS and the BSDs; `!` for one that has ended. */
  readonly expires?: number | string;
}

const REJECT = 0x200;
/** Letters after U or !, in netstat's order (linux/route.h). */
const letters: readonly (readonly [number, string])[] = [
  [0x04, 'H'],
  [0x08, 'R'],
  [0x10, 'D'],
  [0x20, 'M'],
];

/**
 * The IPv4 routes as `netstat -rn` shows them.
 *
 * @param machine see `openMachine`
 * @throws NoKernelFileError, ParseError
 * @see netstat(8) of net-tools
 * @example
 * ```ts
 * import { netstatRoutes, openMachine } from 'sonde';
 *
 * const { data } = await netstatRoutes(await openMachine({ name: 'serveur-web' }));
 * console.log(data[0]?.destination, data[0]?.flags); // → 0.0.0.0 UG
 * ```
 */
export async function netstatRoutes(machine: Machine): Promise<Reading<readonly NetstatRoute[]>> {
  const reading = await read(machine, netRoute);
  return { ...reading, data: reading.data.map(shown) };
}

function shown(route: Ipv4Route): NetstatRoute {
  const { destination, mask, mtu: mss, window, initialRtt } = route;
  const refused = (route.flags & REJECT) !== 0;
  const start = refused ? '!' : (route.flags & 2) !== 0 ? 'UG' : 'U';
  const flags = start + letters.map(([bit, letter]) => ((route.flags & bit) === 0 ? '' : letter)).join('');
  const way = refused ? {} : { gateway: route.gateway, interface: route.interface };
  return { destination, mask, flags, mss, window, initialRtt, ...way };
}

/**
 * Prints routes in the layout of `netstat -rn` of Linux, with a dash for what is not known.
 *
 * @param table see {@link netstatRoutes}, or a table of IPv4 routes that `readNetstat` read
 * @returns lines; the last one says the origin unless it is live
 * @see netstat(8) of net-tools 2.10
 * @example
 * ```ts
 * import { netstatRoutes, netstatRoutesReport, openMachine } from 'sonde';
 *
 * const routes = await netstatRoutes(await openMachine({ name: 'serveur-web' }));
 * console.log(netstatRoutesReport(routes).split('\n')[0]); // → Kernel IP routing table
 * ```
 */
export function netstatRoutesReport(table: {
  readonly data: readonly NetstatRoute[];
  readonly origin?: Origin;
}): string {
  const title = 'Kernel IP routing table';
  const heading = 'Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface';
  return reportWithOrigin([title, heading, ...table.data.map(line)], table.origin);
}

function line({ destination, gateway = '-', mask = '-', flags = '-', ...route }: NetstatRoute): string {
  const refused = route.interface === undefined;
  const number = (value: number | undefined): string => (refused ? '-' : String(value ?? '-'));
  return [
    ...[destination, gateway, mask].map((address) => address.padEnd(15)),
    flags.padEnd(5),
    number(route.mss).padStart(5),
    number(route.window).padEnd(5),
    number(route.initialRtt).padStart(6),
    route.interface ?? '-',
  ].join(' ');
}
