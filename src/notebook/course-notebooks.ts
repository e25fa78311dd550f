/** Where the course's notebooks are, and where their executed copies go. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** Seen from `src/` (tests) and from `dist/` alike. */
const root = path.resolve(__dirname, '../..');

/** Folder of the course's notebooks. */
export const notebooksFolder = path.join(root, 'notebooks');

/** Folder of their executed copies. */
export const executedFolder = path.join(root, '_build/notebooks');

/**
 * Paths of the course's notebooks, in the order of the chapters.
 *
 * @param folder folder to look in; subfolders are not looked into
 * @throws the file system's error when the folder cannot be read
 */
export async function listNotebooks(folder = notebooksFolder): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => name.endsWith('.ipynb'))
    .sort()
    .map((name) => path.join(folder, name));
}
