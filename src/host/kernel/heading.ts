import { ParseError } from '../../parse-error.js';
import type { FieldReader, KernelLine } from './kernel-line.js';
import { kernelLines } from './kernel-line.js';

/**
 * The lines after a heading.
 *
 * @param text of the file
 * @param columns the heading's first words, as the kernel writes them
 * @returns the lines, and the names of the columns after those, which a newer kernel added
 * @throws {@link ParseError} when the heading is another one
 */
export function linesUnder(
  text: string,
  columns: string,
): { readonly lines: readonly KernelLine[]; readonly newColumns: readonly string[] } {
  const [heading, ...lines] = kernelLines(text);
  if (!heading) throw new ParseError(`the heading is missing: ${columns}`, text.length);
  const words = heading.text.trim().split(/\s+/);
  const expected = columns.split(' ');
  const wrong = expected.find((word, i) => words[i] !== word);
  if (wrong !== undefined) throw heading.fault(`the heading should be: ${columns}`);
  return { lines, newColumns: words.slice(expected.length) };
}

/** The values of columns that a newer kernel added, by their names; nothing when there are none. */
export function newValues(
  words: FieldReader,
  newColumns: readonly string[],
): { readonly others?: Readonly<Record<string, string>> } {
  const others = newColumns.map((column) => [column, words.next(column).text] as const);
  words.end();
  return others.length > 0 ? { others: Object.fromEntries(others) } : {};
}
