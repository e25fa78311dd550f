import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll } from 'vitest';
import type { Cell, CodeCell, Notebook, Output } from '../../src/notebook/notebook.js';
import { writeNotebook } from '../../src/notebook/notebook-file.js';

const root = path.resolve(import.meta.dirname, '../..');

/** A folder for one test file, inside the repository so that cells can import sonde, removed after its tests. */
export function temporaryFolder(): string {
  mkdirSync(path.join(root, '_build'), { recursive: true });
  const folder = mkdtempSync(path.join(root, '_build/test-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export function codeCell(source: string, metadata: CodeCell['metadata'] = {}): CodeCell {
  return { cell_type: 'code', id: 'code', metadata, source, outputs: [], execution_count: null };
}

export function textCell(source: string): Cell {
  return { cell_type: 'markdown', id: 'text', metadata: {}, source };
}

export function notebookOf(cells: readonly Cell[]): Notebook {
  const numbered = cells.map((cell, index) => ({ ...cell, id: `cell-${index + 1}` }));
  const kernelspec = { name: 'tslab', display_name: 'TypeScript', language: 'typescript' };
  return { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells: numbered };
}

/** Writes a notebook; strings stand for code cells. */
export async function notebookFile(
  folder: string,
  name: string,
  cells: readonly (string | Cell)[],
): Promise<string> {
  const file = path.join(folder, name);
  await writeNotebook(
    file,
    notebookOf(cells.map((cell) => (typeof cell === 'string' ? codeCell(cell) : cell))),
  );
  return file;
}

/** The text that outputs show, streams and displays alike. */
export function textOf(outputs: readonly Output[]): string {
  return outputs
    .map((output) => {
      if (output.output_type === 'stream') return output.text;
      return output.output_type === 'error' ? output.evalue : String(output.data['text/plain']);
    })
    .join('');
}
