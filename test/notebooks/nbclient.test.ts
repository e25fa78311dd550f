import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { findTool } from '../../src/command/find-tool.js';
import { listNotebooks } from '../../src/notebook/course-notebooks.js';
import { executeAll } from '../../src/notebook/execute-all.js';
import { writeKernelspec } from '../../src/notebook/kernelspec.js';
import type { Cell, Output } from '../../src/notebook/notebook.js';
import { readNotebook } from '../../src/notebook/notebook-file.js';
import { temporaryFolder } from '../notebook/temporary-notebooks.js';

const nbconvert = await findTool('jupyter-nbconvert');
const files = await listNotebooks();

describe(nbconvert === undefined ? 'jupyter-nbconvert is not installed' : 'in Jupyter’s own nbclient', () => {
  const folder = temporaryFolder();
  const ours = path.join(folder, 'ours');
  const theirs = path.join(folder, 'theirs');

  beforeAll(async () => {
    if (nbconvert === undefined) return;
    const report = await executeAll(files, { outputFolder: ours });
    expect(report.failures).toEqual([]);
    await runNbclient(nbconvert, folder, theirs);
  }, 900_000);

  for (const name of files.map((file) => path.basename(file))) {
    test.skipIf(nbconvert === undefined)(`${name} gives the same kinds of outputs`, async () => {
      expect(await shapes(path.join(theirs, name))).toEqual(await shapes(path.join(ours, name)));
    });
  }
});

async function runNbclient(program: string, folder: string, outputFolder: string): Promise<void> {
  const { jupyterPath, remove } = await writeKernelspec();
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
async function shapes(file: string): Promise<readonly (readonly string[])[]> {
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
