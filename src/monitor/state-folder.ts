import { closeSync, fstatSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { DocumentError } from '../document/document.js';
import { parseJson } from '../document/json.js';
import { stateHome, takeLock } from '../run/owner-lock.js';
import { makeProcessFolder } from '../run/process-folder.js';
import { alreadyRunning, MonitoringError } from './monitor-error.js';
import { monitoringServices } from './service.js';

/** The folder of one stack: its configuration, its logs and its series. */
export interface StateFolder {
  readonly path: string;
  /** Frees it for another stack; a temporary one is removed. */
  release(): Promise<void>;
}

/** Where `sonde monitor` keeps its state. */
export function usualStateFolder(): string {
  return path.join(stateHome(), 'sonde', 'monitor');
}

/**
 * Takes a folder for one stack.
 *
 * @param wanted made when it is not there; a temporary one by default
 * @throws {@link MonitoringError} `running` when a stack has it; `folder` when others may read or write it
 */
export async function takeStateFolder(wanted: string | undefined): Promise<StateFolder> {
  if (wanted === undefined) {
    const temporary = makeProcessFolder(os.tmpdir(), 'sonde-monitor');
    return { path: temporary, release: () => rm(temporary, { recursive: true, force: true }) };
  }
  const folder = path.resolve(wanted);
  await makeStateFolder(folder);
  const lock = takeLock(folder, 'monitor');
  if ('heldBy' in lock) throw alreadyRunning(folder);
  return {
    path: folder,
    release: () => {
      lock.release();
      return Promise.resolve();
    },
  };
}

/**
 * Makes the folder if it is not there. Nobody else may write there: programs read their configuration from it, and the
 * processes that its file names are ended.
 *
 * @throws {@link MonitoringError} `folder` when others may read or write it
 */
export async function makeStateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = await stat(folder);
  if (uid !== process.getuid?.()) throw new MonitoringError('folder', `${folder} belongs to another user`);
  if ((mode & 0o077) !== 0)
    throw new MonitoringError(
      'folder',
      `${folder} is open to other users: chmod 700 it, or use another folder`,
    );
}

const processSchema = v.object({
  // 0 and negative numbers are groups of processes to kill(2), 1 is init.
  pid: v.pipe(v.number(), v.integer(), v.minValue(2)),
  startTicks: v.pipe(v.number(), v.integer(), v.minValue(0)),
  bootId: v.string(),
});

const stateSchema = v.object({
  supervisor: processSchema,
  startedMs: v.number(),
  complete: v.boolean(),
  services: v.array(
    v.object({
      service: v.picklist(monitoringServices),
      url: v.string(),
      readyUrl: v.pipe(v.string(), v.startsWith('http://127.0.0.1:')),
      process: processSchema,
      ready: v.boolean(),
    }),
  ),
  notices: v.array(v.string()),
});

/** The state of a stack, which `sonde monitor up` writes for `status` and `down`. */
export type MonitoringState = v.InferOutput<typeof stateSchema>;

const fileOf = (folder: string): string => path.join(folder, 'monitor.json');

/** Writes the file whole or not at all. */
export function writeState(folder: string, state: MonitoringState): void {
  const file = fileOf(folder);
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/**
 * @returns nothing when no stack has been started there, or the last one was stopped
 * @throws {@link MonitoringError} `folder` for a file that is not ours
 */
export function readState(folder: string): MonitoringState | undefined {
  const text = ownText(fileOf(folder));
  if (text === undefined) return undefined;
  try {
    return parseJson(text).read(stateSchema);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    const message = `${fileOf(folder)} is not what sonde monitor writes: ${error.message}`;
    throw new MonitoringError('folder', message);
  }
}

/** The text of a file that nobody else may have written: the processes that it names are ended. */
function ownText(file: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { uid, mode } = fstatSync(descriptor);
    if (uid !== process.getuid?.() || (mode & 0o022) !== 0)
      throw new MonitoringError('folder', `${file} belongs to another user, or is open to others`);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** Forgets the stack. */
export function removeState(folder: string): void {
  rmSync(fileOf(folder), { force: true });
}
