import type { Scenario } from '../scenario/scenario.js';
import { buildLab, namespacesOf } from './build-lab.js';
import { demolish } from './down.js';
import { LabExistsError } from './lab-error.js';
import { checkLabName } from './lab-name.js';
import { type LabState, readState, withLabLock, writeState } from './state-file.js';
import { listNamespaces } from './namespace.js';
import { planLab } from './plan.js';
import { checkPrivilege } from './tool.js';

/** What {@link labUp} accepts. */
export interface LabUpOptions {
  /** Lower-case letters, digits and hyphens, 40 at most; `lab` by default. */
  readonly name?: string;
  /** Gives up when aborted; what was made so far is removed. */
  readonly signal?: AbortSignal;
}

/**
 * Brings a scenario up as network namespaces of Linux: addresses, routes, forwarding, MTUs, rates; delays and losses
 * where the kernel has netem, filters where nft is installed. Nothing is made outside of these namespaces. When it fails or
 * is aborted, what it made is removed; when it is killed, `labDown` removes it.
 *
 * @param scenario the network, see `loadScenario`
 * @returns what was made, and in `notices`, in French, what was left out of the scenario
 * @throws LabPrivilegeError when not root on Linux; LabToolError when iproute2 is not installed; LabNameError;
 *   LabExistsError; LabBusyError while another process works on the lab; LabCommandError for what the kernel refuses
 * @see ip-netns(8)
 * @example
 * ```text
 * const { notices } = await labUp(await loadScenario('ecmp'), { name: 'ecmp' });
 * ```
 */
export async function labUp(scenario: Scenario, options: LabUpOptions = {}): Promise<LabState> {
  const { name: lab = 'lab', signal } = options;
  checkLabName(lab);
  checkPrivilege();
  return withLabLock(lab, async () => {
    if (await isThere(lab)) throw new LabExistsError(lab);
    return bringUp(lab, scenario, signal);
  });
}

async function isThere(lab: string): Promise<boolean> {
  const namespaces = await listNamespaces();
  return namespaces.some((each) => each.lab === lab) || (await readState(lab)) !== undefined;
}

async function bringUp(lab: string, scenario: Scenario, signal?: AbortSignal): Promise<LabState> {
  const plan = planLab(scenario);
  const { title, machine } = plan;
  const state = {
    lab,
    title,
    machine,
    namespaces: namespacesOf(lab, plan),
    notices: plan.notices,
    complete: false,
  };
  await writeState(state);
  try {
    const more = await buildLab(lab, plan, signal);
    const done = { ...state, notices: [...plan.notices, ...more], complete: true };
    await writeState(done);
    return done;
  } catch (error) {
    await demolish(lab);
    throw error;
  }
}
