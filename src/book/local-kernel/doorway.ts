/**
 * A file that takes the student's browser to the book with its token. A token in the address given to a browser would
 * show in the list of processes, which every user of the machine can read.
 */
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** A file to open in a browser. */
export interface Doorway {
  /** Its address, `file://…`. */
  readonly url: string;
  /** Synchronous, so that it can be called while the process exits. */
  readonly remove: () => void;
}

/**
 * Writes a page that leads to an address, and that only this user can read. It goes when removed, and when this process
 * exits.
 *
 * @param address of this machine, with its token
 * @param folder in which a private one is made; not a hidden one, nor `/tmp`, which browsers in a snap do not see
 *
 * @example
 * ```ts
 * const { url, remove } = await writeDoorway('http://127.0.0.1:8000/#tslab=…', '_build');
 * ```
 */
export async function writeDoorway(address: string, folder: string): Promise<Doorway> {
  await mkdir(folder, { recursive: true });
  const own = await mkdtemp(path.join(folder, 'ouvrir-'));
  const remove = (): void => {
    process.off('exit', remove);
    rmSync(own, { recursive: true, force: true });
  };
  process.on('exit', remove);
  const file = path.join(own, 'index.html');
  // An address of ours: no character of it is markup.
  const page = `<!doctype html><meta charset="utf-8"><title>Sonde</title><meta http-equiv="refresh" content="0; url=${address}">`;
  await writeFile(file, page, { mode: 0o600 });
  return { url: pathToFileURL(file).href, remove };
}
