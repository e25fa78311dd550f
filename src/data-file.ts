/** The files of the course: `data/`, beside `src` and `dist`. Names are ours, never those that a person wrote. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const folder = path.join(__dirname, '..', 'data');

/**
 * The bytes of a file of the course.
 *
 * @param name from `data/`, such as `captures/ping.pcapng`
 */
export async function dataBytes(name: string): Promise<Uint8Array> {
  return readFile(path.join(folder, name));
}

/** The text of a file of the course, which is UTF-8. */
export async function dataText(name: string): Promise<string> {
  return readFile(path.join(folder, name), 'utf8');
}

/**
 * The files under a folder of the course, at any depth, sorted.
 *
 * @param name from `data/`, such as `machines`
 * @returns their names from that folder, such as `serveur-web/machine.yaml`
 */
export async function dataNames(name: string): Promise<readonly string[]> {
  const root = path.join(folder, name);
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .sort();
}
