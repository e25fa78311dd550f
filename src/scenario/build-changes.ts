import { buildRoutes } from './build-routes.js';
import { egressOf } from './egress-schema.js';
import type { DocumentPath } from '../document/document.js';
import { FieldFault } from '../document/document.js';
import type { ChangeText, ScenarioFile } from './file-schema.js';
import type { ScenarioChange, ScenarioLink } from './scenario.js';

/** What happens while the network runs, in the order of time. */
export function buildChanges(file: ScenarioFile, links: readonly ScenarioLink[]): readonly ScenarioChange[] {
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
