/**
 * Stack traces in terms of cells. The engine names a cell `cellule-3` (no space may stand in such a name) and counts the line
 * that the kernel puts before it; a reader sees `cellule [3]:7:3`, as in a notebook, and none of the kernel's own frames.
 */

/** Lines that the kernel puts before the first of a cell. */
export const linesBefore = 1;

const place = /cellule-(\d+):(\d+):(\d+)/;

/** The name under which a cell's code runs. */
export function sourceNameOf(cell: number): string {
  return `cellule-${cell}`;
}

/**
 * Rewrites the stack of an error.
 *
 * @param stack as the engine wrote it
 */
export function cellStack(stack: string): string {
  const lines = stack.split('\n');
  const first = lines.findIndex((line) => /^ {4}at /.test(line));
  if (first < 0) return stack;
  const frames = lines.slice(first);
  const last = frames.map((line) => place.test(line)).lastIndexOf(true);
  const kept = last < 0 ? [] : frames.slice(0, last + 1);
  return [...lines.slice(0, first), ...kept.filter(isOfCell).map(cellFrame)].join('\n');
}

/** Frames of the library and of the engine would name a bundle of ten thousand columns. */
function isOfCell(line: string): boolean {
  return place.test(line);
}

function cellFrame(line: string): string {
  // What the engine calls the cell's own function says nothing.
  const named = line.replace(/(?:eval at .*?, )|(?:async )?eval (?=\()/g, '');
  return named
    .replace(place, placeInCell)
    .replace(/^ {4}at (?:async )?(?:<anonymous> )?\((.*)\)$/, '    at $1');
}

function placeInCell(_: string, cell: string, line: string, column: string): string {
  const written = returns.get(Number(cell));
  const at = Number(line) - linesBefore;
  const shift = written?.line === at && Number(column) > written.column ? written.shift : 0;
  return `cellule [${cell}]:${at}:${Number(column) - shift}`;
}

/** What the kernel writes into a line of a cell, to have its value. */
export interface WrittenInto {
  readonly line: number;
  /** Counted from 1: what stands there and after is moved. */
  readonly column: number;
  readonly shift: number;
}

const returns = new Map<number, WrittenInto>();

/** Remembers what was written into a cell, so that its columns are those of the student. */
export function rememberWritten(cell: number, written: WrittenInto | undefined): void {
  if (written) returns.set(cell, written);
  else returns.delete(cell);
}

/** The line of a cell that an error comes from, the innermost. */
export function lineIn(stack: string, cell: number): number | undefined {
  const found = new RegExp(`cellule \\[${cell}\\]:(\\d+)`).exec(stack);
  return found ? Number(found[1]) : undefined;
}
