import type { Origin } from '../origin.js';

/**
 * The port between the readers and a kernel: where the files under /proc come from. A reader knows nothing else, so it
 * reads this machine, another process's network namespace and a recording alike.
 */
export interface Machine {
  /** `live` or `recorded`. */
  readonly origin: Origin;
  /** Host name, or the name of the recording. */
  readonly name: string;
  /** Why this machine was chosen, in French, for the student to read. */
  readonly reason: string;
  /** Order of the bytes in the kernel that wrote the files: it writes an IPv4 address as one number of 32 bits. */
  readonly byteOrder: ByteOrder;
  /** The instant of what is read now, in milliseconds from an arbitrary start; never goes back. */
  now(): number;
  /**
   * Lets time pass: a live machine sleeps, a recorded one goes to its reading nearest to that instant at once.
   *
   * @param ms how long
   * @param signal wakes up at once when aborted
   * @returns false when nothing later can be read: aborted, or the recording is over
   */
  wait(ms: number, signal?: AbortSignal): Promise<boolean>;
  /**
   * The text of a file: UTF-8 where it is, otherwise one character per byte, so that nothing is lost.
   *
   * @param path under /proc, such as `net/dev`, or under /sys when it starts with `class/`; names separated by `/`,
   *   without `..`
   * @returns `undefined` when this machine has no such file, when it just vanished, or may not be read
   */
  read(path: string): Promise<string | undefined>;
  /**
   * The bytes of a file, piece by piece, for those too long to be held whole (`net/tcp` of a busy server). A piece is good
   * until the next one is asked for: its memory is used again.
   *
   * @param path as for {@link Machine.read}
   * @returns `undefined` as for {@link Machine.read}
   */
  stream(path: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /**
   * The names in a folder, such as `1234/fd`; `''` is /proc itself.
   *
   * @returns none when the folder is absent, vanished or forbidden
   */
  list(path: string): Promise<readonly string[]>;
  /**
   * Where the symbolic links of a folder lead, by their names: `3` to `socket:[4026]` in `1234/fd`. All at once, for a
   * server holds thousands.
   *
   * @returns none when the folder is absent, vanished or forbidden; without those that vanish or are forbidden
   */
  links(path: string): Promise<ReadonlyMap<string, string>>;
}

/** Least or most significant byte first. */
export type ByteOrder = 'LE' | 'BE';

/**
 * Checks a path under /proc: names only, so that nothing leads out of it.
 *
 * @throws RangeError
 */
export function checkProcPath(path: string): string {
  const names = path === '' ? [] : path.split('/');
  // Names of interfaces may have nearly any character, but none that a file system takes for more than a name.
  const wrong = names.some((name) => name === '..' || name === '.' || !/^[^/\\\0]{1,255}$/.test(name));
  if (wrong || names.length > 8)
    throw new RangeError(`not a path under /proc: ${JSON.stringify(path.slice(0, 80))}`);
  return path;
}

/**
 * The text of a kernel file. Names in it (interfaces, paths of unix sockets) are whatever bytes someone gave: UTF-8 where
 * they are, otherwise one character per byte, never a replacement character.
 */
export function kernelText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}
