import { encodeIpv4 } from '../packet/ipv4.js';
import { encodeIpv6 } from '../packet/ipv6.js';
import { versionOf } from '../scenario/prefix.js';
import type { NetworkNode } from './node.js';

/** A packet that a node makes itself. */
export interface OwnPacket {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly payload: Uint8Array;
  /** Type of service, or traffic class. */
  readonly tos?: number;
  readonly ttl?: number;
  /** As the sockets of Linux, those of ICMP aside: such a packet has no identification. */
  readonly dontFragment?: boolean;
  /** IPv4 options. */
  readonly options?: Uint8Array;
}

/** The bytes of a packet that a node makes itself, of the IP version of its addresses. */
export function ownPacketBytes(node: NetworkNode, packet: OwnPacket): Uint8Array {
  const { source, destination, protocol, payload, tos = 0, dontFragment = false, options } = packet;
  const ttl = packet.ttl ?? node.settings.initialTtl;
  if (versionOf(destination) === 6) {
    return encodeIpv6({ source, destination, protocol, payload, hopLimit: ttl, trafficClass: tos });
  }
  const identification = dontFragment ? 0 : node.nextIdentification();
  const fields = { source, destination, protocol, payload, ttl, tos, dontFragment, identification };
  return encodeIpv4(options ? { ...fields, options } : fields);
}
