import { dataBytes, dataNames } from '../../data-file.js';

/** The folders of `data/` that a page may read. */
const folders = ['captures', 'exercises', 'iperf3', 'machines', 'nmap', 'prometheus', 'scenarios'];

/** Programs that made the recordings are of no use to a page. */
const isProgram = /\.(mjs|py)$/;

/** A file: its text, or base64 in a list of one for what is not text. */
export type DataAsset = Readonly<Record<string, string | readonly [string]>>;

/**
 * The files of the course that cells read, one asset per folder.
 *
 * @returns by name of asset, such as `data-nmap`
 *
 * @example
 * ```ts
 * (await dataAssets()).get('data-scenarios')?.['scenarios/reference.yaml'];
 * ```
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
