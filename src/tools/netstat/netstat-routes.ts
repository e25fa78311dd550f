import { reportWithOrigin } from '../../origin.js';
import type { Reading } from '../../host/kernel/kernel-file.js';
import { read } from '../../host/kernel/kernel-file.js';
import type { Machine } from '../../host/machine.js';
import type { Ipv4Route } from '../../host/kernel/net-route.js';
import { netRoute } from '../../host/kernel/net-route.js';

/** A line of netstat -rn. */
export interface NetstatRoute {
  readonly destination: string;
  /** The next router; absent when the route refuses packets. */
  readonly gateway?: string;
  readonly mask: string;
  /** U up, G by a router, H a single host, ! refused, D and M made or changed by a redirect, R reinstated. */
  readonly flags: string;
  /** Greatest TCP segment that the route asks for, in bytes; 0 when it asks for none. */
  readonly mss: number;
  /** TCP window that the route asks for, in bytes; 0 when it asks for none. */
  readonly window: number;
  /** Initial round-trip time that the route asks for, in milliseconds; 0 when it asks for none. */
  readonly initialRtt: number;
  /** The interface packets leave by; absent when the route refuses them. */
  readonly interface?: string;
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
 * Prints routes in the layout of `netstat -rn`.
 *
 * @param reading see {@link netstatRoutes}
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
export function netstatRoutesReport({ data, origin }: Reading<readonly NetstatRoute[]>): string {
  const title = 'Kernel IP routing table';
  const heading = 'Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface';
  return reportWithOrigin([title, heading, ...data.map(line)], origin);
}

function line({ destination, gateway = '-', mask, flags, ...route }: NetstatRoute): string {
  const refused = route.interface === undefined;
  const number = (value: number): string => (refused ? '-' : String(value));
  return [
    ...[destination, gateway, mask].map((address) => address.padEnd(15)),
    flags.padEnd(5),
    number(route.mss).padStart(5),
    number(route.window).padEnd(5),
    number(route.initialRtt).padStart(6),
    route.interface ?? '-',
  ].join(' ');
}
