import type { ScenarioRoute } from '../scenario/scenario.js';

/**
 * The arguments by which `ip` makes a route. One of the file wins over the network of an interface with the same prefix:
 * that is what `replace` does.
 *
 * @see ip-route(8)
 */
export function routeLine(route: ScenarioRoute): string {
  if (route.kind !== 'via') return `route replace ${route.kind} ${route.prefix}`;
  const [first, ...others] = route.hops;
  if (first && others.length === 0)
    return `route replace ${route.prefix} via ${first.gateway} dev ${first.interface}`;
  const hops = route.hops.map(({ gateway, interface: name }) => `nexthop via ${gateway} dev ${name}`);
  return `route replace ${route.prefix} ${hops.join(' ')}`;
}
