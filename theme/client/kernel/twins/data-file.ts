/** The files of the course, by folders that the page loads when they are asked for. */
import type * as DataFile from '#dist/data-file.js';
import { asset } from '../page-requests.js';

/** Text, or base64 in a list of one for what is not text. */
type Folder = Readonly<Record<string, string | readonly [string]>>;

async function folderOf(name: string): Promise<Folder> {
  return (await asset(`data-${name.split('/', 1)[0] ?? ''}`)) as Folder;
}

export const dataBytes: typeof DataFile.dataBytes = async (name) => {
  const file = (await folderOf(name))[name];
  if (file === undefined) throw new Error(`no such file of the course: ${name}`);
  if (typeof file === 'string') return new TextEncoder().encode(file);
  return Uint8Array.from(atob(file[0]), (character) => character.charCodeAt(0));
};

export const dataText: typeof DataFile.dataText = async (name) =>
  new TextDecoder().decode(await dataBytes(name));

export const dataNames: typeof DataFile.dataNames = async (name) => {
  const prefix = `${name}/`;
  const files = Object.keys(await folderOf(name)).filter((file) => file.startsWith(prefix));
  return files.map((file) => file.slice(prefix.length)).sort();
};
