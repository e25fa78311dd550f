/** The folder of a site: the old one stays until the new one is whole, whatever ends this process. */
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isLeft, processName } from '../run/process-folder.js';

/** Whether there is something at a path. */
export async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/**
 * Puts a new folder in the place of an old one. The old one stays whole until the new one is, and comes back if
 * the new one cannot take its place.
 *
 * @param fresh the new folder, on the same file system
 * @param target the place, empty or taken
 */
export async function replaceFolder(fresh: string, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const old = processName(`${target}.old`);
  const hadOld = await renameIfPresent(target, old);
  try {
    await rename(fresh, target);
  } catch (error) {
    if (hadOld) await rename(old, target);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

/**
 * Takes back the old folder when a process was killed between its going and the new one's coming; removes those that others left.
 *
 * @param target the folder, which may be there
 */
export async function recoverFolder(target: string): Promise<void> {
  const parent = path.dirname(target);
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter(
    (each) => each.startsWith(`${path.basename(target)}.old-`) && isLeft(each),
  )) {
    const old = path.join(parent, name);
    if (await exists(target)) await rm(old, { recursive: true, force: true });
    else await rename(old, target);
  }
}

async function renameIfPresent(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
