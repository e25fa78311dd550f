/**
 * An installed Jupyter, opened on a folder of notebooks with our kernel: the kernel is made known to it for one run, nothing
 * being installed.
 *
 * Source: https://jupyter-client.readthedocs.io/en/latest/kernels.html#kernel-specs
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makeProcessFolder } from '../run/process-folder.js';
import { endedWithUs } from '../run/tool-process.js';
import { kernelMain } from './kernel-process.js';

/** Name of the kernel in the metadata of the course's notebooks. */
const kernelName = 'tslab';

interface TemporaryKernelspec {
  /** Value of the environment variable JUPYTER_PATH for the Jupyter that must see the kernel. */
  readonly jupyterPath: string;
  readonly remove: () => void;
}

/**
 * Writes the description of the kernel in a temporary folder, which is deleted by `remove`, or when this process exits. Everything
 * here is synchronous, so that no signal handler can run between two steps.
 *
 * @throws the file system's error when the temporary folder cannot be written
 */
export function writeKernelspec(): TemporaryKernelspec {
  const folder = makeProcessFolder(os.tmpdir(), 'sonde-jupyter');
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

/**
 * Opens a folder in Jupyter and waits until Jupyter ends. The server listens on 127.0.0.1 only; it knows the
 * TypeScript kernel during this run, and no longer.
 *
 * @param program path of `jupyter-lab` or `jupyter-notebook`
 * @param folder folder to open
 * @param extraArguments passed to Jupyter as they are
 * @returns Jupyter's exit code
 * @throws the system's error when the program cannot be started
 */
export async function runJupyter(
  program: string,
  folder: string,
  extraArguments: readonly string[],
): Promise<number> {
  const [first = '', ...args] = [
    ...(await endedWithUs('TERM')),
    program,
    ...serverArguments(),
    ...extraArguments,
  ];
  let child: ChildProcess | undefined;
  const relay = (signal: NodeJS.Signals): void => {
    // Ctrl-C in a terminal has reached Jupyter already, which asks for a confirmation: a second one would stop it.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child?.kill('SIGTERM');
  };
  // Before anything is made, and nothing waits until Jupyter is started: no signal can leave it, or the folder, behind.
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, relay);
  const kernelspec = writeKernelspec();
  try {
    child = spawn(first, args, {
      cwd: folder,
      env: { ...process.env, JUPYTER_PATH: kernelspec.jupyterPath },
      stdio: 'inherit',
    });
    return await endOf(child);
  } finally {
    for (const signal of signals) process.off(signal, relay);
    kernelspec.remove();
  }
}

function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => {
      resolve(signal === null ? (exitCode ?? 1) : 0);
    });
  });
}

/** Jupyter refuses to run as root unless told; the course's containers and virtual machines often are root. */
function serverArguments(): readonly string[] {
  return ['--ip=127.0.0.1', ...(process.getuid?.() === 0 ? ['--allow-root'] : [])];
}
