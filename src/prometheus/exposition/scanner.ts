import { ParseError } from '../../parse-error.js';
import { readValue } from '../go-float.js';
import { type Labels, metricName } from '../series/labels.js';

/** A text that is not an exposition, with the place of the fault. Prometheus counts such a scrape as failed. */
export class ExpositionError extends ParseError {
  override readonly name = 'ExpositionError';

  /**
   * @param message what was expected and what was found
   * @param offset in characters from the start
   * @param line from 1
   * @param column in characters, from 1
   */
  constructor(
    message: string,
    offset: number,
    override readonly line: number,
    readonly column: number,
  ) {
    super(`${message} (column ${column})`, offset, line);
  }

  /** Counts lines and columns only now that there is a fault: counting at each token would slow every reading down. */
  static at(text: string, offset: number, message: string): ExpositionError {
    const before = text.slice(0, offset);
    const line = before.split('\n').length;
    return new ExpositionError(message, offset, line, offset - before.lastIndexOf('\n'));
  }
}

const SPACE = 0x20;
const TAB = 0x09;
const LF = 0x0a;
const COLON = 0x3a;
const QUOTE = 0x22;

/** What the two formats allow between the braces. */
export interface BraceRules {
  /** Text format: blanks around each token, no comma between labels, an end of line in a value. */
  readonly loose: boolean;
  /** Of an exemplar, which has no name of its own and may repeat a label. */
  readonly exemplar?: boolean;
}

/** What stands before the value of a sample. */
interface Series {
  readonly name: string;
  readonly labels: Labels;
}

/** Steps through an exposition, one token at a time, as Prometheus' own lexers do (model/textparse). */
export class ExpositionScanner {
  at = 0;

  constructor(readonly text: string) {}

  fault(message: string, offset = this.at): ExpositionError {
    return ExpositionError.at(this.text, offset, message);
  }

  get ended(): boolean {
    return this.at >= this.text.length;
  }

  /** The character here; empty at the end. */
  get here(): string {
    return this.text.charAt(this.at);
  }

  /** The character here, as a fault would show it. */
  get found(): string {
    return this.ended ? 'the end of the text' : JSON.stringify(this.here);
  }

