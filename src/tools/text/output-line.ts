import { originOfLine, type Origin } from '../../origin.js';
import { ParseError } from '../../parse-error.js';

/** One line of what a tool printed, with its place for errors. */
export interface OutputLine {
  /** Without its end of line, the colours of a terminal, nor the `^C` that shows where somebody interrupted the tool. */
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** Of its first character in the text. */
  readonly offset: number;
  /** The text stops here, or somebody interrupted the tool here: what stands last may lack its end. */
  readonly isCut?: true;
}

/** What a tool printed, line by line. */
interface OutputLines {
  readonly lines: readonly OutputLine[];
  /**
   * Whether the last line is ended. Every tool ends its last line: a text that does not was cut, and a number cut short
   * would still look like one.
   */
  readonly ended: boolean;
  /** Whether somebody interrupted the tool in the terminal. */
  readonly interrupted: boolean;
}

/** No tool prints longer lines: what has no end of line by then is another file. */
const MAX_LINE = 65_536;
/** A ping of four days, one line per second. */
const MAX_TEXT = 32 * 1024 * 1024;

/**
 * The lines of a text. A byte order mark and carriage returns are those of a file that travelled through Windows; the
 * prompt and the command of a shell, above and below, come with what is copied from a terminal.
 *
 * @throws {@link ParseError} when it has no line at all, or more than anybody prints
 */
function outputLines(given: string): OutputLines {
  const text = withoutNulls(given);
  if (text.length > MAX_TEXT) throw new ParseError(`longer than ${MAX_TEXT} characters`, MAX_TEXT);
  const all: OutputLine[] = [];
  let interrupted = false;
  for (let at = text.startsWith('\uFEFF') ? 1 : 0, number = 1; at < text.length; number += 1) {
    const newline = text.indexOf('\n', at);
    const end = newline === -1 ? text.length : newline;
    if (end - at > MAX_LINE)
      throw new ParseError(`line longer than ${MAX_LINE} characters`, at + MAX_LINE, number);
    const line = outputLine(plainText(text.slice(at, end)), number, at);
    interrupted ||= line.isInterrupted;
    all.push(newline === -1 ? { ...line, isCut: true } : line);
    at = end + 1;
  }
  const lines = withoutShell(all);
  if (lines.every(isBlank)) throw nothingPrinted();
  // The prompt that waits for the next command has no end of line; what stands above it has.
  return { lines, ended: text.endsWith('\n') || lines.at(-1) !== all.at(-1), interrupted };
}

/** Without `^C` or `^Z`, which a terminal shows before what the tool says at its end, or after what it had said. */
function outputLine(
  plain: string,
  number: number,
  offset: number,
): OutputLine & { readonly isInterrupted: boolean } {
  const isMark = (at: number): boolean =>
    plain[at] === '^' && (plain[at + 1] === 'C' || plain[at + 1] === 'Z');
  let [start, end] = [0, plain.length];
  while (isMark(start)) start += 2;
  const trimmed = plain.trimEnd().length;
  let marks = trimmed;
  while (marks - 2 >= start && isMark(marks - 2)) marks -= 2;
  if (marks < trimmed) end = marks;
  const line = { text: plain.slice(start, end), number, offset: offset + start };
  const isInterrupted = start > 0 || end < plain.length;
  return end < plain.length && line.text.trim() !== ''
    ? { ...line, isInterrupted, isCut: true }
    : { ...line, isInterrupted };
}

/** A text of UTF-16 that was read as one of bytes: every second character is null. */
function withoutNulls(text: string): string {
  const start = text.slice(0, 1000);
  const isSpread = start.split('\0').length * 3 > start.length && start.includes('\0');
  return isSpread ? text.replace(/^[\uFFFD\u00FE\u00FF]{2}/, '').replaceAll('\0', '') : text;
}

