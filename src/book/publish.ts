import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * Puts a new folder in the place of an old one. The old one stays whole until the new one is, and comes back if
 * the new one cannot take its place.
 *
 * @param fresh the new folder, on the same file system
 * @param target the place, empty or taken
 *
 * @example
 * ```ts
 * await replaceFolder('_build/book-x1y2z3/_build/html', '_build/html');
 * ```
 */
export async function replaceFolder(fresh: string, target: string): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true });
  const old = `${target}.old-${process.pid}`;
  const hadOld = await renameIfPresent(target, old);
  try {
    await rename(fresh, target);
  } catch (error) {
    if (hadOld) await rename(old, target);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
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
