import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { takeKernelLock } from '../run/kernel-lock.js';
import { MonitoringFolderError, MonitoringRunningError } from './monitor-error.js';
import { monitoringServices } from './service.js';

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

/** What `sonde monitor up` writes of itself, for `status` and `down`. */
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
 * @throws MonitoringFolderError for a file that is not ours
 */
export function readState(folder: string): MonitoringState | undefined {
  const text = ownText(fileOf(folder));
  if (text === undefined) return undefined;
  const state = v.safeParse(v.pipe(v.string(), v.parseJson(), stateSchema), text);
  if (!state.success) throw new MonitoringFolderError(`${fileOf(folder)} is not what sonde monitor writes`);
  return state.output;
}

/** Processes are ended by what the file says: nobody else may have written it. */
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
      throw new MonitoringFolderError(`${file} belongs to another user, or is open to others`);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** Forgets the stack. */
export function removeState(folder: string): void {
  rmSync(fileOf(folder), { force: true });
}

/** Where a stack keeps its configuration, its logs and its series, while it holds it. */
export interface StateFolder {
  readonly path: string;
  /** Lets another stack have it; removes it when it was temporary. */
  release(): Promise<void>;
}

/** Where `sonde monitor` keeps its state: XDG's place for what outlives a session, but is no document. */
export function usualStateFolder(): string {
  const { XDG_STATE_HOME: home = '' } = process.env;
  // The specification: a relative path is to be ignored.
  const state = path.isAbsolute(home) ? home : path.join(os.homedir(), '.local', 'state');
  return path.join(state, 'sonde', 'monitor');
}

/**
 * Takes a folder for one stack.
 *
 * @param wanted made when it is not there; a temporary one by default
 * @throws MonitoringRunningError when a stack has it; MonitoringFolderError when others may read or write it
 */
export async function takeStateFolder(wanted: string | undefined): Promise<StateFolder> {
  if (wanted === undefined) {
    const temporary = await mkdtemp(path.join(os.tmpdir(), 'sonde-monitor-'));
    return { path: temporary, release: () => rm(temporary, { recursive: true, force: true }) };
  }
  const folder = path.resolve(wanted);
  await makeStateFolder(folder);
  const unlock = await takeKernelLock(`monitor-${await lockName(folder)}`);
  if (unlock === undefined) throw new MonitoringRunningError(folder);
  return {
    path: folder,
    release: () => {
      unlock();
      return Promise.resolve();
    },
  };
}

/**
 * Makes the folder if it is not there. What is in it is obeyed: programs read their configuration there, and processes
 * are ended by what it says.
 *
 * @throws MonitoringFolderError when others may read or write it
 */
export async function makeStateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = await stat(folder);
  if (uid !== process.getuid?.()) throw new MonitoringFolderError(`${folder} belongs to another user`);
  if ((mode & 0o077) !== 0)
    throw new MonitoringFolderError(`${folder} is open to other users: chmod 700 it, or use another folder`);
}

/** One name for one folder, whatever the path that leads to it. */
async function lockName(folder: string): Promise<string> {
  return createHash('sha256')
    .update(await realpath(folder))
    .digest('hex')
    .slice(0, 32);
}
