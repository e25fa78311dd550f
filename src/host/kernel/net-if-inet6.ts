import { plainIpv6 } from './kernel-address.js';
import { ipv6PrefixLength } from './net-ipv6-route.js';
import type { KernelLine } from './kernel-line.js';
import { hexField, kernelLines } from './kernel-line.js';
import type { Machine, Reading } from '../machine.js';
import { readKernelFile } from '../machine.js';

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
 * Reads /proc/net/if_inet6: the IPv6 addresses of this machine.
 *
 * @param machine see `openMachine`
 * @throws NoKernelFileError where IPv6 is switched off, ParseError
 * @see net/ipv6/addrconf.c, if6_seq_show
 * @example
 * ```ts
 * import { openMachine } from 'sonde';
 * import { readIfInet6 } from 'sonde/host';
 *
 * const { data } = await readIfInet6(await openMachine({ name: 'serveur-web' }));
 * console.log(data.find(({ scope }) => scope === 'host')?.address); // → ::1
 * ```
 */
export function readIfInet6(machine: Machine): Promise<Reading<readonly Ipv6InterfaceAddress[]>> {
  return readKernelFile(machine, 'net/if_inet6', parseIfInet6);
}

/**
 * Reads the text of /proc/net/if_inet6, which has no heading and no byte order.
 *
 * @param text each line ended
 * @throws ParseError for anything that the kernel would not write
 * @see net/ipv6/addrconf.c, if6_seq_show
 * @example
 * ```ts
 * import { parseIfInet6 } from 'sonde/host';
 *
 * const [lo] = parseIfInet6('00000000000000000000000000000001 01 80 10 80       lo\n');
 * console.log(lo?.address, lo?.prefixLength, lo?.scope); // → ::1 128 host
 * ```
 */
export function parseIfInet6(text: string): readonly Ipv6InterfaceAddress[] {
  return kernelLines(text).map(addressOf);
}

function addressOf(line: KernelLine): Ipv6InterfaceAddress {
  const words = line.reader();
  const own = {
    address: plainIpv6(words.next('the address')),
    interfaceIndex: hexField(words.next('the number of the interface')),
    prefixLength: ipv6PrefixLength(words.next('the prefix length')),
    scope: scopes[hexField(words.next('the scope'))] ?? ('unknown' as const),
    flags: hexField(words.next('the flags')),
    interface: words.next('the interface').text,
  };
  const others = words.rest();
  return others.length > 0 ? { ...own, others } : own;
}