  skipBlanks(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== SPACE && code !== TAB) return;
      this.at++;
    }
  }

  /** Goes past a character if it is there. */
  skip(character: string): boolean {
    if (!this.text.startsWith(character, this.at)) return false;
    this.at += character.length;
    return true;
  }

  expect(character: string, where: string): void {
    if (!this.skip(character))
      throw this.fault(`expected ${JSON.stringify(character)} ${where}, found ${this.found}`);
  }

  /** The name after TYPE, HELP or UNIT, in quotes where it needs them. */
  familyName(keyword: string): string {
    const name = this.text.charCodeAt(this.at) === QUOTE ? this.#quoted(true) : this.#name(true);
    if (name === '') throw this.fault(`expected a metric name after ${keyword}, found ${this.found}`);
    return name;
  }

  /** The name and the labels of a sample: `a{b="c"}`, or `{"a.b",c="d"}`. */
  series(rules: BraceRules): Series {
    const name = this.#name(true);
    if (name === '' && this.here !== '{')
      throw this.fault(`expected the name of a metric, found ${this.found}`);
    if (rules.loose) this.skipBlanks();
    if (!this.skip('{')) return { name, labels: {} };
    return this.#braces(name, rules);
  }

  /** The labels of an exemplar. */
  exemplarLabels(): Labels {
    this.expect('{', 'before the labels of an exemplar');
    return this.#braces('', { loose: false, exemplar: true }).labels;
  }

  /** A number up to a blank or the end of the line. */
  number(what: string): number {
    const start = this.at;
    // In OpenMetrics 2.0 a composite value.
    if (this.here === '{')
      throw this.fault('native histograms are not read: expose classic ones, with _bucket, _sum and _count');
    const word = this.word();
    const value = readValue(word);
    if (value === undefined)
      throw this.fault(`expected ${what}, got ${JSON.stringify(word.slice(0, 40))}`, start);
    return value;
  }

  /** The text up to a blank or the end of the line. */
  word(): string {
    const start = this.at;
    for (; this.at < this.text.length; this.at++) {
      const code = this.text.charCodeAt(this.at);
      if (code === SPACE || code === TAB || code === LF) break;
    }
    return this.text.slice(start, this.at);
  }

  /** The text up to the end of the line, or of the whole. */
  restOfLine(): string {
    const end = this.text.indexOf('\n', this.at);
    const rest = this.text.slice(this.at, end < 0 ? undefined : end);
    this.at += rest.length;
    return rest;
  }

  #braces(before: string, rules: BraceRules): Series {
    const labels: Record<string, string> = {};
    const blanks = (): void => {
      if (rules.loose) this.skipBlanks();
    };
    let name = before;
    const open = this.at - 1;
    for (;;) {
      blanks();
      if (this.skip('}')) break;
      const start = this.at;
      const isQuoted = this.text.charCodeAt(start) === QUOTE;
      const word = isQuoted ? this.#quoted(true) : this.#name(false);
      if (word === '') throw this.fault(`expected the name of a label, found ${this.found}`, start);
      blanks();
      if (isQuoted && rules.exemplar !== true && (this.here === ',' || this.here === '}')) {
        if (name !== '') throw this.fault(`the metric has two names: ${name} and ${word}`, start);
        name = word;
        this.skip(',');
        continue;
      }
      this.expect('=', 'after the name of a label');
      blanks();
      const value = this.#quoted(rules.loose);
      if (rules.exemplar !== true) this.#checkLabel(labels, word, start);
      define(labels, word, value);
      blanks();
      if (!this.skip(',') && !rules.loose && this.here !== '}')
        throw this.fault(`expected "," or "}" after a label, found ${this.found}`);
    }
    if (name === '' && rules.exemplar !== true) throw this.fault('the metric has no name', open);
    return { name, labels };
  }

  #checkLabel(labels: Labels, name: string, start: number): void {
    if (name === metricName) throw this.fault(`the label name "${metricName}" is reserved`, start);
    if (Object.hasOwn(labels, name)) throw this.fault(`the label ${name} comes twice`, start);
  }

  /** What stands between quotes, its escapes undone. */
  #quoted(overLines: boolean): string {
    const start = this.at;
    if (!this.skip('"')) throw this.fault(`expected a value in quotes, found ${this.found}`);
    for (; this.at < this.text.length; this.at++) {
      const character = this.here;
      if (character === '"') return unescaped(this.text.slice(start + 1, this.at++));
      if (character === '\\') this.at++;
      if (this.here === '\n' && (character === '\\' || !overLines))
        throw this.fault('a value in quotes has an end of line that is not escaped');
    }
    throw this.fault('a value in quotes without its end', start);
  }

  #name(colons: boolean): string {
    const start = this.at;
    for (; this.at < this.text.length; this.at++) {
      const code = this.text.charCodeAt(this.at);
      if (isLetter(code) || (code === COLON && colons)) continue;
      if (!isDigit(code) || this.at === start) break;
    }
    return this.text.slice(start, this.at);
  }
}

function isLetter(code: number): boolean {
  // Lower case by one bit; 0x5f is the underscore.
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || code === 0x5f;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** A backslash before any other character stands for itself. */
export function unescaped(raw: string): string {
  if (!raw.includes('\\')) return raw;
  return raw.replace(/\\(["\\n])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}

function define(labels: Record<string, string>, name: string, value: string): void {
  // To assign to __proto__, a label name like any other, would change the prototype of the object.
  if (name !== '__proto__') labels[name] = value;
  else {
    const how = { enumerable: true, configurable: true, writable: true } as const;
    Object.defineProperty(labels, name, { value, ...how });
  }
}
