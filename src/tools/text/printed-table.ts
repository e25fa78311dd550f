import { type Origin, originOfLine } from '../../origin.js';
import { type OutputLine, tableLines } from './output-line.js';

/** What was printed, and by whom. */
interface PrintedTable {
  readonly lines: readonly OutputLine[];
  /** What the last line says; our own reports say it, tools do not. */
  readonly origin?: Origin;
}

/**
 * The lines of tables, those of blanks left out, and the origin that stands on the last line of our own reports.
 *
 * @throws {@link ParseError} when the last line of a table has no end: a table cut in the middle of a number would look whole
 */
export function printedTable(text: string): PrintedTable {
  const end = text.trimEnd();
  const start = end.lastIndexOf('\n') + 1;
  const origin = originOfLine(end.slice(start));
  return origin === undefined
    ? { lines: tableLines(text) }
    : { lines: tableLines(text.slice(0, start)), origin };
}
