import { namespaceOf } from './lab-name.js';
import type { NodePlan } from './plan.js';
import { runTool } from './tool.js';

/** Beyond, something else is wrong, and probes will say it better. */
const PATIENCE_MS = 3000;
const LOOK_EVERY_MS = 20;

/**
 * Waits until the kernel has noticed that the cables are plugged in, up to a second after the fact (linkwatch): before,
 * an interface does not answer to neighbour solicitations, and the first probes of a lesson would be lost. What shows
 * it is the link-local address that the kernel gives to each interface then.
 */
export async function waitForIpv6(
  lab: string,
  nodes: readonly NodePlan[],
  signal?: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
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
