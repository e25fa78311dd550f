import { fragmentIpv4 } from '../packet/ipv4-fragment.js';
import type { ScenarioFilter } from '../scenario/scenario.js';
import { Transit } from './egress.js';
import { reportError } from './icmp-error.js';
import type { NetworkInterface } from './interface.js';
import { decrementTtl, mayNotFragment, ttlAt, versionAt } from './ip-header.js';
import { writeAddress } from './ip-options.js';
import { chooseHop } from './next-hop.js';
import type { NetworkNode } from './node.js';
import { handOver } from './output.js';
import type { NextHop } from './route.js';
import { resetFor } from './tcp.js';

/** Where a packet goes on to. */
interface Onward {
  readonly version: 4 | 6;
  readonly hops: readonly [NextHop, ...NextHop[]];
  /** Where this node's address stands in the packet, if it recorded its route. */
  readonly recordedAt: number | undefined;
}

/** Sends a packet on, in the order of Linux (ip_forward, ip6_forward): what an error quotes depends on it. */
export function forward(node: NetworkNode, from: NetworkInterface, transit: Transit, onward: Onward): void {
  const { version, hops, recordedAt } = onward;
  const { bytes } = transit;
  // Even a router that forwards a spent packet stops one that was spent before.
  if (ttlAt(bytes, version) <= (node.settings.forwardsZeroTtl ? 0 : 1)) {
    node.counters.drop('ttl-exceeded');
    reportError(node, bytes, { kind: 'time-exceeded' });
    return;
  }
  const hop = chooseHop(node, hops, bytes, version);
  const { mtu } = hop.out.settings;
  if (bytes.length > mtu && mayNotFragment(bytes, version)) {
    node.counters.drop('too-big');
    reportError(node, bytes, { kind: 'too-big', mtu });
    return;
  }
  decrementTtl(bytes, version);
  const refusal = node.filters.refuses('forward', bytes, version, from.settings.link, hop.out.settings.link);
  if (refusal) {
    refuse(node, bytes, refusal);
    return;
  }
  if (recordedAt !== undefined) writeAddress(bytes, recordedAt, hop.source);
  if (node.nat && !node.nat.goesOut(hop.out, bytes)) {
    node.counters.drop('nat-table-full');
    return;
  }
  node.counters.forwarded++;
  sendOn(node, hop, transit, version);
}

/** Drops a packet that a filter refuses, and says so if the filter does. */
export function refuse(node: NetworkNode, bytes: Uint8Array, { action, answer }: ScenarioFilter): void {
  node.counters.drop('filtered');
  if (action === 'drop') return;
  if (answer !== 'tcp-reset') reportError(node, bytes, { kind: answer });
  else resetFor(node, bytes);
}

function sendOn(node: NetworkNode, hop: NextHop, transit: Transit, version: 4 | 6): void {
  const { bytes } = transit;
  const { mtu } = hop.out.settings;
  if (bytes.length <= mtu || versionAt(bytes) === 6) handOver(node, hop, transit, version);
  else
    for (const piece of fragmentIpv4(bytes, mtu)) handOver(node, hop, new Transit(piece, hop.out), version);
}
