/**
 * The TypeScript kernel made known to Jupyter for one run, nothing being installed.
 *
 * Source: https://jupyter-client.readthedocs.io/en/latest/kernels.html#kernel-specs
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { kernelMain } from './kernel-process.js';

/** Name of the kernel in the metadata of the course's notebooks. */
export const kernelName = 'tslab';

export interface TemporaryKernelspec {
  /** Value of the environment variable JUPYTER_PATH for the Jupyter that must see the kernel. */
  readonly jupyterPath: string;
  readonly remove: () => void;
}

/**
 * Writes the description of the kernel in a temporary folder. It goes when removed, and when this process exits:
 * hence nothing here waits, so that a signal whose handler is installed cannot come between two steps.
 *
 * @throws the file system's error when the temporary folder cannot be written
 *
 * @example
 * ```ts
 * const { jupyterPath, remove } = writeKernelspec();
 * ```
 */
export function writeKernelspec(): TemporaryKernelspec {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sonde-jupyter-'));
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  process.on('exit', remove);

  const specFolder = path.join(folder, 'kernels', kernelName);
  mkdirSync(specFolder, { recursive: true });
  const spec = {
    argv: [process.execPath, kernelMain, '{connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
  };
  writeFileSync(path.join(specFolder, 'kernel.json'), JSON.stringify(spec, null, 1));

  const { JUPYTER_PATH } = process.env;
  return { jupyterPath: JUPYTER_PATH ? `${folder}${path.delimiter}${JUPYTER_PATH}` : folder, remove };
}
