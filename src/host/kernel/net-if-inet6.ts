import { ipv6PrefixLength, kernelIpv6 } from './kernel-address.js';
import type { KernelFile } from './kernel-file.js';
import { type KernelLine, hexField, kernelLines, newWords } from './kernel-line.js';

/** A line of /proc/net/if_inet6: an IPv6 address of this machine. */
export interface Ipv6InterfaceAddress {
  readonly address: string;
  /** Number of the interface. */
  readonly interfaceIndex: number;
  /** How many bits of the address are the network's. */
  readonly prefixLength: number;
  /** How far the address is valid; `unknown` for a value that has no name. */
  readonly scope: 'global' | 'link' | 'host' | 'site' | 'compatible' | 'unknown';
  /** Bits of linux/if_addr.h: 0x80 permanent, 0x40 tentative, 0x08 duplicate detected, 0x01 temporary. */
  readonly flags: number;
  /** The interface that has it. */
  readonly interface: string;
  /** Words after those, of a newer kernel; absent when there are none. */
  readonly others?: readonly string[];
}

/** Of include/net/ipv6.h; site-local ones are deprecated (RFC 3879). */
const scopes: Readonly<Record<number, Ipv6InterfaceAddress['scope']>> = {
  0x00: 'global',
  0x10: 'host',
  0x20: 'link',
  0x40: 'site',
  0x80: 'compatible',
};

/**
 * /proc/net/if_inet6: the IPv6 addresses of this machine; it has no heading and no byte order. A kernel where IPv6 is switched
 * off has no such file.
 *
 * @see net/ipv6/addrconf.c, if6_seq_show
 * @example
 * ```ts
 * import { netIfInet6 } from 'sonde/host';
 *
 * const [lo] = netIfInet6.parse('00000000000000000000000000000001 01 80 10 80       lo\n');
 * console.log(lo?.address, lo?.prefixLength, lo?.scope); // → ::1 128 host
 * ```
 */
export const netIfInet6: KernelFile<readonly Ipv6InterfaceAddress[]> = {
  path: 'net/if_inet6',
  parse: (text) => kernelLines(text).map(addressOf),
};

function addressOf(line: KernelLine): Ipv6InterfaceAddress {
  const words = line.reader();
  return {
    address: kernelIpv6(words.next('the address')),
    interfaceIndex: hexField(words.next('the number of the interface')),
    prefixLength: ipv6PrefixLength(words.next('the prefix length')),
    scope: scopes[hexField(words.next('the scope'))] ?? ('unknown' as const),
    flags: hexField(words.next('the flags')),
    interface: words.next('the interface').text,
    ...newWords(words),
  };
}
