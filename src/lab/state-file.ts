import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { takeLock } from '../run/owner-lock.js';
import { LabError } from './lab-error.js';

/** A lab: what its file keeps, which is written before the first namespace is made. */
export interface LabState {
  readonly lab: string;
  readonly title: string;
  /** The student's machine. */
  readonly machine: string;
  /** Names of all namespaces that it has, or was about to have. */
  readonly namespaces: readonly string[];
  /** What the lab leaves out of its scenario, in French. */
  readonly notices: readonly string[];
  /** Whether it was brought up to its end. */
  readonly complete: boolean;
}

/** Where the files of labs are: emptied at each start of the machine, which has no namespaces then. */
const FOLDER = '/run/sonde/labs';

/** Writes the file whole or not at all. */
export async function writeState(state: LabState): Promise<void> {
  await mkdir(FOLDER, { recursive: true, mode: 0o755 });
  const file = fileOf(state.lab);
  await writeFile(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`);
  await rename(`${file}.new`, file);
}

/** The file of a lab; `undefined` when there is none. */
export async function readState(lab: string): Promise<LabState | undefined> {
  try {
    return JSON.parse(await readFile(fileOf(lab), 'utf8')) as LabState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The names of the labs that have a file. */
export async function stateNames(): Promise<readonly string[]> {
  const files = await readdir(FOLDER).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  return files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
}

/** Removes the file of a lab. */
export async function removeState(lab: string): Promise<void> {
  await rm(fileOf(lab), { force: true });
  await rm(`${fileOf(lab)}.new`, { force: true });
}

function fileOf(lab: string): string {
  return path.join(FOLDER, `${lab}.json`);
}

/**
 * Runs a task on a lab while no other process does.
 *
 * @throws {@link LabError} `busy` when another process does
 */
export async function withLabLock<T>(lab: string, task: () => Promise<T>): Promise<T> {
  const lock = takeLock(FOLDER, lab);
  if ('heldBy' in lock) {
    const message = `process ${lock.heldBy} is bringing the lab ${lab} up or down: wait for its end`;
    throw new LabError('busy', message);
  }
  try {
    return await task();
  } finally {
    lock.release();
  }
}
