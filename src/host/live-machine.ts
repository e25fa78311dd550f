import { createReadStream } from 'node:fs';
import { open, readdir, readlink } from 'node:fs/promises';
import { endianness, hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { kernelText } from './kernel-text.js';
import type { ByteOrder, Machine } from './machine.js';
import { checkProcPath } from './machine.js';

/** Longer files are streamed only; /proc/net/tcp has 150 bytes per socket. */
const MAX_TEXT_BYTES = 256 * 1024 * 1024;

/** What a file or folder under /proc says when it is not there, is gone (ESRCH: its process ended) or is not for us. */
const absences = ['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'ENOTDIR', 'EISDIR', 'EINVAL'];

/** This machine, as its kernel shows it now. */
export class LiveMachine implements Machine {
  readonly origin = 'live';
  readonly name = hostname();
  readonly byteOrder: ByteOrder = endianness();

  /**
   * @param reason for the student
   * @param process whose network namespace `net/…` shows
   */
  constructor(
    readonly reason: string,
    readonly process: number | 'self' = 'self',
  ) {}

  now(): number {
    return performance.now();
  }

  async wait(ms: number, signal?: AbortSignal): Promise<boolean> {
    try {
      await sleep(ms, undefined, signal ? { signal } : {});
      return true;
    } catch (error) {
      if (signal?.aborted) return false;
      throw error;
    }
  }

  async read(path: string): Promise<string | undefined> {
    const bytes = await unlessAbsent(readWhole(this.#file(path)));
    return bytes && kernelText(bytes);
  }

  async stream(path: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const file = this.#file(path);
    const handle = await unlessAbsent(open(file));
    return handle && createReadStream(file, { fd: handle, highWaterMark: 256 * 1024 });
  }

  async list(path: string): Promise<readonly string[]> {
    return (await unlessAbsent(readdir(this.#file(path)))) ?? [];
  }

  async link(path: string): Promise<string | undefined> {
    return unlessAbsent(readlink(this.#file(path)));
  }

  /** /proc/net and /sys are those of whoever reads: the namespace of another process has to be named. */
  #file(path: string): string {
    const checked = checkProcPath(path);
    const root = this.process === 'self' ? '/' : `/proc/${this.process}/root`;
    if (checked.startsWith('class/')) return join(root, 'sys', checked);
    return checked.startsWith('net/') ? join('/proc', String(this.process), checked) : join('/proc', checked);
  }
}

/** Files of /proc tell no size: they are read until their end. */
async function readWhole(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const pieces: Uint8Array[] = [];
    let total = 0;
    for await (const piece of handle.createReadStream({ autoClose: false })) {
      pieces.push(piece as Uint8Array);
      total += (piece as Uint8Array).length;
      if (total > MAX_TEXT_BYTES) throw new RangeError(`${file} is longer than ${MAX_TEXT_BYTES} bytes`);
    }
    return Buffer.concat(pieces, total);
  } finally {
    await handle.close();
  }
}

async function unlessAbsent<T>(attempt: Promise<T>): Promise<T | undefined> {
  try {
    return await attempt;
  } catch (error) {
    if (absences.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
