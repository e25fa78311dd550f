/** The `.ipynb` file (nbformat 4): read and checked, written as Jupyter writes it. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ParseError } from '../parse-error.js';
import type { Cell, JsonObject, Notebook, Output } from './notebook.js';

/**
 * Reads the text of a notebook file.
 *
 * @param text the file's content
 * @throws ParseError when the text is not JSON (with the position), or not a notebook of format 4 (naming the
 * cell, counted from 1)
 */
export function parseNotebook(text: string): Notebook {
  const root = asObject(parseJson(text), 'a notebook');
  if (root.nbformat !== 4) throw shapeError(`nbformat is ${describe(root.nbformat)}, expected 4`);
  if (typeof root.nbformat_minor !== 'number') throw shapeError('nbformat_minor is not a number');
  if (!Array.isArray(root.cells)) throw shapeError('cells is not a list');
  return {
    nbformat: 4,
    nbformat_minor: root.nbformat_minor,
    metadata: asObject(root.metadata, 'metadata'),
    cells: root.cells.map((cell, index) => parseCell(cell, `cell ${index + 1}`)),
  };
}

/**
 * The text of a notebook file, laid out as Jupyter does (one-space indent, sorted keys, lists of lines, final
 * newline), so that a version-control diff shows only what changed.
 *
 * @param notebook the notebook
 *
 * @example
 * ```ts
 * formatNotebook(parseNotebook(text)) === text; // true of a file written by Jupyter
 * ```
 */
export function formatNotebook(notebook: Notebook): string {
  const file = { ...notebook, cells: notebook.cells.map(cellToFile) };
  return `${JSON.stringify(sortKeys(file), null, 1)}\n`;
}

/**
 * Reads a notebook file.
 *
 * @param file path of the `.ipynb` file
 * @throws ParseError as {@link parseNotebook}; the file system's error when the file cannot be read
 */
export async function readNotebook(file: string): Promise<Notebook> {
  return parseNotebook(await readFile(file, 'utf8'));
}

/**
 * Writes a notebook file at one stroke: a reader sees the old file or the new one, never half of it.
 *
 * @param file path of the `.ipynb` file; its folder is made when missing
 * @param notebook what to write
 * @throws the file system's error; nothing is left behind then
 */
export async function writeNotebook(file: string, notebook: Notebook): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, formatNotebook(notebook));
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const message = (error as SyntaxError).message;
    const offset = jsonFaultOffset(text, message);
    const line = text.slice(0, offset).split('\n').length;
    throw new ParseError(`not a notebook: ${message}`, offset, line);
  }
}

/** V8 gives the position in some of its messages only; for the others, the start of the faulty line is found. */
function jsonFaultOffset(text: string, message: string): number {
  const told = /at position (\d+)/.exec(message)?.[1];
  if (told !== undefined) return Number(told);
  if (isUnfinished(text, message)) return text.length;
  const lineEnds = [...text.matchAll(/\n/g)].map((end) => end.index);
  let [sound, faulty] = [-1, lineEnds.length];
  while (faulty - sound > 1) {
    const middle = (sound + faulty) >> 1;
    if (isSoundStart(text.slice(0, lineEnds[middle]))) sound = middle;
    else faulty = middle;
  }
  return sound < 0 ? 0 : (lineEnds[sound] ?? 0) + 1;
}

function isSoundStart(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    return isUnfinished(text, (error as SyntaxError).message);
  }
}

/** Whether the only fault of a text is to stop too early; V8 says so in two ways. */
function isUnfinished(text: string, message: string): boolean {
  return message.includes('end of JSON') || message.endsWith(`at position ${text.length}`);
}

