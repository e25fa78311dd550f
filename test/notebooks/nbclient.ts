import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { writeKernelspec } from '../../src/notebook/jupyter.js';
import type { Cell, Output } from '../../src/notebook/notebook.js';
import { readNotebook } from '../../src/notebook/notebook-file.js';

/**
 * Executes notebooks in Jupyter's own client.
 *
 * @param program jupyter-nbconvert
 * @param folder where it may keep its settings
 */
export async function runNbclient(
  program: string,
  files: readonly string[],
  { folder, outputFolder }: { readonly folder: string; readonly outputFolder: string },
): Promise<void> {
  const { jupyterPath, remove } = writeKernelspec();
  try {
    const output = ['--to', 'notebook', '--execute', '--output-dir', outputFolder];
    await promisify(execFile)(program, [...output, ...files], {
      env: { ...process.env, JUPYTER_PATH: jupyterPath, JUPYTER_CONFIG_DIR: folder, IPYTHONDIR: folder },
    });
  } finally {
    remove();
  }
}

/** One list of kinds per cell: measurements differ from run to run, what they are does not. */
export async function shapes(file: string): Promise<readonly (readonly string[])[]> {
  const { cells } = await readNotebook(file);
  return cells.map(outputKinds);
}

/** nbclient leaves the pieces of a stream apart. */
function outputKinds(cell: Cell): readonly string[] {
  if (cell.cell_type !== 'code') return [];
  const kinds = cell.outputs.map(kindOf);
  return kinds.filter((kind, index) => !isStream(kind) || kinds[index - 1] !== kind);
}

function kindOf(output: Output): string {
  switch (output.output_type) {
    case 'stream':
      return output.name;
    case 'error':
      return `error ${output.ename}`;
    default:
      return [output.output_type, ...Object.keys(output.data).sort()].join(' ');
  }
}

function isStream(kind: string): boolean {
  return kind === 'stdout' || kind === 'stderr';
}
