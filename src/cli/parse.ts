import { open } from 'node:fs/promises';
import { Argument, Command } from 'commander';
import type { LoadedFormat, OutputFormat } from '../tools/format.js';
import { ParseError } from '../parse-error.js';

interface Options {
  readonly list?: true;
  readonly schema?: true;
}

/** More than any tool prints in an exercise. */
const MAX_BYTES = 64 * 1024 * 1024;

/** `sonde parse FORMAT [FILE]`: what a classical tool printed, as JSON. */
export function parseCommand(): Command {
  return new Command('parse')
    .description('lit ce qu’un outil classique a écrit et l’écrit en JSON')
    .helpOption('-h, --help', 'affiche cette aide')
    .addArgument(new Argument('[format]', 'ce qu’il faut lire (voir --list)'))
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
    console.log(listOf(outputFormats));
    return;
  }
  const format = outputFormats.find((each) => each.name === name);
  if (!format) {
    const known = outputFormats.map((each) => each.name).join(', ');
    command.error(
      `${name === undefined ? 'format manquant' : `format inconnu : ${JSON.stringify(name)}`} ; formats : ${known}`,
    );
  }
  const loaded = await format.load();
  if (options.schema) console.log(await jsonSchemaOf(format, loaded));
  else process.exitCode = await convert(loaded, await readText(file));
}

function listOf(formats: readonly OutputFormat[]): string {
  const width = Math.max(...formats.map(({ name }) => name.length));
  return formats.map(({ name, title }) => `${name.padEnd(width)}  ${title}`).join('\n');
}

async function jsonSchemaOf({ name, title }: OutputFormat, { schema }: LoadedFormat): Promise<string> {
  const { toJsonSchema } = await import('@valibot/to-json-schema');
  return JSON.stringify(
    { ...toJsonSchema(schema), title: `sonde parse ${name}`, description: title },
    undefined,
    2,
  );
}

/** @returns 1 when the text is not of the format */
async function convert({ parse }: LoadedFormat, text: string): Promise<number> {
  try {
    console.log(JSON.stringify(await parse(text), undefined, 2));
    return 0;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    console.error(`sonde : ${escaped(error.message)}`);
    if (error.line !== undefined) console.error(`${error.line} | ${escaped(lineOf(text, error.line))}`);
    return 1;
  }
}

function lineOf(text: string, line: number): string {
  return (text.split('\n', line)[line - 1] ?? '').replace(/\r$/, '').slice(0, 200);
}

/** A terminal obeys control characters, and some that are not seen turn a line around. */
function escaped(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (each) => {
    return `\\u${(each.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}

/** Bytes that are not UTF-8 (a Windows console) become replacement characters: parsers know how to pass over them. */
async function readText(file: string | undefined): Promise<string> {
  const handle = file === undefined ? undefined : await open(file);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of handle?.createReadStream() ?? process.stdin) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BYTES) throw new RangeError(`plus de ${MAX_BYTES} octets à lire`);
  }
  return Buffer.concat(chunks).toString('utf8');
}
