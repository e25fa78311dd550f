import { DEFAULT_MTU, defaultEgress } from './defaults.js';
import { egressOf } from './egress-schema.js';
import type { DocumentPath } from '../document/document.js';
import { FieldFault } from '../document/document.js';
import type { LinkText, ScenarioFile } from './file-schema.js';
import { versionOf } from './prefix.js';
import type { ScenarioEnd, ScenarioLink } from './scenario.js';

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
