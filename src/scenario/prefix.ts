import { ipv4Bytes, ipv4Text, ipv6Bytes, ipv6Text } from '../packet/address.js';
import { ParseError } from '../parse-error.js';
import type { ScenarioAddress } from './scenario.js';

/** Version of IP that an address text belongs to. */
export type IpVersion = 4 | 6;

/** Which family a canonical address is of. */
export function versionOf(address: string): IpVersion {
  return address.includes(':') ? 6 : 4;
}

/** The bytes of an IPv4 or IPv6 address. @throws ParseError */
export function addressBytes(address: string): Uint8Array {
  return versionOf(address) === 6 ? ipv6Bytes(address) : ipv4Bytes(address);
}

/** The canonical text of 4 or 16 bytes. */
export function addressText(bytes: Uint8Array): string {
  return bytes.length === 16 ? ipv6Text(bytes) : ipv4Text(bytes);
}

/**
 * Reads an address with its prefix length; without a length, it is a host alone.
 *
 * @param text such as `192.0.2.1/24` or `2001:db8::1`
 * @throws ParseError when it is anything else
 */
export function parseAddress(text: string): ScenarioAddress {
  const slash = text.indexOf('/');
  const bytes = addressBytes(slash === -1 ? text : text.slice(0, slash));
  const bits = bytes.length * 8;
  const length = slash === -1 ? String(bits) : text.slice(slash + 1);
  if (!/^(0|[1-9]\d{0,2})$/.test(length) || Number(length) > bits) {
    throw new ParseError(`prefix length from 0 to ${bits} expected`, slash + 1);
  }
  return { address: addressText(bytes), prefixLength: Number(length) };
}

/** The network of an address, as the text of a prefix: `192.0.2.1/24` is in `192.0.2.0/24`. */
export function networkOf({ address, prefixLength }: ScenarioAddress): string {
  const bytes = addressBytes(address);
  return `${addressText(bytes.map((byte, i) => byte & maskByte(prefixLength, i)))}/${prefixLength}`;
}

/** Whether an address is in the network of another. */
export function contains(network: ScenarioAddress, address: string): boolean {
  if (versionOf(network.address) !== versionOf(address)) return false;
  const bytes = addressBytes(address);
  return addressBytes(network.address).every(
    (byte, i) => ((byte ^ (bytes[i] ?? 0)) & maskByte(network.prefixLength, i)) === 0,
  );
}

/** Whether two networks have an address in common. */
export function overlap(a: ScenarioAddress, b: ScenarioAddress): boolean {
  return a.prefixLength <= b.prefixLength ? contains(a, b.address) : contains(b, a.address);
}

/** The last address of an IPv4 network, to which broadcasts go; none for networks of one or two (RFC 3021). */
export function broadcastOf({ address, prefixLength }: ScenarioAddress): string | undefined {
  if (versionOf(address) === 6 || prefixLength > 30) return undefined;
  return addressText(addressBytes(address).map((byte, i) => byte | (~maskByte(prefixLength, i) & 0xff)));
}

/** One byte of the mask of a prefix. */
function maskByte(prefixLength: number, index: number): number {
  return (0xff00 >> Math.min(8, Math.max(0, prefixLength - 8 * index))) & 0xff;
}
