import { labelNamePattern, metricNamePattern } from '../../series/labels.js';
import { aggregationTable } from './function-table.js';

/** A word of an expression, as Prometheus' lexer cuts it (promql/parser/lex.go). */
export interface Token {
  readonly type: 'identifier' | 'number' | 'duration' | 'string' | 'operator' | 'keyword' | 'sign' | 'end';
  readonly text: string;
  readonly start: number;
}

/** The words of an expression up to the fault at which the lexer stopped, if there is one. */
export interface Tokens {
  readonly tokens: readonly Token[];
  readonly fault?: { readonly reason: string; readonly start: number };
}

const keywords = new Set(
  'offset by without on ignoring group_left group_right bool start end and or unless atan2'.split(' '),
);
const wordOperators = new Set(['and', 'or', 'unless', 'atan2']);

/** Sticky, so that each character is looked at once. */
const space = /[ \t\r\n]+|#[^\r\n]*/y;
const number = /0[xX][0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const duration = /(?:[0-9]+(?:ms|[smhdwy]))+/y;
const word = new RegExp(metricNamePattern, 'y');
const label = new RegExp(labelNamePattern, 'y');
const symbol = /==|!=|<=|>=|[-+*/%^<>=]/y;
const braceSymbol = /=~|!~|!=|=/y;

/** Cuts an expression into words, to say what is wrong with it as Prometheus does. */
export function tokenise(text: string): Tokens {
  return new Lexer(text).run();
}

class Lexer {
  readonly #tokens: Token[] = [];
  #at = 0;
  #depth = 0;
  #inBraces = false;
  #inBrackets = false;
  #fault: Tokens['fault'];

  constructor(readonly text: string) {}

  run(): Tokens {
    while (this.#fault === undefined) {
      this.#match(space);
      if (this.#at >= this.text.length) {
        this.#end();
        break;
      }
      const before = this.#at;
      if (this.#match(space) !== undefined) continue;
      const next = this.#inBraces ? this.#brace() : this.#statement();
      if (next !== undefined) this.#tokens.push({ ...next, start: before });
    }
    return { tokens: this.#tokens, ...(this.#fault === undefined ? {} : { fault: this.#fault }) };
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #fail(reason: string, start = this.#at): Omit<Token, 'start'> | undefined {
    this.#fault = { reason, start };
    return undefined;
  }

  #end(): void {
    if (this.#inBraces) this.#fail('unexpected end of input inside braces');
    else if (this.#inBrackets) this.#fail('unclosed left bracket');
    else if (this.#depth > 0) this.#fail('unclosed left parenthesis');
    else this.#tokens.push({ type: 'end', text: '', start: this.text.length });
  }

  #brace(): Omit<Token, 'start'> | undefined {
    const name = this.#match(label);
    if (name !== undefined) return { type: 'identifier', text: name };
    const operator = this.#match(braceSymbol);
    if (operator !== undefined) return { type: 'operator', text: operator };
    const character = this.#character();
    if ('"\'`'.includes(character)) return this.#string(character);
    if (character === '{') return this.#fail(`unexpected left brace '{'`);
    if (character === '!')
      return this.#fail(`unexpected character after '!' inside braces: ${this.#after()}`);
    if (character !== ',' && character !== '}') {
      return this.#fail(`unexpected character inside braces: ${rune(character)}`);
    }
    if (character === '}') this.#inBraces = false;
    return this.#sign(character);
  }

  #statement(): Omit<Token, 'start'> | undefined {
    const character = this.#character();
    if (/[0-9.]/.test(character)) return this.#numeric(character);
    if (this.#tokens.at(-1)?.text === '[') return this.#fail(noDuration(character));
    if (this.#inBrackets && character === ':') return this.#sign(character);
    const name = this.#match(word);
    if (name !== undefined) return { type: typeOf(name), text: name };
    if (character === '=' && this.text[this.#at + 1] === '~') {
      return this.#fail(`unexpected character after '=': '~'`);
    }
    const operator = this.#match(symbol);
    if (operator !== undefined) return { type: 'operator', text: operator };
    if ('"\'`'.includes(character)) return this.#string(character);
    if (character === '!') return this.#fail(`unexpected character after '!': ${this.#after()}`);
    return this.#bracket(character);
  }

  #bracket(character: string): Omit<Token, 'start'> | undefined {
    if (character === '{') this.#inBraces = true;
    else if (character === '(') this.#depth++;
    else if (character === ')') {
      if (--this.#depth < 0) return this.#fail(`unexpected right parenthesis ')'`, this.#at + 1);
    } else if (character === '[') {
      if (this.#inBrackets) return this.#fail(`unexpected left bracket '['`);
      this.#inBrackets = true;
    } else if (character === ']') {
      if (!this.#inBrackets) return this.#fail(`unexpected right bracket ']'`);
      this.#inBrackets = false;
    } else if (character !== ',' && character !== '@') {
      return this.#fail(`unexpected character: ${rune(character)}`);
    }
    return this.#sign(character);
  }

  #numeric(character: string): Omit<Token, 'start'> | undefined {
    const start = this.#at;
    const span = this.#match(duration);
    const found = span ?? this.#match(number);
    if (found === undefined) return this.#fail(`unexpected character: ${rune(character)}`);
    const rest = this.#match(/[a-zA-Z0-9_]+/y) ?? '';
    if (rest === '') {
      if (span === undefined && this.#tokens.at(-1)?.text === '[') {
        return this.#fail('missing unit character in duration', start);
      }
      return { type: span === undefined ? 'number' : 'duration', text: found };
    }
    // Prometheus shows what it had read when it stopped: one character of the rest.
    const shown = JSON.stringify(span === undefined ? found : found + rest.slice(0, 1));
    if (/^0$/.test(found) ? /^[xX]$/.test(rest) : /^[eE]$/.test(rest)) {
      const shownWhole = JSON.stringify(found + rest);
      return this.#fail(
        `error parsing number: strconv.ParseFloat: parsing ${shownWhole}: invalid syntax`,
        start,
      );
    }
    if (this.#tokens.at(-1)?.text === '[' && /^\d+\.\d+$/.test(found) && /^(?:ms|[smhdwy])$/.test(rest)) {
      return this.#fail(`not a valid duration string: ${JSON.stringify(found + rest)}`, start);
    }
    const kind = this.#tokens.at(-1)?.text === '[' ? 'bad duration syntax' : 'bad number or duration syntax';
    return this.#fail(`${kind}: ${shown}`, start);
  }

  #string(quote: string): Omit<Token, 'start'> | undefined {
    const start = this.#at;
    for (let i = start + 1; i < this.text.length; i++) {
      const character = this.text[i];
      if (character === quote) {
        this.#at = i + 1;
        return { type: 'string', text: this.text.slice(start, i + 1) };
      }
      if (quote === '`') continue;
      if (character === '\n') break;
      if (character !== '\\') continue;
      const escaped = this.text[++i] ?? '';
      if (escaped === '' || escaped === quote || /[abfnrtv\\xuU0-7]/.test(escaped)) continue;
      return this.#fail(unknownEscape(escaped), start);
    }
    return this.#fail(quote === '`' ? 'unterminated raw string' : 'unterminated quoted string', start);
  }

  #sign(text: string): Omit<Token, 'start'> {
    this.#at += text.length;
    return { type: 'sign', text };
  }

  #character(): string {
    return String.fromCodePoint(this.text.codePointAt(this.#at) ?? 0);
  }

  #after(): string {
    return rune(this.text[this.#at + 1] ?? '�');
  }
}

function typeOf(name: string): Token['type'] {
  const lower = name.toLowerCase();
  if (wordOperators.has(lower)) return 'operator';
  if (keywords.has(lower) || aggregationTable.has(lower)) return 'keyword';
  return lower === 'inf' || lower === 'nan' ? 'number' : 'identifier';
}

/** The fault of a bracket that is not followed by a duration. */
function noDuration(character: string): string {
  return /[a-zA-Z_]/.test(character)
    ? `bad duration syntax: ${JSON.stringify(character)}`
    : 'missing unit character in duration';
}

function unknownEscape(character: string): string {
  const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `unknown escape sequence U+${point} ${rune(character)}`;
}

/** A character as Go's %q quotes it. */
function rune(character: string): string {
  return character === "'"
    ? String.raw`'\''`
    : `'${JSON.stringify(character).slice(1, -1).replace('\\"', '"')}'`;
}
