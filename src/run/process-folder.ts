import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isRunning, thisProcess } from './process-identity.js';

/**
 * Makes a folder for what only this process needs, in one where others have theirs, and removes what processes that were killed
 * left there.
 *
 * @param parent where it is made
 * @param kind what its name begins with
 * @returns its path; whoever made it removes it
 * @throws the file system's error when it cannot be made
 */
export function makeProcessFolder(parent: string, kind: string): string {
  removeLeftFolders(parent, kind);
  return mkdtempSync(path.join(parent, `${processName(kind)}-`));
}

/** A name that tells which process gave it. */
export function processName(kind: string): string {
  const { pid, startTicks } = thisProcess();
  return `${kind}-${pid}-${startTicks}`;
}

/** Whether the process that gave a name, see {@link processName}, is gone. */
export function isLeft(name: string): boolean {
  const [, pid, startTicks] = /-(\d+)-(\d+)(?:-\w{6})?$/.exec(name) ?? [];
  return pid !== undefined && !isRunning(Number(pid), Number(startTicks));
}

/**
 * Removes what processes of this user left when they were killed. What cannot be removed stays, without a word.
 *
 * @param parent where they made their folders
 * @param kind what their names begin with
 */
export function removeLeftFolders(parent: string, kind: string): void {
  for (const name of namesIn(parent)) {
    if (!name.startsWith(`${kind}-`) || !isLeft(name)) continue;
    const folder = path.join(parent, name);
    try {
      if (lstatSync(folder).uid === (process.getuid?.() ?? 0))
        rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another process removes it too, or may not be touched.
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
