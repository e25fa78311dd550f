/** The course's own book: where its parts are in the repository, and where it goes. */
import { readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { removeLeftFolders } from '../run/process-folder.js';
import { recoverFolder } from './site-folder.js';
import { stageKinds } from './stage.js';

/** Seen from `src/` (tests) and from `dist/` alike. */
export const courseRoot = path.resolve(__dirname, '../..');

/** Folder of the course's built book. */
export const courseBookFolder = path.join(courseRoot, '_build/html');

/** Removes what processes that were killed left where books are built, and takes back the book that one of them had put aside. */
export async function tidyBuildFolder(): Promise<void> {
  await recoverFolder(courseBookFolder);
  // Books half built, and pages with a token.
  for (const kind of [stageKinds.build, 'ouvrir']) removeLeftFolders(path.dirname(courseBookFolder), kind);
  removeLeftFolders(tmpdir(), stageKinds.temporary);
}

/** Whether the course's book was ever built. */
export async function hasCourseBook(): Promise<boolean> {
  return (await stat(path.join(courseBookFolder, 'index.html')).catch(() => undefined)) !== undefined;
}

/** Whether the course's book is missing, or older than the course. */
export function isCourseBookStale(): Promise<boolean> {
  const sources = ['jupyter_book.yml', 'myst.yml', 'notebooks', 'theme', 'src', 'data', '_static'];
  return isStale(
    path.join(courseBookFolder, 'index.html'),
    sources.map((name) => path.join(courseRoot, name)),
  );
}

/**
 * Says whether a built file or folder is missing, or older than its sources.
 *
 * @param target file that the build writes last
 * @param sources files and folders that it is built from; missing ones count for nothing
 */
export async function isStale(target: string, sources: readonly string[]): Promise<boolean> {
  const built = await modifiedMs(target);
  if (built === undefined) return true;
  const changes = await Promise.all(sources.map(newestMs));
  return changes.some((changed) => changed > built);
}

/** When the newest file at or under a path was changed, in milliseconds since 1970; 0 for nothing there. */
async function newestMs(source: string): Promise<number> {
  const own = await stat(source).catch(() => undefined);
  if (!own) return 0;
  if (!own.isDirectory()) return own.mtimeMs;
  const names = await readdir(source, { recursive: true });
  const times = await Promise.all(names.map((name) => modifiedMs(path.join(source, name))));
  return Math.max(own.mtimeMs, ...times.map((time) => time ?? 0));
}

async function modifiedMs(file: string): Promise<number | undefined> {
  return (await stat(file).catch(() => undefined))?.mtimeMs;
}
