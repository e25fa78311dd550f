import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { takeKernelLock } from '../run/kernel-lock.js';
import { MonitoringFolderError, MonitoringRunningError } from './monitor-error.js';

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
