import { stringify } from 'yaml';
import { interfaceLines, switchLines } from './interface-lines.js';
import type { ExportedFile } from './export.js';
import { isSwitch } from './lab-name.js';
import type { LabPlan, NodePlan, SwitchPlan } from './plan.js';
import { qdiscLines } from './qdisc-lines.js';

/** Linux with iproute2, nftables, traceroute, mtr … */
const IMAGE = 'ghcr.io/srl-labs/network-multitool';

/** Settings that older kernels do not have in a container: it would not start. */
const RECENT = /icmp_msgs_/;

/**
 * A plan as a topology of containerlab. Its containers have no management network (`network-mode: none`), which would
 * be a second way between any two of them, so that eth0 is the scenario's own.
 *
 * @param lab name of the topology
 * @see https://containerlab.dev/manual/topo-def-file/
 */
export function containerlabFiles(lab: string, plan: LabPlan): readonly ExportedFile[] {
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

/** `+3` is no name for a container; a node of the scenario called so too would be a rare thing. */
function switchNode(node: string): string {
  return isSwitch(node) ? `sonde-switch-${node.slice(1)}` : node;
}
