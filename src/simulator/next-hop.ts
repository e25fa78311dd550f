import { addressBytes, versionOf } from '../scenario/prefix.js';
import { DESTINATION_OFFSET, isFragment, SOURCE_OFFSET, transportAt, word32At } from './ip-header.js';
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

/** The address that a node writes as the source of a packet to a destination; `undefined` when it has no way there. */
export function sourceOf(node: NetworkNode, destination: string): string | undefined {
  const route = routeTo(node, versionOf(destination), addressBytes(destination), 0);
  if (route?.kind === 'local') return destination;
  return route?.kind === 'via' ? route.hops[0].source : undefined;
}

/**
 * The number by which a router keeps the packets of one flow on one way: a hash of the addresses, the protocol and the
 * first four bytes of what the packet carries. Those are the ports of TCP and UDP; of ICMP, they are the type, the code
 * and the checksum, as measured on real routers (Augustin et al., « Avoiding traceroute anomalies with Paris
 * traceroute », IMC 2006): an echo request changes its way with its sequence number, unless its data keep the checksum
 * the same. Only the first fragment of a packet has ports: they are read in none, so that all take the same way.
 *
 * @param salt a number of the router's own, or all routers would choose alike
 * @returns from 0 to 0xffffffff
 */
function flowHash(bytes: Uint8Array, version: 4 | 6, salt: number): number {
  const { protocol, offset } = transportAt(bytes, version);
  let hash = mix(destinationHash(bytes, version, salt), protocol);
  for (let word = 0; word < (version === 4 ? 1 : 4); word++) {
    hash = mix(hash, word32At(bytes, SOURCE_OFFSET[version] + 4 * word));
  }
  return finish(isFragment(bytes, version) ? hash : mix(hash, word32At(bytes, offset)));
}

/** The number by which a router keeps the packets to one destination on one way. */
function destinationHash(bytes: Uint8Array, version: 4 | 6, salt: number): number {
  let hash = salt;
  for (let word = 0; word < (version === 4 ? 1 : 4); word++) {
    hash = mix(hash, word32At(bytes, DESTINATION_OFFSET[version] + 4 * word));
  }
  return finish(hash);
}

/** One round of MurmurHash3. */
function mix(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  const h = hash ^ Math.imul(k, 0x1b873593);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
