import { closeSync, fstatSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { DocumentError } from '../document/document.js';
import { parseJson } from '../document/json.js';
import { MonitoringFolderError } from './monitor-error.js';
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
  try {
    return parseJson(text).read(stateSchema);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    throw new MonitoringFolderError(`${fileOf(folder)} is not what sonde monitor writes: ${error.message}`);
  }
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
