import type { DocumentPath } from '../document/document.js';
import { FieldFault } from '../document/document.js';
import { contains, versionOf } from './prefix.js';
import type { RouteText } from './route-schema.js';
import type { ScenarioHop, ScenarioLink, ScenarioRoute } from './scenario.js';

/** The routes that a file gives to a node, each gateway found on one of its links. */
export function buildRoutes(
  routes: readonly RouteText[],
  node: string,
  links: readonly ScenarioLink[],
  path: DocumentPath,
): readonly ScenarioRoute[] {
  const prefixes = new Set<string>();
  return routes.map((text, i) => {
    const route = buildRoute(text, node, links, [...path, i]);
    if (prefixes.has(route.prefix))
      throw new FieldFault([...path, i, 'to'], `another route has the prefix ${route.prefix}`);
    prefixes.add(route.prefix);
    return route;
  });
}

function buildRoute(
  { to, via, type }: RouteText,
  node: string,
  links: readonly ScenarioLink[],
  path: DocumentPath,
): ScenarioRoute {
  if (type !== undefined || via === undefined) {
    return { kind: type ?? 'blackhole', prefix: to === 'default' ? '0.0.0.0/0' : to };
  }
  const [version, ...others] = new Set(via.map(versionOf));
  if (others.length > 0) throw new FieldFault([...path, 'via'], 'expected gateways of one IP version');
  const prefix = to === 'default' ? (version === 6 ? '::/0' : '0.0.0.0/0') : to;
  if (versionOf(prefix) !== version) {
    throw new FieldFault([...path, 'via'], `expected a gateway of the IP version of ${prefix}`);
  }
  return { kind: 'via', prefix, hops: via.map((gateway) => hopTo(gateway, node, links, path)) };
}

function hopTo(
  gateway: string,
  node: string,
  links: readonly ScenarioLink[],
  path: DocumentPath,
): ScenarioHop {
  for (const { ends } of links) {
    for (const end of ends) {
      if (end.node === node && end.addresses.some((network) => contains(network, gateway))) {
        return { gateway, interface: end.interface };
      }
    }
  }
  throw new FieldFault([...path, 'via'], `no link of ${node} leads to ${gateway}`);
}
