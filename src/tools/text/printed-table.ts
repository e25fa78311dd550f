import { type Origin, originOfLine } from '../../origin.js';
import { ParseError } from '../../parse-error.js';
import { type EntryLines, type OutputLine, tableLines } from './output-line.js';

/** What was printed, and by whom. */
interface PrintedTable {
  readonly lines: readonly OutputLine[];
  /** Whether the last line is ended, and nobody interrupted the tool: nothing else marks the end of a table. */
  readonly complete: boolean;
  /** What the last line says; our own reports say it, tools do not. */
  readonly origin?: Origin;
}

/**
 * The lines of tables, those of blanks left out, and the origin that stands on the last line of our own reports.
 *
 * @throws {@link ParseError} when it is more than anybody prints
 */
export function printedTable(text: string): PrintedTable {
  const end = text.trimEnd();
  const start = end.lastIndexOf('\n') + 1;
  const origin = originOfLine(end.slice(start));
  return origin === undefined ? tableLines(text) : { ...tableLines(text.slice(0, start)), origin };
}

/** What was read of a table, row by row. */
export interface TableRows<Row> {
  readonly rows: readonly Row[];
  /** What stands on lines that were cut, and says nothing as it is. */
  readonly cut: readonly string[];
}

/**
 * Reads rows. Of one that was cut, the words at its end that say nothing as they are are left out: they are given back.
 *
 * @throws {@link ParseError} the reader's own, for a row that is whole
 */
export function readRows<Row>(lines: readonly OutputLine[], read: (line: OutputLine) => Row): TableRows<Row> {
  const rows: Row[] = [];
  const cut: string[] = [];
  for (const line of lines) {
    if (line.isCut) {
      const { row, rest } = readCut(line, read);
      if (row !== undefined) rows.push(row);
      if (rest !== '') cut.push(rest);
    } else rows.push(read(line));
  }
  return { rows, cut };
}

/** Reads entries of several lines as {@link readRows} does: of one whose last line was cut, what the others say stays. */
export function readEntries<Entry>(
  entries: readonly EntryLines[],
  read: (...lines: EntryLines) => Entry,
): TableRows<Entry> {
  const all = entries.map(([first, ...below]): TableRows<Entry> => {
    const last = below.at(-1);
    if (last?.isCut !== true) return readRows([first], (line) => read(line, ...below));
    const above = below.slice(0, -1);
    const found = readRows([last], (line) => read(first, ...above, line));
    return found.rows.length > 0 ? found : { ...found, rows: [read({ ...first, isCut: true }, ...above)] };
  });
  return { rows: all.flatMap(({ rows }) => rows), cut: all.flatMap(({ cut }) => cut) };
}

/** No row has more words that make sense only together. */
const MOST_WORDS = 64;

function readCut<Row>(
  line: OutputLine,
  read: (line: OutputLine) => Row,
): { readonly row?: Row; readonly rest: string } {
  let text = line.text;
  for (let left = MOST_WORDS; left > 0 && text.trim() !== ''; left -= 1) {
    try {
      return { row: read({ ...line, text }), rest: line.text.slice(text.length).trim() };
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      text = withoutLastWord(text);
    }
  }
  return { rest: line.text.trim() };
}

function withoutLastWord(text: string): string {
  const end = text.trimEnd();
  let at = end.length;
  while (at > 0 && /\S/.test(end.charAt(at - 1))) at -= 1;
  return end.slice(0, at);
}

/**
 * Entries of a text that gives nothing but them: the last one of a text that was cut says so.
 *
 * @throws {@link ParseError} when all that was printed is the start of a line that says nothing as it is
 */
export function entriesOf<Entry extends object>(
  { rows, cut }: TableRows<Entry>,
  { lines, complete }: PrintedTable,
): readonly (Entry & { readonly complete?: false })[] {
  const [last] = rows.slice(-1);
  if (last === undefined && cut.length > 0)
    throw new ParseError(
      `the last line is cut, and no other is there: ${JSON.stringify(cut.join(' ').slice(0, 80))}`,
      lines[0]?.offset ?? 0,
      lines[0]?.number ?? 1,
    );
  return complete || last === undefined ? rows : [...rows.slice(0, -1), { ...last, complete: false }];
}
