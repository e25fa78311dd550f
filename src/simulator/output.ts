import { fragmentIpv4 } from '../packet/ipv4-fragment.js';
import { encodeIpv4 } from '../packet/ipv4.js';
import { fragmentIpv6 } from '../packet/ipv6-fragment.js';
import { encodeIpv6 } from '../packet/ipv6.js';
import { versionOf } from '../scenario/prefix.js';
import { Transit } from './egress.js';
import { DESTINATION_OFFSET, isMulticast, mayNotFragment, versionAt } from './ip-header.js';
import { chooseHop, routeTo } from './next-hop.js';
import type { NetworkNode } from './node.js';
import type { NextHop } from './route.js';

/** A packet that a node makes itself. */
interface OwnPacket {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly payload: Uint8Array;
  /** Type of service, or traffic class. */
  readonly tos?: number;
  readonly ttl?: number;
  /** Set by Linux's own sockets, except for ICMP; the packet then has no identification. */
  readonly dontFragment?: boolean;
  /** IPv4 options. */
  readonly options?: Uint8Array;
}

/** Makes a packet and sends it, if it can leave: nobody waits for what a kernel sends by itself. */
export function sendNew(node: NetworkNode, packet: OwnPacket): void {
  sendOwn(node, ownPacketBytes(node, packet));
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

/** Why a node cannot send a packet of its own: names of errno, as sendto(2) gives them. */
export type SendRefusal = 'ENETUNREACH' | 'EHOSTUNREACH' | 'EACCES' | 'EINVAL' | 'EPERM' | 'EMSGSIZE';

/**
 * Sends a packet that the node made. Too long for its link, it is cut, unless its "don't fragment" bit is set.
 *
 * @param bytes a sound IP packet, which is taken over
 * @param uncut it is not cut in IPv6 either, which has no such bit
 * @returns what keeps it from leaving, if anything does
 */
export function sendOwn(node: NetworkNode, bytes: Uint8Array, uncut = false): SendRefusal | undefined {
  const version = versionAt(bytes);
  if (version === undefined) return 'EINVAL';
  const route = isMulticast(bytes, version) ? undefined : routeTo(node, version, bytes);
  switch (route?.kind) {
    case undefined:
      return 'ENETUNREACH';
    case 'local':
      node.loopback.transmit(new Transit(bytes, node.loopback), node.loopback);
      return undefined;
    case 'via':
      return sendBy(node, chooseHop(node, route.hops, bytes, version), bytes, version, uncut);
    case 'broadcast':
    case 'prohibit':
      return 'EACCES';
    case 'unreachable':
      return 'EHOSTUNREACH';
    case 'blackhole':
      return 'EINVAL';
  }
}

/** Sends a packet that the node made by one of its ways. */
export function sendBy(
  node: NetworkNode,
  hop: NextHop,
  bytes: Uint8Array,
  version: 4 | 6,
  uncut = false,
): SendRefusal | undefined {
  const { mtu, link } = hop.out.settings;
  if (node.filters.refuses('output', bytes, version, undefined, link)) {
    node.counters.drop('filtered');
    return 'EPERM';
  }
  if (bytes.length <= mtu) {
    handOver(node, hop, new Transit(bytes, hop.out), version);
    return undefined;
  }
  if (uncut || (version === 4 && mayNotFragment(bytes, version))) return 'EMSGSIZE';
  const fragments =
    version === 4 ? fragmentIpv4(bytes, mtu) : fragmentIpv6(bytes, mtu, node.nextIdentification());
  for (const fragment of fragments) handOver(node, hop, new Transit(fragment, hop.out), version);
  return undefined;
}

/** Puts a packet that is not too long on its link. */
export function handOver(node: NetworkNode, hop: NextHop, transit: Transit, version: 4 | 6): void {
  const { bytes } = transit;
  const { out, gateway } = hop;
  const to = gateway ? gateway.interface : out.segment.find(version, bytes, DESTINATION_OFFSET[version]);
  if (to) out.transmit(transit, to);
  else node.neighbours.wait(hop, bytes, version);
}

/** Size of the buffers that packets share: small, because one packet that is kept keeps its whole buffer in memory. */
const SLAB_BYTES = 8192;

let slab = new ArrayBuffer(SLAB_BYTES);
let used = 0;

/**
 * Room for a packet, cut from a larger buffer: an engine takes ten times as long to make a buffer of its own. The bytes
 * may only be written once, by whoever asked: they are zero, and never used again.
 */
export function packetRoom(length: number): Uint8Array {
  if (length > SLAB_BYTES / 2) return new Uint8Array(length);
  if (used + length > SLAB_BYTES) {
    slab = new ArrayBuffer(SLAB_BYTES);
    used = 0;
  }
  const room = new Uint8Array(slab, used, length);
  used += length;
  return room;
}

/** A copy of a packet. */
export function packetCopy(bytes: Uint8Array): Uint8Array {
  const copy = packetRoom(bytes.length);
  copy.set(bytes);
  return copy;
}
