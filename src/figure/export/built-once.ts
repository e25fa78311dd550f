import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** From src/figure/export as from dist/figure/export. */
const folder = path.resolve(__dirname, '../../../dist/figure');

/**
 * A script made from a library: it takes seconds, and changes with the library only. Made once, then read from `dist/`; where
 * that folder cannot be written it is made again by each process.
 *
 * @param name of its file, with the version of the library
 * @param make makes the script
 */
export async function builtOnce(name: string, make: () => Promise<string>): Promise<string> {
  const file = path.join(folder, name);
  const known = readIfThere(file);
  if (known !== undefined) return known;
  const text = await make();
  keep(file, text);
  return text;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A folder that is not ours, or a disk that is full: the script serves all the same. */
const notKept = ['EACCES', 'EROFS', 'EPERM', 'ENOSPC', 'EDQUOT'];

/** Written aside then renamed: several kernels may start at once. */
function keep(file: string, text: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(aside, text);
    renameSync(aside, file);
  } catch (error) {
    rmSync(aside, { force: true });
    if (!notKept.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
