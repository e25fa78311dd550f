import { ipv6PrefixLength, kernelIpv6 } from './kernel-address.js';
import type { KernelFile } from './kernel-file.js';
import { type KernelLine, hexField, kernelLines, newWords } from './kernel-line.js';

/** A line of /proc/net/ipv6_route: where packets for an IPv6 network go. */
export interface Ipv6Route {
  /** First address of the network; `::` for the default route. */
  readonly destination: string;
  /** How many bits of the destination count, from 0 to 128. */
  readonly prefixLength: number;
  /** Network that the packets must come from; `::` where any may use the route. */
  readonly source: string;
  /** How many bits of the source count. */
  readonly sourcePrefixLength: number;
  /** The next router; `::` when the network is on the link itself. */
  readonly gateway: string;
  /** Among routes to the same network, the least one wins; 0xffffffff is the last resort, which refuses. */
  readonly metric: number;
  /** References to the route. */
  readonly referenceCount: number;
  /** Lookups; recent kernels write 0. */
  readonly uses: number;
  /** Bits of linux/ipv6_route.h: 1 up, 2 gateway, 4 host, 0x200 reject, 0x80000000 local. */
  readonly flags: number;
  /** The interface they leave by. */
  readonly interface: string;
  /** Words after those, of a newer kernel; absent when there are none. */
  readonly others?: readonly string[];
}

/**
 * /proc/net/ipv6_route: the IPv6 routes of all tables, one's own addresses included; it has no heading and no byte order.
 *
 * @see net/ipv6/ip6_fib.c, ipv6_route_native_seq_show
 * @example
 * ```ts
 * import { netIpv6Route } from 'sonde/host';
 *
 * const zeros = '0'.repeat(32);
 * const [route] = netIpv6Route.parse(
 *   `fe80${'0'.repeat(28)} 40 ${zeros} 00 ${zeros} 00000100 00000001 00000000 00000001 eth0\n`,
 * );
 * console.log(route?.destination, route?.prefixLength); // → fe80:: 64
 * ```
 */
export const netIpv6Route: KernelFile<readonly Ipv6Route[]> = {
  path: 'net/ipv6_route',
  parse: (text) => kernelLines(text).map(routeOf),
};

function routeOf(line: KernelLine): Ipv6Route {
  const words = line.reader();
  return {
    destination: kernelIpv6(words.next('the destination')),
    prefixLength: ipv6PrefixLength(words.next('the prefix length')),
    source: kernelIpv6(words.next('the source')),
    sourcePrefixLength: ipv6PrefixLength(words.next('the prefix length of the source')),
    gateway: kernelIpv6(words.next('the next hop')),
    metric: hexField(words.next('the metric')),
    referenceCount: hexField(words.next('the references')),
    uses: hexField(words.next('the uses')),
    flags: hexField(words.next('the flags')),
    interface: words.next('the interface').text,
    ...newWords(words),
  };
}
