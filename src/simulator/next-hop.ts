import { DESTINATION_OFFSET } from './ip-header.js';
import { destinationHash, flowHash } from './flow-hash.js';
import type { NetworkNode } from './node.js';
import type { NextHop, Route } from './route.js';

/** What a node would do with a packet to the address that is written at `offset`. */
export function routeTo(
  node: NetworkNode,
  version: 4 | 6,
  bytes: Uint8Array,
  offset: number = DESTINATION_OFFSET[version],
): Route | undefined {
  return node.tables[version].lookup(bytes, offset);
}

/** One of the ways of a route, as the node balances. */
export function chooseHop(
  node: NetworkNode,
  hops: readonly [NextHop, ...NextHop[]],
  bytes: Uint8Array,
  version: 4 | 6,
): NextHop {
  if (hops.length === 1) return hops[0];
  return hops[balance(node, bytes, version) % hops.length] ?? hops[0];
}

function balance(node: NetworkNode, bytes: Uint8Array, version: 4 | 6): number {
  switch (node.settings.balance) {
    case 'packet':
      return node.balanced++;
    case 'destination':
      return destinationHash(bytes, version, node.salt);
    // A given route with several gateways balances by flow, too.
    default:
      return flowHash(bytes, version, node.salt);
  }
}
