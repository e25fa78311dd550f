/**
 * Stack traces in terms of the cell that the student wrote. tslab compiles a cell twice (TypeScript to modules,
 * modules to CommonJS) and names no file: without this, a trace says `evalmachine.<anonymous>` and a line of code
 * that nobody has seen. With it, a trace says `cellule [3]:7:3`, `[3]` being the execution count shown by Jupyter.
 */
import { SourceMap, type SourceMapPayload } from 'node:module';

/** The two source maps of a compiled cell, as tslab's two passes give them. */
export interface CellMaps {
  /** From the cell to modules, after one line that tslab adds. */
  readonly first: SourceMapPayload;
  /** From modules to CommonJS. */
  readonly second: SourceMapPayload;
}

/** What is read of a V8 call site. */
interface Frame {
  getFileName(): string | null | undefined;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  toString(): string;
}

const cells = new Map<string, CellMaps>();
const inlineMap = /\n\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

/**
 * Splits compiled code from the source map written at its end.
 *
 * @param code JavaScript, with or without an inline source map
 */
export function detachMap(code: string): { readonly code: string; readonly map?: SourceMapPayload } {
  const found = inlineMap.exec(code);
  if (found?.[1] === undefined) return { code };
  const map = JSON.parse(Buffer.from(found[1], 'base64').toString()) as SourceMapPayload;
  return { code: code.slice(0, found.index + 1), map };
}

/**
 * Remembers how a cell was compiled, and gives the name under which its code must run.
 *
 * @param executionCount execution count of the cell
 * @param maps source maps of its two compilations
 */
export function nameCell(executionCount: number, maps: CellMaps): string {
  const name = `cellule [${executionCount}]`;
  cells.set(name, maps);
  return name;
}

/**
 * Formats a stack trace as V8 does, with positions in cells, and without the frames of the kernel that ran them.
 * Meant for `Error.prepareStackTrace`.
 *
 * @param error the error
 * @param frames its frames, innermost first
 */
export function formatStack(error: Error, frames: readonly Frame[]): string {
  const last = frames.map((frame) => cells.has(frame.getFileName() ?? '')).lastIndexOf(true);
  const kept = last < 0 ? frames : frames.slice(0, last + 1);
  return [headline(error), ...kept.map((frame) => `    at ${formatFrame(frame)}`)].join('\n');
}

function headline(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return '<error>';
  }
}

function formatFrame(frame: Frame): string {
  const text = frame.toString();
  const name = frame.getFileName() ?? '';
  const maps = cells.get(name);
  const line = frame.getLineNumber();
  const column = frame.getColumnNumber();
  if (maps === undefined || line === null || column === null) return text;
  return text.replace(`${name}:${line}:${column}`, `${name}${positionInCell(maps, line, column)}`);
}

/** `:line:column` in the cell, or nothing for code that the compiler added. */
function positionInCell(maps: CellMaps, line: number, column: number): string {
  const middle = find(maps.second, line - 1, column - 1);
  const origin = middle && find(maps.first, middle.line, middle.column);
  // The first pass puts one line before the cell, so its zero-based line is the cell's one-based line.
  return origin === undefined || origin.line < 1 ? '' : `:${origin.line}:${origin.column + 1}`;
}

function find(
  map: SourceMapPayload,
  line: number,
  column: number,
): { line: number; column: number } | undefined {
  const entry = new SourceMap(map).findEntry(line, column);
  if (!('originalLine' in entry)) return undefined;
  return { line: entry.originalLine, column: entry.originalColumn };
}
