import { type DocumentPath, FieldFault } from '../document/document.js';
import { DEFAULT_MTU, defaultEgress } from './defaults.js';
import type { LinkText, ScenarioFile } from './file-schema.js';
import { type RouteText, egressOf } from './node-schema.js';
import { contains, versionOf } from './prefix.js';
import type { ScenarioEnd, ScenarioHop, ScenarioLink, ScenarioRoute } from './scenario.js';

const MAX_LINKS = 2000;
/** What every link that carries IPv6 must take (RFC 8200, section 5). */
const IPV6_MIN_MTU = 1280;

/** The links of a file; each end becomes the next interface of its node. */
export function buildLinks(file: ScenarioFile): readonly ScenarioLink[] {
  if (file.links.length > MAX_LINKS) {
    throw new FieldFault(['links'], `expected at most ${MAX_LINKS} links, got ${file.links.length}`);
  }
  const interfaces = new Map<string, number>();
  const names = new Set<string>();
  return file.links.map((text, i) => {
    const path = ['links', i];
    checkEnds(file, text, path);
    const name = text.name ?? unused(Object.keys(text.between).join(' - '), names);
    if (names.has(name)) throw new FieldFault([...path, 'name'], `another link is named ${name}`);
    names.add(name);
    return { name, ends: Object.keys(text.between).map((node) => buildEnd(text, node, interfaces, path)) };
  });
}

/** Two cables between the same nodes: the second one is `a - b (2)`. */
function unused(name: string, names: ReadonlySet<string>): string {
  let rank = 1;
  const ranked = (): string => (rank === 1 ? name : `${name} (${rank})`);
  while (names.has(ranked())) rank++;
  return ranked();
}

function checkEnds(file: ScenarioFile, { between, from = {} }: LinkText, path: DocumentPath): void {
  const ends = Object.keys(between);
  if (ends.length < 2) throw new FieldFault([...path, 'between'], 'expected two nodes or more');
  for (const node of ends) {
    if (!Object.hasOwn(file.nodes, node))
      throw new FieldFault([...path, 'between', node], `unknown node ${node}`, 'key');
  }
  for (const node of Object.keys(from)) {
    if (!ends.includes(node))
      throw new FieldFault([...path, 'from', node], `${node} is not on this link`, 'key');
  }
}

function buildEnd(
  text: LinkText,
  node: string,
  interfaces: Map<string, number>,
  path: DocumentPath,
): ScenarioEnd {
  const rank = interfaces.get(node) ?? 0;
  interfaces.set(node, rank + 1);
  const own = text.from?.[node] ?? {};
  const mtu = own.mtu ?? text.mtu ?? DEFAULT_MTU;
  const addresses = text.between[node] ?? [];
  if (mtu < IPV6_MIN_MTU && addresses.some(({ address }) => versionOf(address) === 6)) {
    throw new FieldFault([...path, 'mtu'], `IPv6 needs an MTU of ${IPV6_MIN_MTU} bytes at least, got ${mtu}`);
  }
  return {
    node,
    interface: `eth${rank}`,
    addresses,
    mtu,
    cost: own.cost ?? text.cost ?? 1,
    egress: { ...defaultEgress, ...egressOf(text), ...egressOf(own) },
  };
}

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
