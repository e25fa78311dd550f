import { type DocumentPath, FieldFault } from '../document/document.js';
import { buildLinks, buildRoutes } from './build-links.js';
import { checkAddresses } from './check-addresses.js';
import type { ChangeText, ScenarioFile } from './file-schema.js';
import { egressOf, nodeOf } from './node-schema.js';
import type {
  Scenario,
  ScenarioChange,
  ScenarioLink,
  ScenarioName,
  ScenarioNode,
  ScenarioTraffic,
} from './scenario.js';

/** A classroom's network; beyond, the routes would take long to compute. */
const MAX_NODES = 500;
/** Packets in one virtual second that traffic may add: each costs real time. */
const MAX_TRAFFIC_PACKETS = 20_000;

/**
 * Puts the parts of a file together and checks what they say of one another.
 *
 * @throws FieldFault for the first contradiction
 */
export function buildScenario(file: ScenarioFile): Scenario {
  const names = Object.keys(file.nodes);
  if (names.length > MAX_NODES)
    throw new FieldFault(['nodes'], `expected at most ${MAX_NODES} nodes, got ${names.length}`);
  if (!names.includes(file.machine)) throw new FieldFault(['machine'], `unknown node ${file.machine}`);
  const links = buildLinks(file);
  const nodes = buildNodes(file, links);
  checkAddresses(file, nodes, links);
  return {
    title: file.title,
    teaches: file.teaches,
    machine: file.machine,
    nodes,
    links,
    names: buildNames(file, nodes, links),
    changes: buildChanges(file, links),
    traffic: buildTraffic(file),
  };
}

function buildNodes(file: ScenarioFile, links: readonly ScenarioLink[]): readonly ScenarioNode[] {
  return Object.entries(file.nodes).map(([name, text]) => {
    const routes = buildRoutes(text?.routes ?? [], name, links, ['nodes', name, 'routes']);
    const node = { ...nodeOf(name, text ?? {}, file.icmp ?? {}), routes };
    const own = links.filter(({ ends }) => ends.some((end) => end.node === name)).map((link) => link.name);
    if (node.natLink !== undefined && !own.includes(node.natLink)) {
      throw new FieldFault(['nodes', name, 'nat'], `${name} has no link named ${node.natLink}`);
    }
    node.filters.forEach((filter, i) => {
      for (const [key, link] of [['in', filter.inLink] as const, ['out', filter.outLink] as const]) {
        if (link !== undefined && !own.includes(link)) {
          throw new FieldFault(['nodes', name, 'filters', i, key], `${name} has no link named ${link}`);
        }
      }
    });
    return node;
  });
}

/** The names of each address, those given for it alone first: they are its reverse name. */
function buildNames(
  file: ScenarioFile,
  nodes: readonly ScenarioNode[],
  links: readonly ScenarioLink[],
): readonly ScenarioName[] {
  const given = Object.entries(file.names ?? {}).flatMap(([address, names]) =>
    names.map((name) => ({ name, address, reverse: true })),
  );
  const owned = nodes.flatMap(({ name: node, addresses }) => {
    const ends = links.flatMap((link) => link.ends.filter((end) => end.node === node));
    const all = [...addresses, ...ends.flatMap((end) => end.addresses)].map(({ address }) => address);
    const hostNames = file.nodes[node]?.names ?? [];
    return [
      ...all.flatMap((address) => hostNames.map((name) => ({ name, address, reverse: true }))),
      // Every node answers to the name it has in the file, as if it were in /etc/hosts.
      ...all.map((address) => ({ name: node, address, reverse: false })),
    ];
  });
  return [...given, ...owned];
}

function buildTraffic(file: ScenarioFile): readonly ScenarioTraffic[] {
  const traffic = (file.traffic ?? []).map((text, i) => {
    if (!Object.hasOwn(file.nodes, text.from)) {
      throw new FieldFault(['traffic', i, 'from'], `unknown node ${text.from}`);
    }
    const { from, to, rate: rateBitsPerSecond, size: sizeBytes = 1500, pattern = 'regular' } = text;
    const { start: startMs = 0, stop: stopMs = Infinity } = text;
    return { from, to, rateBitsPerSecond, sizeBytes, pattern, startMs, stopMs };
  });
  const packets = traffic.reduce(
    (sum, { rateBitsPerSecond, sizeBytes }) => sum + rateBitsPerSecond / 8 / sizeBytes,
    0,
  );
  if (packets > MAX_TRAFFIC_PACKETS) {
    throw new FieldFault(
      ['traffic'],
      `expected at most ${MAX_TRAFFIC_PACKETS} packets a second in all, got ${Math.round(packets)}`,
    );
  }
  return traffic;
}

/** What happens while the network runs, in the order of time. */
function buildChanges(file: ScenarioFile, links: readonly ScenarioLink[]): readonly ScenarioChange[] {
  const changes = (file.changes ?? []).flatMap((text, i) => buildChange(text, file, links, ['changes', i]));
  return changes.sort((a, b) => a.atMs - b.atMs);
}

function buildChange(
  text: ChangeText,
  file: ScenarioFile,
  links: readonly ScenarioLink[],
  path: DocumentPath,
): readonly ScenarioChange[] {
  const { at: atMs, link, cut, restore, reroute, node, from } = text;
  if (link !== undefined) {
    const { ends } = named(link, links, [...path, 'link']);
    if (from !== undefined && !ends.some((end) => end.node === from)) {
      throw new FieldFault([...path, 'from'], `${from} is not on the link ${link}`);
    }
    return [{ kind: 'egress', atMs, link, egress: egressOf(text), ...(from !== undefined && { from }) }];
  }
  if (node !== undefined) {
    if (!Object.hasOwn(file.nodes, node)) throw new FieldFault([...path, 'node'], `unknown node ${node}`);
    return [
      {
        kind: 'routes',
        atMs,
        node,
        routes: buildRoutes(text.routes ?? [], node, links, [...path, 'routes']),
      },
    ];
  }
  const kind = cut === undefined ? 'restore' : 'cut';
  const broken = named(cut ?? restore ?? '', links, [...path, kind]);
  const then: ScenarioChange[] = reroute === undefined ? [] : [{ kind: 'reroute', atMs: atMs + reroute }];
  return [{ kind, atMs, link: broken.name }, ...then];
}

function named(name: string, links: readonly ScenarioLink[], path: DocumentPath): ScenarioLink {
  const link = links.find((candidate) => candidate.name === name);
  if (!link) throw new FieldFault(path, `unknown link ${name}`);
  return link;
}
