import type { Scenario } from '../scenario/scenario.js';
import { buildLab, namespacesOf } from './build-lab.js';
import { demolish } from './down.js';
import { LabError } from './lab-error.js';
import { checkLabName } from './lab-name.js';
import { type LabState, readState, stateNames, withLabLock, writeState } from './state-file.js';
import { listNamespaces } from './namespace.js';
import { planLab } from './plan.js';
import { checkPrivilege } from './tool.js';

/** What {@link labUp} accepts. */
export interface LabUpOptions {
  /** Lower-case letters, digits and hyphens, 40 at most; `lab` by default. */
  readonly name?: string;
  /** Cancels when aborted; what was made so far is removed. */
  readonly signal?: AbortSignal;
}

/**
 * Brings a scenario up as network namespaces of Linux: addresses, routes, forwarding, MTUs, rates; delays and losses where
 * the kernel has netem, filters where nft is installed. Nothing is made outside of these namespaces. When it fails or is
 * aborted, what it has made is removed; when it is killed, the next `labUp` or `labDown` removes it.
 *
 * @param scenario the network, see `loadScenario`
 * @param options its name, and how to give up
 * @returns the lab; its `notices` tell, in French, what was left out of the scenario
 * @throws {@link LabError} `privilege` when not root on Linux, `tool` when iproute2 is not installed, `name`, `exists`, `busy`,
 *   `command` for what the kernel refuses; the reason of the signal when aborted
 * @see ip-netns(8)
 * @example
 * ```ts
 * import { loadScenario } from 'sonde';
 * import { labDown, LabError, labUp } from 'sonde/lab';
 *
 * try {
 *   const { lab, machine } = await labUp(await loadScenario('ecmp'), { name: 'mon-reseau' });
 *   console.log(`sonde lab exec --lab ${lab} ${machine} -- ip route`);
 *   await labDown(lab);
 * } catch (error) {
 *   if (!(error instanceof LabError)) throw error;
 *   console.log(error.message);
 * }
 * ```
 */
export async function labUp(scenario: Scenario, options: LabUpOptions = {}): Promise<LabState> {
  const { name: lab = 'lab', signal } = options;
  checkLabName(lab);
  checkPrivilege();
  await removeInterrupted();
  return withLabLock(lab, async () => {
    if (await exists(lab)) {
      const remedy = `take it down first (sonde lab down ${lab}), or choose another name`;
      throw new LabError('exists', `the lab ${lab} exists already: ${remedy}`);
    }
    return bringUp(lab, scenario, signal);
  });
}

/** Removes what an `up` that was killed has made: its file says that it did not come to its end, and nobody has its lock. */
async function removeInterrupted(): Promise<void> {
  for (const lab of await stateNames()) {
    try {
      await withLabLock(lab, async () => {
        if ((await readState(lab))?.complete === false) await demolish(lab);
      });
    } catch (error) {
      if (!(error instanceof LabError) || error.fault !== 'busy') throw error;
    }
  }
}

async function exists(lab: string): Promise<boolean> {
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
