import { fragmentIpv4 } from '../packet/ipv4-fragment.js';
import { fragmentIpv6 } from '../packet/ipv6-fragment.js';
import { DESTINATION_OFFSET, isMulticast, mayNotFragment, versionAt } from './ip-header.js';
import { chooseHop, routeTo } from './next-hop.js';
import type { NetworkNode } from './node.js';
import type { NextHop } from './route.js';
import { Transit } from './transit.js';

/** Why a node cannot send a packet of its own: names of errno, as sendto(2) gives them. */
export type SendRefusal = 'ENETUNREACH' | 'EHOSTUNREACH' | 'EACCES' | 'EINVAL' | 'EPERM' | 'EMSGSIZE';

/**
 * Sends a packet that the node made. Too long for its link, it is cut, unless its "don't fragment" bit is set.
 *
 * @param bytes a sound IP packet, which is taken over
 * @returns what keeps it from leaving, if anything does
 */
export function sendOwn(node: NetworkNode, bytes: Uint8Array): SendRefusal | undefined {
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
      return sendBy(node, chooseHop(node, route.hops, bytes, version), bytes, version);
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
  if (version === 4 && mayNotFragment(bytes, version)) return 'EMSGSIZE';
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
