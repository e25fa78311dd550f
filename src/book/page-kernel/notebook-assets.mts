import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Notebook } from '../../notebook/notebook.js';
import { readNotebook } from '../../notebook/notebook-file.js';

/**
 * The notebooks of a book without their outputs, for the pages that export them with a student's edits.
 *
 * @param folder of the notebooks
 * @returns by name of asset, such as `notebook-01-ping`
 *
 * @example
 * ```ts
 * (await notebookAssets('notebooks')).get('notebook-01-ping')?.cells.length;
 * ```
 */
export async function notebookAssets(folder: string): Promise<ReadonlyMap<string, Notebook>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ipynb'));
  const assets = names.map(async (name) => {
    const notebook = await readNotebook(path.join(folder, name));
    return [`notebook-${path.basename(name, '.ipynb')}`, withoutOutputs(notebook)] as const;
  });
  return new Map(await Promise.all(assets));
}

function withoutOutputs(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell,
  );
  return { ...notebook, cells };
}
