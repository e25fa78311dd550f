import { kernelIpv4, kernelIpv4Bytes } from './kernel-address.js';
import type { KernelFile } from './kernel-file.js';
import {
  type Field,
  type KernelLine,
  decimalField,
  fieldFault,
  hexField,
  linesUnder,
  newValues,
  signedField,
} from './kernel-line.js';
import type { ByteOrder } from '../machine.js';

/** A line of /proc/net/route: where packets for an IPv4 network go. */
export interface Ipv4Route {
  /** The interface they leave by; `*` when the route refuses them. */
  readonly interface: string;
  /** First address of the network; `0.0.0.0` for the default route. */
  readonly destination: string;
  /** How many bits of the destination count, from 0 to 32. */
  readonly prefixLength: number;
  /** The same as a mask, such as `255.255.255.0`. */
  readonly mask: string;
  /** The next router; `0.0.0.0` when the network is on the link itself. */
  readonly gateway: string;
  /** Bits of linux/route.h: 1 up, 2 gateway, 4 host, 0x200 reject. */
  readonly flags: number;
  /** References to the route; recent kernels write 0. */
  readonly referenceCount: number;
  /** Lookups; recent kernels write 0. */
  readonly uses: number;
  /** Among routes to the same network, the least one wins. */
  readonly metric: number;
  /** Greatest TCP segment in bytes that the route asks for, 40 bytes of headers included; 0 when it asks for none. */
  readonly mtu: number;
  /** TCP window in bytes that the route asks for; 0 when it asks for none. */
  readonly window: number;
  /** Initial round-trip time for TCP that the route asks for, in milliseconds; 0 when it asks for none. */
  readonly initialRtt: number;
  /** Columns that this reader does not know, by their heading. */
  readonly others?: Readonly<Record<string, string>>;
}

const columns = 'Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT';

/**
 * /proc/net/route: the IPv4 routes of the main table.
 *
 * @see net/ipv4/fib_trie.c, fib_route_seq_show
 * @example
 * ```ts
 * import { netRoute } from 'sonde/host';
 *
 * const [route] = netRoute.parse(`Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT
 * eth0 000200C0 00000000 0001 0 0 0 00FFFFFF 0 0 0
 * `);
 * console.log(route?.destination, route?.prefixLength); // → 192.0.2.0 24
 * ```
 */
export const netRoute: KernelFile<readonly Ipv4Route[]> = {
  path: 'net/route',
  parse(text, byteOrder = 'LE') {
    const { lines, newColumns } = linesUnder(text, columns);
    return lines.map((line) => routeOf(line, byteOrder, newColumns));
  },
};

function routeOf(line: KernelLine, byteOrder: ByteOrder, newColumns: readonly string[]): Ipv4Route {
  const words = line.reader();
  const name = words.next('the interface').text;
  const destination = kernelIpv4(words.next('the destination'), byteOrder);
  const gateway = kernelIpv4(words.next('the gateway'), byteOrder);
  const flags = hexField(words.next('the flags'));
  const referenceCount = signedField(words.next('the references'));
  const uses = decimalField(words.next('the uses'));
  // Written with %d: the greatest ones look negative.
  const metric = signedField(words.next('the metric')) >>> 0;
  const maskField = words.next('the mask');
  return {
    ...{ interface: name, destination },
    prefixLength: prefixLengthOf(maskField, byteOrder),
    mask: kernelIpv4(maskField, byteOrder),
    ...{ gateway, flags, referenceCount, uses, metric },
    mtu: decimalField(words.next('the MTU')),
    window: decimalField(words.next('the window')),
    initialRtt: decimalField(words.next('the initial RTT')),
    ...newValues(words, newColumns),
  };
}

function prefixLengthOf(mask: Field, byteOrder: ByteOrder): number {
  const bits = [...kernelIpv4Bytes(mask, byteOrder)]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  if (!/^1*0*$/.test(bits)) throw fieldFault(mask, 'a mask of ones then zeros');
  return bits.replaceAll('0', '').length;
}