/** What a terminal obeys and does not show (ECMA-48): colours, titles, character sets. */
const SEQUENCES =
  /\u001b(?:\[[\d:;<=>?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[()][\dA-Z]|[=>78])/g;
/** A number whose thousands are apart, as French writes it. */
const THOUSANDS = /(?<!\S)\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+(?!\S)/g;

function plainText(raw: string): string {
  const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  return text.replace(SEQUENCES, '').replace(THOUSANDS, (number) => number.replace(/\D/g, ''));
}

/** `root@srv:~#`, `[student@vm ~]$`, `PS C:\Users\me>`, `me@mac ~ %`, and the command, if one follows. */
const PROMPT =
  /^(?:\([\w.-]+\) )?(?:\[?[\w.-]+@[\w.-]+(?:[: ][^#$%<>❯]{0,200})?[#$%>❯]|PS [A-Z]:\\[^<>|]{0,200}>|[A-Z]:\\[^<>|]{0,200}>|[~/][\w.~/-]{0,200} [#$%>]|(?:ba|da|z|k)?sh-[\d.]{1,9}[#$%]|[#$%>❯➜](?=\s|$))\s*(?:[\w./~"].*)?$/i;
/** What shells and consoles say of themselves. */
const SHELL =
  /^(?:Script (?:started|done) on .*|Microsoft Windows \[.*\]|(?:\(c\)|©) .*Microsoft.*|\[\d+\]\s*[+-]?\s+\S.*|Windows PowerShell|Copyright \(C\) .*Microsoft.*|Terminated|Killed|Quit(?: \(core dumped\))?)\s*$/i;

/** The lines between the prompts of a shell, or all of them. */
function withoutShell(lines: readonly OutputLine[]): readonly OutputLine[] {
  const isShell = (line: OutputLine | undefined): boolean =>
    line !== undefined && (isBlank(line) || PROMPT.test(line.text) || SHELL.test(line.text));
  let [start, end] = [0, lines.length];
  while (start < end && isShell(lines[start])) start += 1;
  while (end > start && isShell(lines[end - 1])) end -= 1;
  // Blank lines are the tool's own where no shell stands beyond them.
  if (lines.slice(0, start).every(isBlank)) start = 0;
  if (lines.slice(end).every(isBlank)) end = lines.length;
  return lines.slice(start, end);
}

/** Whether nothing stands on a line. */
export function isBlank({ text }: OutputLine): boolean {
  return text.trim() === '';
}

function nothingPrinted(): ParseError {
  return new ParseError('nothing was printed', 0, 1);
}

/** The lines of a probe's output, and the origin of what they say. */
interface ReportLines extends Pick<OutputLines, 'lines' | 'ended'> {
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
 * @throws {@link ParseError} as {@link outputLines}
 */
export function tableLines(text: string): Pick<OutputLines, 'lines'> & { readonly complete: boolean } {
  if (/^\uFEFF?\s*$/.test(text)) return { lines: [], complete: true };
  const { lines, ended, interrupted } = outputLines(text);
  return { lines: lines.filter((line) => !isBlank(line)), complete: ended && !interrupted };
}

/** An entry of several lines: the first, and those below. */
export type EntryLines = readonly [OutputLine, ...(readonly OutputLine[])];

/**
 * Entries of a table whose lines after the first are indented, as `ip` prints links and routes; with `-o` it writes a
 * backslash in the place of each end of line.
 */
export function indentedEntries(lines: readonly OutputLine[]): readonly EntryLines[] {
  const entries: [OutputLine, ...OutputLine[]][] = [];
  for (const line of lines.flatMap(unfolded)) {
    const entry = entries.at(-1);
    if (entry && /^\s/.test(line.text)) entry.push(line);
    else entries.push([line]);
  }
  return entries;
}

function unfolded(line: OutputLine): readonly OutputLine[] {
  const { isCut, text, ...place } = line;
  const parts = text.split(/\\(?=\s|$)/);
  let at = line.offset;
  return parts.map((part, i) => {
    const offset = at;
    at += part.length + 1;
    return { ...place, text: part, offset, ...(isCut && i === parts.length - 1 && { isCut }) };
  });
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
