import { UnknownNameError } from '../unknown-name.js';
import { LabError } from './lab-error.js';
import { checkLabName } from './lab-name.js';
import { labNames } from './list.js';
import { readState, removeState, withLabLock } from './state-file.js';
import { isInside, listNamespaces, removeNamespace } from './namespace.js';
import { checkPrivilege } from './tool.js';

/**
 * Takes a lab down, or what an interrupted `labUp` left of it: ends the processes in its namespaces, and removes the
 * namespaces. Nothing else is touched.
 *
 * @param lab its name
 * @returns how many namespaces were removed
 * @throws {UnknownNameError} when there is no such lab; {@link LabError} `foreign` for a namespace with a name of this lab that
 *   `labUp` did not make, `privilege`, `busy`, `inside`, `command`
 * @example
 * ```ts
 * import { UnknownNameError } from 'sonde';
 * import { labDown, LabError } from 'sonde/lab';
 *
 * try {
 *   await labDown('aucun-reseau');
 * } catch (error) {
 *   // There is no such lab; or this user is not root.
 *   if (!(error instanceof UnknownNameError || error instanceof LabError)) throw error;
 *   console.log(error.message);
 * }
 * ```
 */
export async function labDown(lab: string): Promise<number> {
  checkLabName(lab);
  checkPrivilege();
  return withLabLock(lab, async () => {
    const names = await labNames();
    if (!names.includes(lab)) throw new UnknownNameError('lab', lab, names);
    return demolish(lab);
  });
}

/** Removes all of a lab. Its file is the last, so that a failure can be tried again. */
export async function demolish(lab: string): Promise<number> {
  const recorded = new Set((await readState(lab))?.namespaces);
  let removed = 0;
  // Again until nothing is left: a command of an `up` that was killed may still run.
  for (let left = await namespacesOfLab(lab); left.length > 0; left = await namespacesOfLab(lab)) {
    for (const namespace of left) {
      if (await isInside(namespace)) {
        const message = `this process is in ${namespace}: leave the lab before taking it down`;
        throw new LabError('inside', message);
      }
      await removeNamespace(namespace, recorded.has(namespace));
      removed++;
    }
  }
  await removeState(lab);
  return removed;
}

async function namespacesOfLab(lab: string): Promise<readonly string[]> {
  const namespaces = await listNamespaces();
  return namespaces.filter((each) => each.lab === lab).map(({ namespace }) => namespace);
}
