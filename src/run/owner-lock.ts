import { linkSync, mkdirSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type ProcessIdentity, isAlive, thisProcess } from './process-identity.js';

/** A lock that this process holds, or the process that holds it. */
type Taken = { readonly release: () => void } | { readonly heldBy: number };

/** Where programs of this user keep what outlives a session, but is no document (XDG Base Directory Specification). */
export function stateHome(): string {
  const { XDG_STATE_HOME: home = '' } = process.env;
  // The specification asks to ignore a relative path.
  return path.isAbsolute(home) ? home : path.join(os.homedir(), '.local', 'state');
}

/**
 * Takes a lock of a folder. Who cannot write there can neither take it nor keep it from others, unlike a port or an abstract socket.
 *
 * It is a numbered file that names its holder: who finds the last one free, or its holder gone, makes the next. No file that
 * decides is ever removed, so that two processes that find a dead holder at once never both take its place. Released, the last
 * one stays, empty.
 *
 * @param folder made when it is not there, for this user alone
 * @param name of what is locked, part of a file's name
 * @throws the file system's error when the folder cannot be written
 */
export function takeLock(folder: string, name: string): Taken {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = (number: number): string => path.join(folder, `${name}.${number}.lock`);
  for (;;) {
    const last = lastNumber(folder, name);
    const holder = last === 0 ? undefined : holderIn(file(last));
    if (holder && isAlive(holder)) return { heldBy: holder.pid };
    const mine = last + 1;
    if (!createWhole(file(mine), JSON.stringify(thisProcess()))) continue;
    // Others may have gone further since the last number was read.
    if (lastNumber(folder, name) !== mine) {
      rmSync(file(mine), { force: true });
      continue;
    }
    for (const number of numbers(folder, name)) if (number < mine) rmSync(file(number), { force: true });
    return {
      // Needs no room on a full disk.
      release: () => {
        truncateSync(file(mine));
      },
    };
  }
}

function lastNumber(folder: string, name: string): number {
  return Math.max(0, ...numbers(folder, name));
}

function numbers(folder: string, name: string): readonly number[] {
  const start = `${name}.`;
  return readdirSync(folder)
    .filter((each) => each.startsWith(start))
    .map((each) => Number(/^(\d{1,15})\.lock$/.exec(each.slice(start.length))?.[1] ?? 0));
}

/** Nobody, when the file is empty, or is gone because somebody took the next. */
function holderIn(file: string): ProcessIdentity | undefined {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Partial<ProcessIdentity> | null;
    const { pid, startTicks, bootId } = holder ?? {};
    if (typeof pid !== 'number' || typeof startTicks !== 'number' || typeof bootId !== 'string')
      return undefined;
    return { pid, startTicks, bootId };
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Never half written. @returns false when the file is there already */
function createWhole(file: string, text: string): boolean {
  const aside = `${file}.${process.pid}`;
  try {
    writeFileSync(aside, text, { mode: 0o600 });
    linkSync(aside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}
