import { ParseError } from '../../parse-error.js';
import { metricName } from '../series/labels.js';

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

/** What `\x` stands for; `undefined` refuses it. */
type Unescape = (escaped: string) => string | undefined;

/** Steps through an exposition, one token at a time. */
export class ExpositionScanner {
  at = 0;

  constructor(readonly text: string) {}

  fault(message: string, offset = this.at): ExpositionError {
    return ExpositionError.at(this.text, offset, message);
  }

  get ended(): boolean {
    return this.at >= this.text.length;
  }

  /** The character here, as a fault would show it. */
  get found(): string {
    return this.ended ? 'the end of the text' : JSON.stringify(this.text.charAt(this.at));
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

  /** A metric name, empty where there is none. */
  metricName(): string {
    return this.#name(true);
  }

  /**
   * The name of the next label, which has no colon.
   *
   * @param before the labels of the same sample so far
   * @param metric name of the metric, for the error
   */
  labelName(before: LabelDraft, metric: string): string {
    const start = this.at;
    const name = this.#name(false);
    if (name === '') throw this.fault(`invalid label name for ${metric}, found ${this.found}`);
    if (name === metricName) throw this.fault(`the label name "${metricName}" is reserved`, start);
    if (before.has(name)) throw this.fault(`the label ${name} comes twice`, start);
    return name;
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

  /** The text up to the end of the line, which must be there. */
  restOfLine(): string {
    const end = this.text.indexOf('\n', this.at);
    if (end < 0) throw this.fault('the last line has no end', this.text.length);
    const rest = this.text.slice(this.at, end);
    this.at = end;
    return rest;
  }

  /** The text of a label, its quotes around. */
  quoted(unescape: Unescape): string {
    this.expect('"', 'at the start of a label value');
    const start = this.at;
    const plain = this.#upToQuote(start);
    if (plain !== undefined) return plain;
    for (; this.at < this.text.length; this.at++) {
      const character = this.text.charAt(this.at);
      if (character === '\n') throw this.fault('a label value has an end of line that is not escaped');
      if (character === '\\') this.at++;
      if (character === '"') return this.unescaped(start, this.at++, unescape);
    }
    throw this.fault('a label value without its end', this.text.length);
  }

  /** A piece of the text with its escapes undone. */
  unescaped(start: number, end: number, unescape: Unescape): string {
    const raw = this.text.slice(start, end);
    if (!raw.includes('\\')) return raw;
    let plain = '';
    for (let i = 0; i < raw.length; i++) {
      if (raw[i] !== '\\') plain += raw.charAt(i);
      else {
        const escaped = unescape(raw.charAt(++i));
        if (escaped === undefined)
          throw this.fault(`invalid escape sequence ${JSON.stringify(`\\${raw.charAt(i)}`)}`, start + i - 1);
        plain += escaped;
      }
    }
    return plain;
  }

  /** The usual case, quickly: a value without escapes and without a fault. */
  #upToQuote(start: number): string | undefined {
    const end = this.text.indexOf('"', start);
    const value = end < 0 ? '\n' : this.text.slice(start, end);
    if (value.includes('\\') || value.includes('\n')) return undefined;
    this.at = end + 1;
    return value;
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

/** The labels of a sample that is being read. */
export class LabelDraft {
  readonly labels: Record<string, string> = {};

  has(name: string): boolean {
    return Object.hasOwn(this.labels, name);
  }

  set(name: string, value: string): void {
    // To assign to __proto__, a label name like any other, would change the prototype of the object.
    if (name === '__proto__')
      Object.defineProperty(this.labels, name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    else this.labels[name] = value;
  }
}
