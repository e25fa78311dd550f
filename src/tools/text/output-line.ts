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
export interface OutputLines {
  readonly lines: readonly OutputLine[];
  /**
   * Whether the last line is ended. Every tool ends its last line: a text that does not was cut, and a number cut short
   * would still look like one.
   */
  readonly ended: boolean;
}

/** No tool of ours prints longer lines, and a reader should not be made to look for their end. */
const MAX_LINE = 65_536;
/** A ping of four days, one line per second. */
const MAX_TEXT = 32 * 1024 * 1024;

/**
 * The lines of a text. A byte order mark and carriage returns are those of a file that travelled through Windows.
 *
 * @throws {@link ParseError} when it has no line at all, or more than anybody prints
 */
export function outputLines(text: string): OutputLines {
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
  if (!lines.some(({ text: line }) => line.trim() !== '')) throw new ParseError('nothing was printed', 0, 1);
  return { lines, ended: text.endsWith('\n') };
}

function outputLine(raw: string, number: number, at: number): OutputLine {
  const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  return text.startsWith('^C')
    ? { text: text.slice(2), number, offset: at + 2 }
    : { text, number, offset: at };
}

/** An error about a line, which it quotes. */
export function lineFault({ text, number, offset }: OutputLine, expected: string): ParseError {
  return new ParseError(`${expected}, found ${JSON.stringify(text.slice(0, 80))}`, offset, number);
}

/** A number as the tools print it; a French locale writes a comma. At most 15 digits, so it is never infinite. */
export const DECIMAL = String.raw`\d{1,15}(?:[.,]\d{1,9})?`;

/** The value of what {@link DECIMAL} found. */
export function decimal(text: string): number {
  return Number(text.replace(',', '.'));
}
