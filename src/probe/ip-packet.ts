import { encodeIpv4 } from '../packet/ipv4.js';
import { encodeIpv6 } from '../packet/ipv6.js';
import type { IpPacket } from '../packet/packet.js';

/** What a probe puts into an IP packet of either family. */
interface ProbeFields {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  /** Time to live of IPv4, hop limit of IPv6. */
  readonly ttl: number;
  readonly payload: Uint8Array;
  /** IPv4 only: routers may not cut it. IPv6 routers never do. */
  readonly dontFragment?: boolean;
  /** IPv6 only: what routers may balance by, beside the addresses (RFC 6437, RFC 6438). */
  readonly flowLabel?: number;
}

/** The bytes of a packet, in the family of its addresses. */
export function encodeProbe(fields: ProbeFields): Uint8Array {
  if (!isIpv6(fields.destination)) return encodeIpv4(fields);
  const { source, destination, protocol, payload, ttl, flowLabel = 0 } = fields;
  return encodeIpv6({ source, destination, protocol, payload, hopLimit: ttl, flowLabel });
}

/** Time to live of IPv4, hop limit of IPv6. */
export function ttlOf(ip: IpPacket): number {
  return ip.version === 4 ? ip.ttl : ip.hopLimit;
}

/** An address as packets have it: the zone of one that is the link's own (`fe80::1%eth0`) stays on this machine. */
export function withoutZone(address: string): string {
  return address.split('%', 1)[0] ?? '';
}

/** Tells the family of an address that is known to be one. */
export function isIpv6(address: string): boolean {
  return address.includes(':');
}
