/** What a page shows of an error that tslab printed. */
import { explainError } from '../../notebook/cell-failure.js';
import type { CellFault } from '../cell-output.js';

/** A position in a cell, as the kernel writes it: the number is that of the execution. */
const cellPosition = /cellule \[(\d+)\](?=:\d+:\d+)/g;

/** How tslab words a fault of the compiler: `1:7 - Type 'string' is not…`. */
const diagnostic = /^(?:\S+ )?\d+:\d+ - /;

/**
 * Parts what tslab prints of a failure from what the cell printed before it: an exception is one text, and so is each
 * fault of the compiler.
 *
 * @param texts of the error stream, one per write
 * @returns where the failure begins
 */
export function startOfFault(texts: readonly string[]): number {
  let start = texts.length - 1;
  if (!diagnostic.test(texts.at(-1) ?? '')) return Math.max(start, 0);
  while (start > 0 && diagnostic.test(texts[start - 1] ?? '')) start -= 1;
  return start;
}

/**
 * The fault in what tslab printed of it.
 *
 * @param text the failure, in which positions are those of cells of the page
 *
 * @example
 * ```ts
 * faultIn("2:11 - Cannot find name 'inconnu'.\n").missing; // 'inconnu'
 * ```
 */
export function faultIn(text: string): CellFault {
  const { kind, message, line } = explainError([{ output_type: 'stream', name: 'stderr', text }]);
  const found = { ...(line !== undefined && { line }), why: 'run' } as const;
  if (kind === 'type-error') {
    const [, missing] = /^Cannot find name '([^']+)'/.exec(message) ?? [];
    const trace = text.trimEnd().includes('\n') ? text.trimEnd() : '';
    return { name: 'Erreur de compilation', message, trace, ...found, ...(missing && { missing }) };
  }
  const [, name, words] = /^(?:Uncaught )?([\w$.]*(?:Error|Exception)): ([^]*)$/.exec(message) ?? [];
  // What is thrown and is no error has no trace.
  if (name === undefined || words === undefined) {
    return { name: 'Erreur', message: text.trimEnd(), trace: '', ...found };
  }
  const [, missing] = /^(\S+) is not defined$/.exec(name === 'ReferenceError' ? words : '') ?? [];
  return { name, message: words, trace: text.trimEnd(), ...found, ...(missing && { missing }) };
}

/**
 * Writes positions with the numbers that cells have in the page.
 *
 * @param text in which tslab gives execution counts
 * @param cells the cell of each execution
 */
export function inCellsOfPage(text: string, cells: ReadonlyMap<number, number>): string {
  return text.replace(
    cellPosition,
    (_, execution: string) => `cellule [${cells.get(Number(execution)) ?? execution}]`,
  );
}
