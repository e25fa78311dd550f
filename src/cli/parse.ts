import { access, open } from 'node:fs/promises';
import { Argument, Command } from 'commander';
import type { OutputFormat } from '../tools/format.js';
import { dataText } from '../data-file.js';
import { ParseError } from '../parse-error.js';
import { decodeOutput } from '../tools/text/output-bytes.js';
import { inLine } from '../harmless.js';
import { print, printError, printText } from './terminal.js';

interface Options {
  readonly list?: true;
  readonly schema?: true;
}

/** More than any tool prints in an exercise. */
const MAX_BYTES = 64 * 1024 * 1024;

/** `sonde parse [FORMAT] [FILE]`: what a classical tool printed, as JSON. */
export function parseCommand(): Command {
  return new Command('parse')
    .description('lit ce qu’un outil classique a écrit et l’écrit en JSON')
    .helpOption('-h, --help', 'affiche cette aide')
    .addArgument(new Argument('[format]', 'ce qu’il faut lire (voir --list) ; par défaut, reconnu'))
    .addArgument(new Argument('[fichier]', 'où le lire (par défaut, l’entrée standard)'))
    .option('--list', 'donne la liste des formats')
    .option('--schema', 'écrit le schéma JSON du format au lieu de lire')
    .action(run);
}

async function run(
  name: string | undefined,
  file: string | undefined,
  options: Options,
  command: Command,
): Promise<void> {
  const { outputFormats } = await import('../tools/format.js');
  if (options.list) {
    print(...listOf(outputFormats));
    return;
  }
  const format = outputFormats.find((each) => each.name === name);
  if (format) {
    if (options.schema) printText((await dataText(`schemas/${format.name}.json`)).trimEnd());
    else process.exitCode = convert(await format.load(), await readText(file));
    return;
  }
  // What is no format may be the file whose format is to be recognised.
  const isFile = name !== undefined && file === undefined && (await isReadable(name));
  if (options.schema || (name !== undefined && !isFile)) {
    const known = outputFormats.map((each) => each.name).join(', ');
    command.error(
      `${name === undefined ? 'format manquant' : `format inconnu : ${JSON.stringify(name)}`} ; formats : ${known}`,
    );
  }
  process.exitCode = await recognise(outputFormats, await readText(name));
}

async function isReadable(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Reads a text as the one format that it follows, and says which. @returns 1 when there is none, or several */
async function recognise(formats: readonly OutputFormat[], text: string): Promise<number> {
  const readers = new Map<(text: string) => unknown, string>();
  for (const { name, load } of formats) {
    const read = await load();
    if (!readers.has(read)) readers.set(read, name);
  }
  const fitting = [...readers].filter(([read]) => text.trim() !== '' && isRead(read, text));
  const [only, ...others] = fitting;
  if (only && others.length === 0) {
    printError(`sonde : format ${only[1]}`);
    return convert(only[0], text);
  }
  const names = fitting.map(([, name]) => name).join(', ');
  printError(
    only
      ? `sonde : plusieurs formats conviennent (${names}) ; donnez-en un`
      : 'sonde : aucun format ne convient ; donnez-en un pour savoir ce qui ne va pas (voir --list)',
  );
  return 1;
}

function isRead(read: (text: string) => unknown, text: string): boolean {
  try {
    read(text);
    return true;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return false;
  }
}

function listOf(formats: readonly OutputFormat[]): readonly string[] {
  const width = Math.max(...formats.map(({ name }) => name.length));
  return formats.map(({ name, title }) => `${name.padEnd(width)}  ${title}`);
}

/** @returns 1 when the text is not of the format */
function convert(read: (text: string) => unknown, text: string): number {
  try {
    printText(JSON.stringify(read(text), undefined, 2));
    return 0;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    printError(`sonde : ${error.message}`);
    if (error.line !== undefined) printError(`${error.line} | ${inLine(lineOf(text, error.line))}`);
    return 1;
  }
}

function lineOf(text: string, line: number): string {
  return (text.split('\n', line)[line - 1] ?? '').replace(/\r$/, '').slice(0, 200);
}

async function readText(file: string | undefined): Promise<string> {
  const handle = file === undefined ? undefined : await open(file);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of handle?.createReadStream() ?? process.stdin) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BYTES) throw new RangeError(`plus de ${MAX_BYTES} octets à lire`);
  }
  return decodeOutput(Buffer.concat(chunks));
}
