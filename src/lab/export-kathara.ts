import { interfaceLines } from './interface-lines.js';
import type { ExportedFile } from './export.js';
import { isSwitch } from './lab-name.js';
import type { LabPlan, NodePlan } from './plan.js';
import { qdiscLines } from './qdisc-lines.js';

/** What Kathará accepts for a device. */
const LONGEST_NAME = 30;

/**
 * A plan as a lab of Kathará: `lab.conf`, and for each device the commands of its start. A link is a collision domain,
 * however many ends it has: no switch is needed.
 *
 * @see https://www.kathara.org/man-pages/kathara-lab.conf.5.html
 */
export function katharaFiles(plan: LabPlan): readonly ExportedFile[] {
  const devices = deviceNames(plan.nodes.map(({ node }) => node));
  const conf = [
    `# ${plan.title} : écrit par « sonde lab export ».`,
    '# kathara lstart --privileged',
    `LAB_DESCRIPTION="${plan.title.replaceAll('"', '”')}"`,
    ...plan.nodes.flatMap(({ node, interfaces }) => [
      '',
      ...interfaces
        .filter(({ name }) => name !== 'lo')
        .map(({ name }, i) => `${devices.get(node) ?? node}[${i}]="${domainOf(plan, node, name)}"`),
      `${devices.get(node) ?? node}[ipv6]="True"`,
    ]),
  ];
  return [
    { name: 'lab.conf', text: `${conf.join('\n')}\n` },
    ...plan.nodes.map((node) => ({
      name: `${devices.get(node.node) ?? node.node}.startup`,
      text: startup(node),
    })),
  ];
}

/** Device names have no dots and no hyphens; two nodes must not become one. */
function deviceNames(nodes: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const node of nodes) {
    const base = node.replace(/[^a-z0-9]/g, '_').slice(0, LONGEST_NAME);
    let name = base;
    for (let rank = 2; taken.has(name); rank++) {
      const suffix = `_${rank}`;
      name = base.slice(0, LONGEST_NAME - suffix.length) + suffix;
    }
    taken.add(name);
    names.set(node, name);
  }
  return names;
}

/** The collision domain of an interface: its cable, or the switch at the end of it. */
function domainOf({ cables }: LabPlan, node: string, name: string): string {
  const cable = cables.findIndex(({ ends }) =>
    ends.some((end) => end.node === node && end.interface === name),
  );
  const joined = cables[cable]?.ends.find((end) => isSwitch(end.node));
  return joined ? `S${joined.node.slice(1)}` : `C${cable}`;
}

function startup({ sysctls, interfaces, routes, filters }: NodePlan): string {
  const assignments = Object.entries(sysctls).map(([name, value]) => `${name}=${value}`);
  const lines = [
    // -e: a container may not have all of them.
    `sysctl -q -e -w ${assignments.join(' ')}`,
    ...interfaces.flatMap(interfaceLines).map((line) => `ip ${line}`),
    ...routes.map((line) => `ip ${line}`),
    ...interfaces.flatMap((each) => qdiscLines(each, true)).map((line) => `tc ${line}`),
    ...(filters === '' ? [] : [`nft -f - <<'END'\n${filters}END`]),
  ];
  return `${lines.join('\n')}\n`;
}
