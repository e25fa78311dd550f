import { ParseError } from '../../parse-error.js';

/** A word of a kernel file, with its place for errors. */
export interface Field {
  readonly text: string;
  /** In characters, from the start of the file. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
}

/** No kernel file has longer lines; a unix socket's path has 108 bytes, TcpExt's names 3000. */
const MAX_LINE = 65_536;

/**
 * The lines of a kernel file, empty ones left out. A carriage return before the end of line belongs to it: the file
 * travelled through Windows.
 *
 * @throws {@link ParseError} when the last line is not ended: the kernel ends them all, so the file was cut, and a number
 *   cut short would still look like one
 */
export function kernelLines(text: string): readonly KernelLine[] {
  const lines: KernelLine[] = [];
  let number = 1;
  for (let at = 0; at < text.length; number += 1) {
    const end = text.indexOf('\n', at);
    if (end === -1) throw new ParseError('the last line is not ended: the file was cut', text.length, number);
    if (end - at > MAX_LINE) throw new ParseError(`a line is longer than ${MAX_LINE}`, at + MAX_LINE, number);
    const content = text.slice(at, text[end - 1] === '\r' && end > at ? end - 1 : end);
    if (content.trim() !== '') lines.push(new KernelLine(content, number, at));
    at = end + 1;
  }
  return lines;
}

/** One line, which is read from left to right. */
export class KernelLine {
  constructor(
    readonly text: string,
    /** From 1. */
    readonly number: number,
    /** Of its first character in the file. */
    readonly offset: number,
  ) {}

  /** Its words, between spaces and tabulations, from the character `from` on. */
  fields(from = 0): readonly Field[] {
    const fields: Field[] = [];
    const word = /[^ \t]+/g;
    word.lastIndex = from;
    for (let match = word.exec(this.text); match; match = word.exec(this.text)) {
      fields.push({ text: match[0], offset: this.offset + match.index, line: this.number });
    }
    return fields;
  }

  /**
   * The name before a separator, and the words after it.
   *
   * @param which colon counts: names of interfaces may have colons (`eth0:1`)
   * @throws {@link ParseError} when there is none, or no name
   */
  named(separator: string, which: 'first' | 'last'): { readonly name: Field; readonly words: FieldReader } {
    const at = which === 'first' ? this.text.indexOf(separator) : this.text.lastIndexOf(separator);
    if (at === -1) throw this.fault(`a name and ${JSON.stringify(separator)} are expected`);
    const text = this.text.slice(0, at).trim();
    if (!/^[^\s/]{1,64}$/.test(text))
      throw this.fault(`a name is expected before ${JSON.stringify(separator)}`);
    const name = { text, offset: this.offset + this.text.indexOf(text), line: this.number };
    return { name, words: this.reader(at + separator.length) };
  }

  /** An error in this line, at one of its characters. */
  fault(message: string, at = 0): ParseError {
    return new ParseError(message, this.offset + at, this.number);
  }

  /** Reads its words one after the other, from the character `from` on. */
  reader(from = 0): FieldReader {
    return new FieldReader(this, this.fields(from));
  }
}

/** The words of a line, taken from the left. */
export class FieldReader {
  #taken = 0;

  constructor(
    readonly line: KernelLine,
    readonly fields: readonly Field[],
  ) {}

  /**
   * The next word.
   *
   * @param name what it should be, for the error
   * @throws {@link ParseError} at the end of the line
   */
  next(name: string): Field {
    const field = this.fields[this.#taken];
    if (!field) throw this.line.fault(`${name} is missing`, this.line.text.length);
    this.#taken += 1;
    return field;
  }

  /** The words left: columns of a newer kernel, kept as they are. */
  rest(): readonly string[] {
    const left = this.fields.slice(this.#taken).map(({ text }) => text);
    this.#taken = this.fields.length;
    return left;
  }

  /** @throws {@link ParseError} when words are left */
  end(): void {
    const field = this.fields[this.#taken];
    if (field) throw fieldFault(field, 'the end of the line');
  }
}

/** An error at a field. */
export function fieldFault({ text, offset, line }: Field, expected: string): ParseError {
  return new ParseError(`${expected} is expected, found ${JSON.stringify(text.slice(0, 40))}`, offset, line);
}

/** A decimal number without sign that a number holds exactly. */
export function decimalField(field: Field): number {
  if (!/^\d{1,16}$/.test(field.text)) throw fieldFault(field, 'a decimal number');
  return safe(Number(field.text), field);
}

/** A decimal number that may be negative. */
export function signedField(field: Field): number {
  if (!/^-?\d{1,16}$/.test(field.text)) throw fieldFault(field, 'a decimal number');
  // -0 would not survive JSON.
  return safe(Number(field.text), field) + 0;
}

/** A hexadecimal number without prefix, of 32 bits at most. */
export function hexField(field: Field): number {
  if (!/^[\da-f]{1,8}$/i.test(field.text)) throw fieldFault(field, 'a hexadecimal number of 32 bits');
  return parseInt(field.text, 16);
}

/** A hexadecimal number after `0x`, of 32 bits at most. */
export function prefixedHexField(field: Field): number {
  if (!/^0x[\da-f]{1,8}$/i.test(field.text)) throw fieldFault(field, 'a hexadecimal number after 0x');
  return parseInt(field.text.slice(2), 16);
}

function safe(value: number, field: Field): number {
  if (!Number.isSafeInteger(value)) throw fieldFault(field, 'a number below 2^53');
  return value;
}

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

/** The words after those that a reader knows, where there are any: a newer kernel added them, without a heading. */
export function newWords(words: FieldReader): { readonly others?: readonly string[] } {
  const others = words.rest();
  return others.length > 0 ? { others } : {};
}
