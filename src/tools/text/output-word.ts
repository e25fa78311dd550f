import { ParseError } from '../../parse-error.js';
import type { OutputLine } from './output-line.js';
import { outputLines } from './output-line.js';

/** One word of a line of a table. */
export interface Word {
  readonly text: string;
  /** Of its first character in the line. */
  readonly at: number;
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
  return lines.filter((line) => line.text.trim() !== '');
}

export function wordsOf({ text }: OutputLine): readonly Word[] {
  const words: Word[] = [];
  const pattern = /\S+/g;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    words.push({ text: found[0], at: found.index });
  }
  return words;
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

/** A word that has to be there. */
export function present(line: OutputLine, word: Word | undefined, expected: string): string {
  if (word === undefined) throw wordFault(line, word, expected);
  return word.text;
}

/** A whole text as a number, when it is one and nothing is lost; the text itself otherwise. */
export function numberOrText(text: string): number | string {
  return /^\d{1,16}$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
}
