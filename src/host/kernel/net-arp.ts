import { ipv4Bytes } from '../../packet/address.js';
import { ParseError } from '../../parse-error.js';
import type { KernelFile } from './kernel-file.js';
import {
  type Field,
  type KernelLine,
  fieldFault,
  linesUnder,
  newValues,
  prefixedHexField,
} from './kernel-line.js';

/** A line of /proc/net/arp: an IPv4 neighbour and its hardware address. */
export interface Neighbour {
  /** IPv4 address. */
  readonly address: string;
  /** Kind of hardware (RFC 826's registry); 1 is Ethernet. */
  readonly hardwareType: number;
  /** Bits of linux/if_arp.h. */
  readonly flags: number;
  /** The hardware address is known (flag 2); otherwise it is asked for, or nobody answered. */
  readonly complete: boolean;
  /** Written by hand, and never forgotten (flag 4). */
  readonly permanent: boolean;
  /** Answered for on behalf of another: proxy ARP (flag 8). */
  readonly published: boolean;
  /** Such as `02:00:5e:00:53:01`; zeros when incomplete. */
  readonly hardwareAddress: string;
  /** `*`, except for the networks that old kernels published. */
  readonly mask: string;
  /** The interface behind which it is. */
  readonly interface: string;
  /** Columns that this reader does not know, by their heading. */
  readonly others?: Readonly<Record<string, string>>;
}

const columns = 'IP address HW type Flags HW address Mask Device';

/**
 * /proc/net/arp: the IPv4 neighbours that this machine knows.
 *
 * @see net/ipv4/arp.c, arp_format_neigh_entry
 * @example
 * ```ts
 * import { netArp } from 'sonde/host';
 *
 * const [router] = netArp.parse(`IP address  HW type  Flags  HW address         Mask  Device
 * 192.0.2.1   0x1      0x2    02:00:5e:00:53:01  *     eth0
 * `);
 * console.log(router?.address, router?.complete); // → 192.0.2.1 true
 * ```
 */
export const netArp: KernelFile<readonly Neighbour[]> = {
  path: 'net/arp',
  parse(text) {
    const { lines, newColumns } = linesUnder(text, columns);
    return lines.map((line) => neighbourOf(line, newColumns));
  },
};

function neighbourOf(line: KernelLine, newColumns: readonly string[]): Neighbour {
  const words = line.reader();
  const address = addressOf(words.next('the IP address'));
  const hardwareType = prefixedHexField(words.next('the hardware type'));
  const flags = prefixedHexField(words.next('the flags'));
  return {
    ...{ address, hardwareType, flags },
    complete: (flags & 2) !== 0,
    permanent: (flags & 4) !== 0,
    published: (flags & 8) !== 0,
    hardwareAddress: hardwareAddressOf(words.next('the hardware address')),
    mask: words.next('the mask').text,
    interface: words.next('the device').text,
    ...newValues(words, newColumns),
  };
}

/** Written dotted here, not in hexadecimal as elsewhere. */
function addressOf(field: Field): string {
  try {
    ipv4Bytes(field.text);
    return field.text;
  } catch (error) {
    if (error instanceof ParseError) throw fieldFault(field, 'an IPv4 address');
    throw error;
  }
}

/** Six bytes on Ethernet, up to 32 elsewhere (InfiniBand has 20); none at all for a tunnel is `*`. */
function hardwareAddressOf(field: Field): string {
  if (!/^([\da-f]{2}(:[\da-f]{2}){0,31}|\*)$/i.test(field.text))
    throw fieldFault(field, 'a hardware address');
  return field.text;
}
