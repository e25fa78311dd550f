import { stringify } from 'yaml';
import type { Scenario } from '../scenario/scenario.js';
import { interfaceLines, qdiscLines, switchLines } from './iproute2-lines.js';
import { checkLabName, isSwitch } from './lab-name.js';
import { type LabPlan, type NodePlan, type SwitchPlan, planLab } from './plan.js';

/** Engines that run topologies in containers, on one machine or on a cluster. */
export const exportFormats = ['containerlab', 'kathara'] as const;

/** One of {@link exportFormats}. */
export type ExportFormat = (typeof exportFormats)[number];

/** A file to write. */
export interface ExportedFile {
  readonly name: string;
  readonly text: string;
}

/** A scenario for another engine. */
export interface LabExport {
  readonly files: readonly ExportedFile[];
  /** What is left out of the scenario, in French. */
  readonly notices: readonly string[];
}

/**
 * Writes a scenario as the files of another engine, with the same names, addresses, routes, settings, delays and filters
 * as a lab of this machine.
 *
 * @param scenario the network, see `loadScenario`
 * @param format for containerlab or for Kathará
 * @param lab name of the topology: lower-case letters, digits and hyphens, 40 at most
 * @throws {@link LabError} `name`
 * @see https://containerlab.dev, https://www.kathara.org
 * @example
 * ```ts
 * import { loadScenario } from 'sonde';
 * import { exportLab } from 'sonde/lab';
 *
 * const { files } = exportLab(await loadScenario('ecmp'), 'containerlab', 'ecmp');
 * console.log(files.map(({ name }) => name)); // → [ 'ecmp.clab.yml' ]
 * ```
 */
export function exportLab(scenario: Scenario, format: ExportFormat, lab: string): LabExport {
  checkLabName(lab);
  const plan = planLab(scenario);
  const files = format === 'containerlab' ? containerlabFiles(lab, plan) : katharaFiles(plan);
  return { files, notices: plan.notices };
}

/** Linux with iproute2, nftables, traceroute, mtr … */
const IMAGE = 'ghcr.io/srl-labs/network-multitool';

/** Settings that older kernels do not have in a container, which would not start with them. */
const RECENT = /icmp_msgs_/;

/**
 * A plan as a topology of containerlab. Its containers have no management network (`network-mode: none`), which would
 * be a second way between any two of them, so that eth0 is the scenario's own.
 *
 * @param lab name of the topology
 * @see https://containerlab.dev/manual/topo-def-file/
 */
function containerlabFiles(lab: string, plan: LabPlan): readonly ExportedFile[] {
  const topology = {
    name: lab,
    topology: {
      defaults: { kind: 'linux', image: IMAGE, 'network-mode': 'none' },
      nodes: Object.fromEntries([
        ...plan.nodes.map((node) => [node.node, nodeOf(node)]),
        ...plan.switches.map((node) => [switchNode(node.node), switchOf(node)]),
      ]) as Record<string, unknown>,
      links: plan.cables.map(({ ends }) => ({
        endpoints: ends.map((end) => `${switchNode(end.node)}:${end.interface}`),
      })),
    },
  };
  const comment = `# ${plan.title} : écrit par « sonde lab export ».\n# containerlab deploy -t ${lab}.clab.yml\n`;
  return [{ name: `${lab}.clab.yml`, text: comment + stringify(topology, { lineWidth: 0 }) }];
}

function nodeOf({ sysctls, interfaces, routes, filters }: NodePlan): object {
  return {
    sysctls: Object.fromEntries(Object.entries(sysctls).filter(([name]) => !RECENT.test(name))),
    exec: [
      ...interfaces.flatMap(interfaceLines).map((line) => `ip ${line}`),
      ...routes.map((line) => `ip ${line}`),
      ...interfaces.flatMap((each) => qdiscLines(each, true)).map((line) => `tc ${line}`),
      // containerlab splits the line as a shell does, without running one.
      ...(filters === '' ? [] : [`nft '${filters.replace(/\s+/g, ' ').trim()}'`]),
    ],
  };
}

function switchOf({ mtu, ports }: SwitchPlan): object {
  return { exec: switchLines(mtu, ports).map((line) => `ip ${line}`) };
}

/** The name of a switch, `+3` in a lab, is none for a container. */
function switchNode(node: string): string {
  return isSwitch(node) ? `sonde-switch-${node.slice(1)}` : node;
}

/** What Kathará accepts for a device. */
const LONGEST_NAME = 30;

/**
 * A plan as a lab of Kathará: `lab.conf`, and for each device the commands of its start. A link is a collision domain,
 * however many ends it has: no switch is needed.
 *
 * @see https://www.kathara.org/man-pages/kathara-lab.conf.5.html
 */
function katharaFiles(plan: LabPlan): readonly ExportedFile[] {
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

/** The devices of nodes, each with a name of its own: those of Kathará have neither dots nor hyphens. */
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
