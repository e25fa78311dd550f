import { closeSync, existsSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { endianness, hostname } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { type ByteOrder, type Machine, checkProcPath, kernelText } from './machine.js';

/** Longer files are streamed only; /proc/net/tcp has 150 bytes per socket. */
const MAX_TEXT_BYTES = 256 * 1024 * 1024;
const PIECE_BYTES = 256 * 1024;
const FIRST_BYTES = 16 * 1024;

/** What a file or folder under /proc says when it is not there, is gone (ESRCH: its process ended) or is not for us. */
const absences = ['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'ENOTDIR', 'EISDIR', 'EINVAL'];

/** Why there is no live machine here, in French; `undefined` where its kernel shows itself. */
export function whyNoLiveMachine(): string | undefined {
  return existsSync('/proc/net/dev') ? undefined : 'ce système n’a pas de /proc/net';
}

/**
 * This machine, as its kernel shows it now. Files of /proc are memory, made as they are read: a thread of the pool would take
 * longer to wake up than the kernel to answer, so they are read at once, and the event loop has its turn after each.
 */
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
    const file = this.#file(path);
    const bytes = unlessAbsent(() => readWhole(file));
    await setImmediate();
    return bytes && kernelText(bytes);
  }

  async stream(path: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    const file = this.#file(path);
    const descriptor = unlessAbsent(() => openSync(file, 'r'));
    await setImmediate();
    return descriptor === undefined ? undefined : piecesOf(descriptor);
  }

  async list(path: string): Promise<readonly string[]> {
    const folder = this.#file(path);
    const names = unlessAbsent(() => readdirSync(folder));
    await setImmediate();
    return names ?? [];
  }

  async links(path: string): Promise<ReadonlyMap<string, string>> {
    const folder = this.#file(path);
    const targets = new Map<string, string>();
    for (const entry of unlessAbsent(() => readdirSync(folder, { withFileTypes: true })) ?? []) {
      if (!entry.isSymbolicLink()) continue;
      const target = unlessAbsent(() => readlinkSync(join(folder, entry.name)));
      if (target !== undefined) targets.set(entry.name, target);
    }
    await setImmediate();
    return targets;
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
function readWhole(file: string): Uint8Array {
  const descriptor = openSync(file, 'r');
  try {
    const pieces: Uint8Array[] = [];
    let total = 0;
    for (;;) {
      const piece = new Uint8Array(FIRST_BYTES);
      const length = fill(descriptor, piece);
      pieces.push(piece.subarray(0, length));
      total += length;
      if (length < piece.length) return Buffer.concat(pieces, total);
      if (total > MAX_TEXT_BYTES) throw new RangeError(`${file} is longer than ${MAX_TEXT_BYTES} bytes`);
    }
  } finally {
    closeSync(descriptor);
  }
}

async function* piecesOf(descriptor: number): AsyncGenerator<Uint8Array> {
  try {
    const buffer = new Uint8Array(PIECE_BYTES);
    for (;;) {
      const length = fill(descriptor, buffer);
      if (length > 0) yield buffer.subarray(0, length);
      if (length < buffer.length) return;
      await setImmediate();
    }
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Reads until the buffer is full or the file ends, whatever little the kernel gives at a time.
 *
 * @returns how many bytes were read
 */
function fill(descriptor: number, buffer: Uint8Array): number {
  let length = 0;
  while (length < buffer.length) {
    const read = readSync(descriptor, buffer, length, buffer.length - length, null);
    if (read === 0) break;
    length += read;
  }
  return length;
}

function unlessAbsent<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    if (absences.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
