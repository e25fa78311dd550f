/** What cells of a page may ask for: the files of the course, and its notebooks. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { dataBytes, dataNames } from '../../data-file.js';
import { readNotebook } from '../../notebook/notebook-file.js';
import { type Notebook, stripOutputs } from '../../notebook/notebook.js';

/** The folders of `data/` that a page may read. */
const folders = ['captures', 'exercises', 'iperf3', 'machines', 'nmap', 'prometheus', 'scenarios'];

/** Programs that made the recordings are of no use to a page. */
const isProgram = /\.(mjs|py)$/;

/** A file: its text, or base64 in a list of one for what is not text. */
type DataAsset = Readonly<Record<string, string | readonly [string]>>;

/**
 * The files of the course that cells read, one asset per folder.
 *
 * @returns by name of asset, such as `data-nmap`
 */
export async function dataAssets(): Promise<ReadonlyMap<string, DataAsset>> {
  const assets = folders.map(async (folder) => [`data-${folder}`, await dataAsset(folder)] as const);
  return new Map(await Promise.all(assets));
}

async function dataAsset(folder: string): Promise<DataAsset> {
  const names = (await dataNames(folder)).filter((name) => !isProgram.test(name));
  const files = names.map(async (name) => {
    const file = `${folder}/${name}`;
    return [file, textOrBase64(Buffer.from(await dataBytes(file)))] as const;
  });
  return Object.fromEntries(await Promise.all(files));
}

function textOrBase64(bytes: Buffer): string | readonly [string] {
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : [bytes.toString('base64')];
}

/**
 * The notebooks of a book without their outputs, for the pages that export them with a student's edits.
 *
 * @param folder of the notebooks
 * @returns by name of asset, such as `notebook-01-ping`
 */
export async function notebookAssets(folder: string): Promise<ReadonlyMap<string, Notebook>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ipynb'));
  const assets = names.map(async (name) => {
    const notebook = await readNotebook(path.join(folder, name));
    return [`notebook-${path.basename(name, '.ipynb')}`, stripOutputs(notebook)] as const;
  });
  return new Map(await Promise.all(assets));
}
