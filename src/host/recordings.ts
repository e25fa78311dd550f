import { Catalogue } from '../catalogue.js';
import { dataBytes, dataNames } from '../data-file.js';
import type { MachineCard } from './machine-card.js';
import { kernelText } from './machine.js';
import type { RecordedReading, Recording } from './recorded-machine.js';

const machines = new Catalogue('machine', 'machines', '/machine.yaml');
/** The symbolic links of a reading, which packages do not carry: lines of path, tabulation, target. */
const LINKS = 'links.tsv';

/**
 * The names of the recorded machines.
 *
 * @example
 * ```ts
 * import { machineNames } from 'sonde/host';
 *
 * console.log((await machineNames()).includes('serveur-web')); // → true
 * ```
 */
export async function machineNames(): Promise<readonly string[]> {
  return machines.names();
}

/**
 * What is known of a recorded machine, without its files.
 *
 * @param name see {@link machineNames}
 * @throws UnknownNameError
 * @example
 * ```ts
 * import { machineCard } from 'sonde';
 *
 * const { byteOrder, readings } = await machineCard('serveur-web');
 * console.log(byteOrder, readings.length); // → LE 3
 * ```
 */
export async function machineCard(name: string): Promise<MachineCard> {
  const [{ readMachineCard }, text] = await Promise.all([
    // The schema and its library wait until a recording is read: importing Sonde stays quick.
    import('./machine-card.js'),
    machines.text(name),
  ]);
  return { name, ...readMachineCard(text) };
}

/** Reads a recording whole: some dozens of small files. */
export async function loadRecording(name: string): Promise<Recording> {
  const { byteOrder, readings } = await machineCard(name);
  return {
    name,
    byteOrder,
    readings: await Promise.all(
      readings.map(({ atMs, folder }) => loadReading(`${machines.folder}/${name}/${folder}`, atMs)),
    ),
  };
}

async function loadReading(folder: string, atMs: number): Promise<RecordedReading> {
  const paths = await dataNames(folder);
  const files = await Promise.all(
    paths.map(async (path) => [path, kernelText(await dataBytes(`${folder}/${path}`))] as const),
  );
  const { [LINKS]: links = '', ...rest } = Object.fromEntries(files);
  return { atMs, files: rest, links: linksOf(links) };
}

function linksOf(text: string): Readonly<Record<string, string>> {
  const lines = text.split('\n').filter((line) => line !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const tab = line.indexOf('\t');
      return [line.slice(0, tab), line.slice(tab + 1)];
    }),
  );
}
