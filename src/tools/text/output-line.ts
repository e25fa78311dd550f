import { originOfLine, type Origin } from '../../origin.js';
import { ParseError } from '../../parse-error.js';

/** One line of what a tool printed, with its place for errors. */
export interface OutputLine {
  /** Without its end of line, nor the `^C` that a terminal shows where somebody interrupted the tool. */
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** Of its first character in the text. */
  readonly offset: number;
}

/** What a tool printed, line by line. */
interface OutputLines {
  readonly lines: readonly OutputLine[];
  /**
   * Whether the last line is ended. Every tool ends its last line: a text that does not was cut, and a number cut short
   * would still look like one.
   */
  readonly ended: boolean;
}

/** No tool prints longer lines: what has no end of line by then is another file. */
const MAX_LINE = 65_536;
/** A ping of four days, one line per second. */
const MAX_TEXT = 32 * 1024 * 1024;

/**
 * The lines of a text. A byte order mark and carriage returns are those of a file that travelled through Windows.
 *
 * @throws {@link ParseError} when it has no line at all, or more than anybody prints
 */
function outputLines(text: string): OutputLines {
  if (text.length > MAX_TEXT) throw new ParseError(`longer than ${MAX_TEXT} characters`, MAX_TEXT);
  const lines: OutputLine[] = [];
  for (let at = text.startsWith('\uFEFF') ? 1 : 0, number = 1; at < text.length; number += 1) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    if (end - at > MAX_LINE)
      throw new ParseError(`line longer than ${MAX_LINE} characters`, at + MAX_LINE, number);
    lines.push(outputLine(text.slice(at, end), number, at));
    at = end + 1;
  }
  if (lines.every(isBlank)) throw nothingPrinted();
  return { lines, ended: text.endsWith('\n') };
}

function outputLine(raw: string, number: number, at: number): OutputLine {
  const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  return text.startsWith('^C')
    ? { text: text.slice(2), number, offset: at + 2 }
    : { text, number, offset: at };
}

/** Whether nothing stands on a line. */
export function isBlank({ text }: OutputLine): boolean {
  return text.trim() === '';
}

function nothingPrinted(): ParseError {
  return new ParseError('nothing was printed', 0, 1);
}

/** The lines of a probe's output, and the origin of what they say. */
interface ReportLines extends OutputLines {
  /** `live` for the output of another tool: what prints no origin measures a real network. */
  readonly origin: Origin;
}

/**
 * The lines of what a probe printed: another tool, or one of our reports. The last line of these tells their origin, and
 * is given as a blank one.
 *
 * @throws {@link ParseError} as {@link outputLines}
 */
export function reportLines(text: string): ReportLines {
  const { lines, ended } = outputLines(text);
  const printed = lines.filter((line) => !isBlank(line));
  const last = printed.at(-1);
  const origin = last && originOfLine(last.text);
  if (origin === undefined) return { lines, ended, origin: 'live' };
  if (printed.length === 1) throw nothingPrinted();
  // Whole as it is, it shows that the lines before it are ended.
  return { lines: lines.map((line) => (line === last ? { ...line, text: '' } : line)), ended: true, origin };
}

/**
 * The lines of a table, those of blanks left out: none when the tool had nothing to show.
 *
 * @throws {@link ParseError} when the last line has no end: a table cut in the middle of a number would look whole
 */
export function tableLines(text: string): readonly OutputLine[] {
  if (/^\uFEFF?\s*$/.test(text)) return [];
  const { lines, ended } = outputLines(text);
  if (!ended) throw new ParseError('the last line is cut: no end of line', text.length, lines.length);
  return lines.filter((line) => !isBlank(line));
}

/** Entries of a table whose lines after the first are indented, as `ip` prints links and routes. */
export function indentedEntries(
  lines: readonly OutputLine[],
): readonly (readonly [OutputLine, ...(readonly OutputLine[])])[] {
  const entries: [OutputLine, ...OutputLine[]][] = [];
  for (const line of lines) {
    const entry = entries.at(-1);
    if (entry && /^\s/.test(line.text)) entry.push(line);
    else entries.push([line]);
  }
  return entries;
}

/** An error about a line, which it quotes. */
export function lineFault({ text, number, offset }: OutputLine, expected: string): ParseError {
  return new ParseError(`${expected}, found ${JSON.stringify(text.slice(0, 80))}`, offset, number);
}

/** One word of a line of a table. */
export interface Word {
  readonly text: string;
  /** Of its first character in the line. */
  readonly at: number;
}

/** The words of a line: what blanks separate. */
export function wordsOf({ text }: OutputLine): readonly Word[] {
  return [...text.matchAll(/\S+/g)].map((found) => ({ text: found[0], at: found.index }));
}

/** An error about a word, at its place; about the end of the line when there is none. */
export function wordFault(line: OutputLine, word: Word | undefined, expected: string): ParseError {
  const found = word === undefined ? 'the end of the line' : JSON.stringify(word.text.slice(0, 80));
  return new ParseError(
    `${expected} expected, found ${found}`,
    line.offset + (word?.at ?? line.text.length),
    line.number,
  );
}

/** A word that has to be there. */
export function present(line: OutputLine, word: Word | undefined, expected: string): string {
  if (word === undefined) throw wordFault(line, word, expected);
  return word.text;
}

/**
 * A number of digits alone.
 *
 * @param expected its name, for errors
 */
export function natural(line: OutputLine, word: Word | undefined, expected: string): number {
  const number = word !== undefined && /^\d{1,16}$/.test(word.text) ? Number(word.text) : NaN;
  if (!Number.isSafeInteger(number)) throw wordFault(line, word, expected);
  return number;
}

/** A whole text as a number, when it is one and nothing is lost; the text itself otherwise. */
export function numberOrText(text: string): number | string {
  return /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
}

/** A number as the tools print it; a French locale writes a comma. At most 15 digits, so it is never infinite. */
export const DECIMAL = String.raw`\d{1,15}(?:[.,]\d{1,9})?`;

/** The value of what {@link DECIMAL} found. */
export function decimal(text: string): number {
  return Number(text.replace(',', '.'));
}
