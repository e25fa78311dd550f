/** The folder of a site: the old one stays until the new one is whole, whatever ends this process. */
import { access, cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isLeft, processName, removeLeftFolders } from '../run/process-folder.js';

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
 * @param fresh the new folder; it is copied first when it is on another file system
 * @param target the place, empty or taken
 */
export async function replaceFolder(fresh: string, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const beside = processName(`${target}.new`);
  try {
    await move(fresh, beside);
    await exchange(beside, target);
  } finally {
    // What could not take its place.
    await rm(beside, { recursive: true, force: true });
  }
}

/** Moves a folder, from another file system too. */
async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch(async (error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await cp(from, to, { recursive: true });
  });
}

async function exchange(fresh: string, target: string): Promise<void> {
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
  removeLeftFolders(parent, `${path.basename(target)}.new`);
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
