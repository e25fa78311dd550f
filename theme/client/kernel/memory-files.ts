/**
 * The files that cells write in a page: in the worker's memory, gone with it. There are two folders, that of the course and
 * the one for temporary files; what is asked of any other place is asked of a machine.
 */
import { absent } from './absence.js';
import { dirname, resolve, workingFolder } from './page-path.js';

/** As the system would tell it; the text is what Node writes. */
const faults = {
  ENOENT: 'no such file or directory',
  EEXIST: 'file already exists',
  ENOTDIR: 'not a directory',
  EISDIR: 'illegal operation on a directory',
  ENOTEMPTY: 'directory not empty',
  ENOSPC: 'no space left on device',
} as const;

export const temporaryFolder = '/tmp';
const places = [workingFolder, temporaryFolder];

/** What all files may hold together. */
const maxBytes = 200_000_000;

const folder = 'folder';
type Entry = Uint8Array<ArrayBuffer> | typeof folder;

/** A file system in memory, whose calls are named after those of `node:fs`. */
class MemoryFiles {
  readonly #entries = new Map<string, Entry>(places.map((place) => [place, folder]));

  /** @returns bytes of their own: the file does not change with them */
  read(path: string): Uint8Array<ArrayBuffer> {
    const file = this.#entry('open', path);
    if (file === folder) throw this.#fault('EISDIR', 'read');
    return file.slice();
  }

  write(path: string, bytes: Uint8Array): void {
    const place = this.#placeIn('open', path);
    if (this.#entries.get(place) === folder) throw this.#fault('EISDIR', 'open', path);
    const others = [...this.#entries].filter(([each]) => each !== place);
    const taken = others.reduce((sum, [, entry]) => sum + (entry === folder ? 0 : entry.length), 0);
    if (taken + bytes.length > maxBytes) throw this.#fault('ENOSPC', 'write', path);
    this.#entries.set(place, new Uint8Array(bytes));
  }

  append(path: string, bytes: Uint8Array): void {
    const before = this.has(path) ? this.read(path) : new Uint8Array();
    const all = new Uint8Array(before.length + bytes.length);
    all.set(before);
    all.set(bytes, before.length);
    this.write(path, all);
  }

  has(path: string): boolean {
    return this.#entries.has(placeOf(path));
  }

  /**
   * @param call the one that is told of a fault
   * @throws Error ENOENT
   */
  access(path: string, call = 'access'): void {
    this.#entry(call, path);
  }

  size(path: string): { readonly size: number; readonly isFolder: boolean } {
    const entry = this.#entry('stat', path);
    return entry === folder ? { size: 0, isFolder: true } : { size: entry.length, isFolder: false };
  }

  makeFolder(path: string, call = 'mkdir'): void {
    const place = this.#placeIn(call, path);
    if (this.#entries.has(place)) throw this.#fault('EEXIST', call, path);
    this.#entries.set(place, folder);
  }

  /** As `mkdir -p`. */
  makeFolders(path: string): void {
    const place = placeOf(path);
    const entry = this.#entries.get(place);
    if (entry === folder) return;
    if (entry) throw this.#fault('EEXIST', 'mkdir', path);
    this.makeFolders(dirname(place));
    this.makeFolder(place);
  }

  /** @returns names in their order */
  list(path: string): readonly string[] {
    if (this.#entry('scandir', path) !== folder) throw this.#fault('ENOTDIR', 'scandir', path);
    const start = `${placeOf(path)}/`;
    const names = [...this.#entries.keys()].filter((each) => each.startsWith(start));
    return names
      .map((each) => each.slice(start.length))
      .filter((each) => !each.includes('/'))
      .sort();
  }

  /** @param call the one that is told of a fault */
  removeFile(path: string, call = 'unlink'): void {
    if (this.#entry(call, path) === folder) throw this.#fault('EISDIR', call, path);
    this.#entries.delete(placeOf(path));
  }

  removeFolder(path: string): void {
    if (this.#entry('rmdir', path) !== folder) throw this.#fault('ENOTDIR', 'rmdir', path);
    if (this.list(path).length > 0) throw this.#fault('ENOTEMPTY', 'rmdir', path);
    this.#forget(placeOf(path));
  }

  /** With all that it holds. */
  removeAll(path: string): void {
    const place = placeOf(path);
    for (const each of [...this.#entries.keys()])
      if (each === place || each.startsWith(`${place}/`)) this.#forget(each);
  }

  /** The two folders of the page stay, whatever is asked. */
  #forget(place: string): void {
    if (!places.includes(place)) this.#entries.delete(place);
  }

  #entry(call: string, path: string): Entry {
    const entry = this.#entries.get(placeOf(path));
    if (entry === undefined) throw this.#fault('ENOENT', call, path);
    return entry;
  }

  /** The place of something new, in a folder that is there. */
  #placeIn(call: string, path: string): string {
    const place = placeOf(path);
    if (places.includes(place)) return place;
    const parent = this.#entries.get(dirname(place));
    if (parent !== folder) throw this.#fault(parent === undefined ? 'ENOENT' : 'ENOTDIR', call, path);
    return place;
  }

  /** What was open already has no path to tell. */
  #fault(code: keyof typeof faults, syscall: string, path?: string): Error {
    const message = `${code}: ${faults[code]}, ${syscall}${path === undefined ? '' : ` '${path}'`}`;
    return Object.assign(new Error(message), { code, syscall, path });
  }
}

function placeOf(path: string): string {
  if (typeof path !== 'string') throw new TypeError('The "path" argument must be of type string.');
  const place = resolve(path);
  if (!places.some((each) => place === each || place.startsWith(`${each}/`)))
    throw absent(`le fichier «\u00a0${place}\u00a0»`);
  return place;
}

/** Those of the page. */
export const pageFiles = new MemoryFiles();
