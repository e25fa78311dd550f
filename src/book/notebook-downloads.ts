import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { stripOutputs } from '../notebook/notebook.js';
import { readNotebook, writeNotebook } from '../notebook/notebook-file.js';

/**
 * Writes the notebooks that the pages offer: as the course stores them, without outputs, so that a student's own
 * results are the only ones in them. They take the place of MyST's executed copies, twenty times as heavy and
 * under names that change at each build.
 *
 * @param stage folder in which MyST built the book
 * @param site folder of the site
 * @throws the file system's error when they cannot be written
 *
 * @example
 * ```ts
 * await writeNotebookDownloads(stage, site); // _build/html/notebooks/01-ping.ipynb, …
 * ```
 */
export async function writeNotebookDownloads(stage: string, site: string): Promise<void> {
  const from = path.join(stage, 'notebooks');
  const to = path.join(site, 'notebooks');
  await mkdir(to, { recursive: true });
  for (const name of await notebooksIn(from)) {
    await writeNotebook(path.join(to, name), stripOutputs(await readNotebook(path.join(from, name))));
  }
  const copies = path.join(site, 'build');
  for (const name of await notebooksIn(copies)) await rm(path.join(copies, name));
}

async function notebooksIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => name.endsWith('.ipynb'));
}
