import { addressBytes, versionOf } from '../scenario/prefix.js';
import { routeTo } from './next-hop.js';
import type { NetworkNode } from './node.js';

/** The address that a node writes as the source of a packet to a destination; `undefined` when it has no way there. */
export function sourceOf(node: NetworkNode, destination: string): string | undefined {
  const route = routeTo(node, versionOf(destination), addressBytes(destination), 0);
  if (route?.kind === 'local') return destination;
  return route?.kind === 'via' ? route.hops[0].source : undefined;
}
