import { isCommandFailure, type LabError } from './lab-error.js';
import { namespaceOf } from './lab-name.js';
import { MARK } from './namespace.js';
import type { LabPlan, NodePlan } from './plan.js';
import { interfaceLines, needsNetem, qdiscLines, switchLines } from './iproute2-lines.js';
import { runBatch, runTool } from './tool.js';

/** Settings of the kernel for a switch, which takes no part in IP. */
const SWITCH_SYSCTLS = { 'net.ipv6.conf.all.disable_ipv6': '1', 'net.ipv6.conf.default.disable_ipv6': '1' };

/** The namespaces that a plan asks for: those of its nodes, then those of its switches. */
export function namespacesOf(lab: string, { nodes, switches }: LabPlan): readonly string[] {
  return [...nodes, ...switches].map(({ node }) => namespaceOf(lab, node));
}

/**
 * Makes the namespaces of a lab and all that is in them. What fails is not undone here.
 *
 * @returns what this machine could not do of the plan, in French
 */
export async function buildLab(lab: string, plan: LabPlan, signal?: AbortSignal): Promise<readonly string[]> {
  const inNamespace = (node: string): string => namespaceOf(lab, node);
  for (const namespace of namespacesOf(lab, plan)) {
    await runTool('ip', ['netns', 'add', namespace], { ...(signal && { signal }) });
    await runBatch('ip', namespace, [`link set dev lo alias "${MARK}"`, 'link set dev lo up'], signal);
  }
  for (const { node, sysctls } of plan.nodes) await setSysctls(inNamespace(node), sysctls, signal);
  for (const { node } of plan.switches) await setSysctls(inNamespace(node), SWITCH_SYSCTLS, signal);
  for (const { ends } of plan.cables) {
    const [own, other] = ends;
    const peer = `peer name ${other.interface} netns ${inNamespace(other.node)}`;
    const cable = `link add ${own.interface} type veth ${peer}`;
    await runBatch('ip', inNamespace(own.node), [cable], signal);
  }
  for (const { node, mtu, ports } of plan.switches) {
    await runBatch('ip', inNamespace(node), switchLines(mtu, ports), signal);
  }
  for (const { node, interfaces } of plan.nodes) {
    await runBatch('ip', inNamespace(node), interfaces.flatMap(interfaceLines), signal);
  }
  for (const { node, routes } of plan.nodes) await runBatch('ip', inNamespace(node), routes, signal);
  const notices = [...(await shape(lab, plan, signal)), ...(await filter(lab, plan.nodes, signal))];
  await waitForIpv6(lab, plan.nodes, signal);
  return notices;
}

/** With `-e`, a setting that the kernel does not have (IPv6 compiled out, a recent one) is no error. */
async function setSysctls(
  namespace: string,
  sysctls: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<void> {
  const assignments = Object.entries(sysctls).map(([name, value]) => `${name}=${value}`);
  const command = ['netns', 'exec', namespace, 'sysctl', '-q', '-e', '-w', ...assignments];
  await runTool('ip', command, { ...(signal && { signal }) });
}

async function shape(lab: string, { nodes }: LabPlan, signal?: AbortSignal): Promise<readonly string[]> {
  const slow = nodes.filter(({ interfaces }) => interfaces.some(({ egress }) => needsNetem(egress)));
  const hasNetem = slow[0] === undefined || (await kernelHasNetem(namespaceOf(lab, slow[0].node), signal));
  for (const { node, interfaces } of nodes) {
    const lines = interfaces.flatMap((each) => qdiscLines(each, hasNetem));
    await runBatch('tc', namespaceOf(lab, node), lines, signal);
  }
  if (hasNetem) return [];
  return [
    'Ce noyau n’a pas netem\u202f: les délais, la gigue, les pertes et les duplications ne sont pas appliqués\u202f; ' +
      'les débits le sont.',
  ];
}

/** Tries netem on a loopback interface, and removes it. */
async function kernelHasNetem(namespace: string, signal?: AbortSignal): Promise<boolean> {
  const settings = { ...(signal && { signal }) };
  try {
    await runTool(
      'tc',
      ['-n', namespace, 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'delay', '1ms'],
      settings,
    );
  } catch (error) {
    if (isCommandFailure(error)) return false;
    throw error;
  }
  await runTool('tc', ['-n', namespace, 'qdisc', 'delete', 'dev', 'lo', 'root'], settings);
  return true;
}

/** Filters need nft(8), which iproute2 does not bring. */
async function filter(
  lab: string,
  nodes: readonly NodePlan[],
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const filtering = nodes.filter(({ filters }) => filters !== '');
  for (const { node, filters: input } of filtering) {
    const command = ['netns', 'exec', namespaceOf(lab, node), 'nft', '-f', '-'];
    try {
      await runTool('ip', command, { input, ...(signal && { signal }) });
    } catch (error) {
      if (!isCommandFailure(error)) throw error;
      return [withoutFilters(filtering, error)];
    }
  }
  return [];
}

function withoutFilters(filtering: readonly NodePlan[], { output }: LabError): string {
  const names = filtering.map(({ node }) => node).join(', ');
  // The message of `ip netns exec` for a program that is not installed.
  const why = /exec of "nft" failed/.test(output)
    ? 'nft n’est pas installé (Debian\u202f: apt install nftables)'
    : `nft a échoué (${output.trim()})`;
  return `${names}\u202f: ni filtres ni traduction d’adresses, ${why}.`;
}

/** How long the kernel is waited for; after that something else is wrong, which probes will show. */
const READY_TIMEOUT_MS = 3000;
const LOOK_EVERY_MS = 20;

/**
 * Waits until the kernel has noticed that the cables are plugged in, up to a second later (linkwatch). Until then an
 * interface does not answer neighbour solicitations, and the first probes of a lesson would be lost. The sign is the
 * link-local address that the kernel then gives to each interface.
 */
async function waitForIpv6(lab: string, nodes: readonly NodePlan[], signal?: AbortSignal): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  for (const { node, interfaces } of nodes) {
    const expected = interfaces.filter(
      ({ name, addresses }) => name !== 'lo' && addresses.some((address) => address.includes(':')),
    );
    while (performance.now() < deadline && (await linkLocals(lab, node, signal)) < expected.length) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

/** How many link-local addresses of a node are in use. */
async function linkLocals(lab: string, node: string, signal?: AbortSignal): Promise<number> {
  const command = ['-n', namespaceOf(lab, node), '-6', '-o', 'address', 'show', 'scope', 'link'];
  const output = await runTool('ip', command, { ...(signal && { signal }) });
  return output.split('\n').filter((line) => line.includes('inet6 fe80') && !line.includes(' tentative'))
    .length;
}
