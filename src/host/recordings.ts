import {
  array,
  minLength,
  minValue,
  number,
  object,
  picklist,
  pipe,
  regex,
  safeParse,
  string,
} from 'valibot';
import { parseDocument } from 'yaml';
import { dataBytes, dataNames, dataText } from '../data-file.js';
import { ParseError } from '../parse-error.js';
import { UnknownNameError } from '../unknown-name.js';
import type { ByteOrder } from './machine.js';
import { kernelText } from './machine.js';
import type { RecordedReading, Recording } from './recorded-machine.js';

/** Where the recorded machines are, one folder each. */
const RECORDINGS = 'machines';
const CARD = 'machine.yaml';
/** The symbolic links of a reading, which packages do not carry: lines of path, tabulation, target. */
const LINKS = 'links.tsv';

/** What the `machine.yaml` of a recording says. */
export interface MachineCard {
  readonly name: string;
  /** French, for the student. */
  readonly title: string;
  /** French: what it is and what it teaches. */
  readonly description: string;
  /** How it was made, so that nobody takes it for what it is not. */
  readonly origin: string;
  readonly kernel: string;
  readonly byteOrder: ByteOrder;
  readonly readings: readonly { readonly atMs: number; readonly folder: string }[];
}

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
  const files = await dataNames(RECORDINGS);
  return files.filter((file) => file.endsWith(`/${CARD}`)).map((file) => file.slice(0, -CARD.length - 1));
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
  const known = await machineNames();
  if (!known.includes(name)) throw new UnknownNameError('machine', name, known);
  return { name, ...readMachineCard(await dataText(`${RECORDINGS}/${name}/${CARD}`)) };
}

const text = pipe(string(), minLength(1));

const cardSchema = object({
  title: text,
  description: text,
  origin: text,
  kernel: text,
  byteOrder: picklist(['LE', 'BE']),
  readings: pipe(
    array(object({ at: pipe(number(), minValue(0)), folder: pipe(string(), regex(/^[\w-]+$/)) })),
    minLength(1),
  ),
});

/**
 * Reads the `machine.yaml` of a recording.
 *
 * @throws {@link ParseError}
 */
function readMachineCard(yamlText: string): Omit<MachineCard, 'name'> {
  const result = safeParse(cardSchema, parseYaml(yamlText));
  if (!result.success) {
    const [issue] = result.issues;
    const path = issue.path?.map(({ key }) => String(key)).join('.') ?? 'the file';
    throw new ParseError(`${path}: ${issue.message}`, 0);
  }
  const readings = result.output.readings.map(({ at, folder }) => ({ atMs: at * 1000, folder }));
  if (readings.some(({ atMs }, i) => i > 0 && atMs <= (readings[i - 1]?.atMs ?? 0)))
    throw new ParseError('readings: each must come after the one before', 0);
  return { ...result.output, readings };
}

function parseYaml(yamlText: string): unknown {
  const document = parseDocument(yamlText);
  const [error] = document.errors;
  if (error) throw new ParseError(error.message, error.pos[0], error.linePos?.[0].line);
  return document.toJS();
}

/** Reads a recording whole: some dozens of small files. */
export async function loadRecording(name: string): Promise<Recording> {
  const { byteOrder, readings } = await machineCard(name);
  return {
    name,
    byteOrder,
    readings: await Promise.all(
      readings.map(({ atMs, folder }) => loadReading(`${RECORDINGS}/${name}/${folder}`, atMs)),
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
