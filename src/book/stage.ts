import { cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { plotlyMimeType } from '../figure/drawing/figure.js';
import { readNotebook, writeNotebook } from '../notebook/notebook-file.js';
import { makeProcessFolder } from '../run/process-folder.js';
import type { Cell, JsonObject, Notebook, Output } from '../notebook/notebook.js';

/** Where the parts of a book are. */
interface BookSource {
  /** Folder of `jupyter_book.yml`, `notebooks/` and `theme/`. */
  readonly root: string;
  /** Folder of the executed notebooks. */
  readonly executed: string;
}

/** Seen from `src/` and from `dist/` alike. The theme imports from our `dist`, as `#dist`, and from our packages. */
const repository = path.resolve(__dirname, '../..');

/** Where books are put together: what a folder's name begins with in `_build`, and in the system's folder of temporary files. */
export const stageKinds = { build: 'book', temporary: 'sonde-book' };

/**
 * Puts a book together in a folder of its own, laid out as the repository is: configuration, text pages, theme,
 * and the executed notebooks in the place of their sources. MyST then works there, and its faults name the
 * files as their authors know them.
 *
 * @param source where the parts are
 * @returns the new folder; the caller removes it
 */
export async function stageBook(source: BookSource): Promise<string> {
  const stage = await makeStage(source.root);
  for (const name of ['jupyter_book.yml', 'myst.yml', 'theme', 'notebooks', '_static']) {
    await copyIfPresent(path.join(source.root, name), path.join(stage, name));
  }
  for (const name of await notebookNames(source.executed)) {
    const notebook = await readNotebook(path.join(source.executed, name));
    await writeNotebook(path.join(stage, 'notebooks', name), await publishedNotebook(notebook));
  }
  return stage;
}

/** MyST takes what follows a `#` in any path for a place in a page: under such a folder, books are put together elsewhere. */
async function makeStage(root: string): Promise<string> {
  const build = path.join(root, '_build');
  await mkdir(build, { recursive: true });
  const stage = root.includes('#')
    ? makeProcessFolder(tmpdir(), stageKinds.temporary)
    : makeProcessFolder(build, stageKinds.build);
  await writeFile(path.join(stage, 'package.json'), '{ "imports": { "#dist/*": "./dist/*" } }\n');
  for (const name of ['dist', 'node_modules']) {
    await symlink(path.join(repository, name), path.join(stage, name), 'junction');
  }
  return stage;
}

/** Copies all but what the book does not take from sources: notebooks, hidden files, and the theme's last output. */
async function copyIfPresent(from: string, to: string): Promise<void> {
  await cp(from, to, {
    recursive: true,
    filter: (file) => !/\.ipynb$|^\.|^public$/.test(path.basename(file)),
  }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  });
}

async function notebookNames(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith('.ipynb')).sort();
}

/**
 * An executed notebook as the book takes it in. The HTML form of a figure is left out, for the book draws the
 * figure itself from its data; other HTML is made harmless here already, because MyST writes the long ones to
 * files of the site that anybody can open.
 *
 * @param notebook an executed notebook; it is not changed
 */
async function publishedNotebook(notebook: Notebook): Promise<Notebook> {
  const { safeHtmlText } = await import('./theme/safe-html.mjs');
  const publishedData = (data: JsonObject): JsonObject => {
    const { 'text/html': html, ...rest } = data;
    if (typeof html !== 'string' || plotlyMimeType in data) return rest;
    return { ...rest, 'text/html': safeHtmlText(html) };
  };
  const publishedOutput = (output: Output): Output =>
    'data' in output ? { ...output, data: publishedData(output.data) } : output;
  const publishedCell = (cell: Cell): Cell =>
    cell.cell_type === 'code' ? { ...cell, outputs: cell.outputs.map(publishedOutput) } : cell;
  return { ...notebook, cells: notebook.cells.map(publishedCell) };
}
