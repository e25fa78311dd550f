import { ipv4Text, ipv6Text } from '../../packet/address.js';
import type { ByteOrder } from '../machine.js';
import { type Field, fieldFault, hexField } from './kernel-line.js';

/**
 * An IPv4 address as the kernel writes it: the four bytes of the network, read as one number in the order of its own
 * processor, in hexadecimal. 127.0.0.1 is `0100007F` on a PC and `7F000001` on a mainframe.
 *
 * @throws ParseError
 * @see net/ipv4/fib_trie.c, fib_route_seq_show
 */
export function kernelIpv4(field: Field, byteOrder: ByteOrder): string {
  return ipv4Text(kernelIpv4Bytes(field, byteOrder));
}

/** The same, as bytes in network order. */
export function kernelIpv4Bytes(field: Field, byteOrder: ByteOrder): Uint8Array {
  const bytes = hexBytes(field, 4);
  return byteOrder === 'LE' ? bytes.reverse() : bytes;
}

/**
 * An IPv6 address as if_inet6 and ipv6_route write it: its sixteen bytes in order, whatever the processor.
 *
 * @throws ParseError
 * @see net/ipv6/addrconf.c, if6_seq_show
 */
export function kernelIpv6(field: Field): string {
  return ipv6Text(hexBytes(field, 16));
}

/** The length of an IPv6 prefix in bits, in hexadecimal. */
export function ipv6PrefixLength(field: Field): number {
  const length = hexField(field);
  if (length > 128) throw fieldFault(field, 'a prefix length up to 128 (80 in hexadecimal)');
  return length;
}

function hexBytes(field: Field, length: number): Uint8Array {
  const { text } = field;
  if (text.length !== 2 * length || !/^[\da-f]+$/i.test(text))
    throw fieldFault(field, `an address of ${2 * length} hexadecimal digits`);
  return Uint8Array.from({ length }, (_, i) => parseInt(text.slice(2 * i, 2 * i + 2), 16));
}