function parseCell(value: unknown, name: string): Cell {
  const cell = asObject(value, name);
  const metadata = asObject(cell.metadata, `${name}: metadata`);
  const source = joinLines(cell.source, `${name}: source`);
  const id = cell.id === undefined ? {} : { id: asString(cell.id, `${name}: id`) };
  switch (cell.cell_type) {
    case 'markdown':
    case 'raw': {
      const attachments =
        cell.attachments === undefined
          ? {}
          : { attachments: asObject(cell.attachments, `${name}: attachments`) };
      return { cell_type: cell.cell_type, ...id, metadata, source, ...attachments };
    }
    case 'code': {
      if (!Array.isArray(cell.outputs)) throw shapeError(`${name}: outputs is not a list`);
      const outputs = cell.outputs.map((output) => parseOutput(output, `${name}: output`));
      const execution_count = asCount(cell.execution_count, `${name}: execution_count`);
      return { cell_type: 'code', ...id, metadata, source, outputs, execution_count };
    }
    default:
      throw shapeError(`${name}: cell_type is ${describe(cell.cell_type)}`);
  }
}

function parseOutput(value: unknown, name: string): Output {
  const output = asObject(value, name);
  const data = (): JsonObject => joinData(asObject(output.data, `${name}: data`), name);
  const metadata = (): JsonObject => asObject(output.metadata ?? {}, `${name}: metadata`);
  switch (output.output_type) {
    case 'stream':
      if (output.name !== 'stdout' && output.name !== 'stderr') {
        throw shapeError(`${name}: stream name is ${describe(output.name)}`);
      }
      return { output_type: 'stream', name: output.name, text: joinLines(output.text, `${name}: text`) };
    case 'display_data':
      return { output_type: 'display_data', data: data(), metadata: metadata() };
    case 'execute_result': {
      const execution_count = asCount(output.execution_count, `${name}: execution_count`);
      return { output_type: 'execute_result', data: data(), metadata: metadata(), execution_count };
    }
    case 'error': {
      if (!Array.isArray(output.traceback)) throw shapeError(`${name}: traceback is not a list`);
      return {
        output_type: 'error',
        ename: asString(output.ename, `${name}: ename`),
        evalue: asString(output.evalue, `${name}: evalue`),
        traceback: output.traceback.map((line) => asString(line, `${name}: traceback`)),
      };
    }
    default:
      throw shapeError(`${name}: output_type is ${describe(output.output_type)}`);
  }
}

function joinData(data: JsonObject, name: string): JsonObject {
  const join = ([type, value]: [string, unknown]): [string, unknown] => [
    type,
    isJsonType(type) ? value : joinLines(value, `${name}: ${type}`),
  ];
  return Object.fromEntries(Object.entries(data).map(join));
}

function cellToFile(cell: Cell): JsonObject {
  const source = splitLines(cell.source);
  return cell.cell_type === 'code'
    ? { ...cell, source, outputs: cell.outputs.map(outputToFile) }
    : { ...cell, source };
}

function outputToFile(output: Output): JsonObject {
  switch (output.output_type) {
    case 'stream':
      return { ...output, text: splitLines(output.text) };
    case 'error':
      return { ...output };
    default: {
      const split = ([type, value]: [string, unknown]): [string, unknown] => [
        type,
        typeof value === 'string' && isTextType(type) ? splitLines(value) : value,
      ];
      return { ...output, data: Object.fromEntries(Object.entries(output.data).map(split)) };
    }
  }
}

function splitLines(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

/** Images stay one string of base64, as Jupyter leaves them; SVG is text. */
function isTextType(type: string): boolean {
  return !isJsonType(type) && (type === 'image/svg+xml' || !/^(?:image|audio|video)\//.test(type));
}

function isJsonType(type: string): boolean {
  return type === 'application/json' || type.endsWith('+json');
}

function joinLines(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((line) => asString(line, name)).join('');
  throw shapeError(`${name} is ${describe(value)}, expected a string or a list of lines`);
}

function asString(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw shapeError(`${name} is ${describe(value)}, expected a string`);
}

function asCount(value: unknown, name: string): number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return value;
  throw shapeError(`${name} is ${describe(value)}, expected a number or null`);
}

function asObject(value: unknown, name: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw shapeError(`${name} is ${describe(value)}, expected an object`);
}

function describe(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value).slice(0, 40);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

/** A fault in the shape of the JSON. The parsed JSON no longer has positions: the message names the place instead. */
function shapeError(message: string): ParseError {
  return new ParseError(`not a notebook: ${message}`, 0);
}
