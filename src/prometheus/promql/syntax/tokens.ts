import { labelNamePattern, metricNamePattern } from '../../series/labels.js';
import { aggregationTable } from './function-table.js';

/** A word of an expression, as Prometheus' lexer cuts it (promql/parser/lex.go). */
export interface Token {
  readonly type:
    | 'identifier'
    | 'number'
    | 'duration'
    | 'string'
    | 'operator'
    | 'keyword'
    | 'preprocessor'
    | 'sign'
    | 'end';
  readonly text: string;
  readonly start: number;
}

/** The words of an expression up to the fault at which the lexer stopped, if there is one. */
export interface Tokens {
  readonly tokens: readonly Token[];
  readonly fault?: { readonly reason: string; readonly start: number };
}

const keywords = new Set(
  'offset by without on ignoring group_left group_right bool anchored smoothed'.split(' '),
);
/** Words that are keywords only before a parenthesis. */
const fills = new Set(['fill', 'fill_left', 'fill_right']);
/** Words that stand for a number of the query itself, and what takes two of them. */
const durationWords = ['step', 'range', 'max_of', 'min_of'];
const preprocessors = new Set(['start', 'end', ...durationWords]);
const wordOperators = new Set(['and', 'or', 'unless', 'atan2']);

/** Sticky, so that each character is looked at once. */
const space = /[ \t\r\n]+|#[^\r\n]*/y;
const digits = '[0-9](?:_?[0-9])*';
const number = new RegExp(
  `0[xX]_?[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*|(?:${digits}(?:\\.(?:${digits})?)?|\\.${digits})(?:[eE][+-]?${digits})?`,
  'y',
);
const duration = /[0-9]*\.?[0-9]+(?:[smhdwy]s?)(?:[0-9]+[smhdw]s?)*/y;
const word = new RegExp(metricNamePattern, 'y');
const label = new RegExp(labelNamePattern, 'y');
const symbol = /==|!=|<=|>=|<\/|>\/|[-+*/%^<>=@]/y;
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
  /** Right after a bracket, or after the first number inside. */
  #inBrackets: false | 'start' | 'rest' = false;
  #gotColon = false;
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
    else if (this.#inBrackets === 'start') this.#fail('unexpected end of input in duration expression');
    else if (this.#depth > 0) this.#fail('unclosed left parenthesis');
    else if (this.#inBrackets) this.#fail('unclosed left bracket');
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
    if (/[0-9]/.test(character) || (character === '.' && /[0-9]/.test(this.text[this.#at + 1] ?? '')))
      return this.#numeric();
    if (this.#inBrackets === 'start') return this.#duration(character);
    if (this.#inBrackets === 'rest' && /[a-zA-Z_:]/.test(character)) return this.#afterDuration(character);
    const name = this.#match(word);
    if (name !== undefined) return { type: this.#typeOf(name), text: name };
    if (character === '=' && this.text[this.#at + 1] === '~') {
      return this.#fail(`unexpected character after '=': '~'`);
    }
    const operator = this.#match(symbol);
    if (operator !== undefined) return { type: 'operator', text: operator };
    if ('"\'`'.includes(character)) return this.#string(character);
    if (character === '!') return this.#fail(`unexpected character after '!': ${this.#after()}`);
    return this.#bracket(character);
  }

  /** Inside brackets, before the first number: a sum of durations may begin with a sign or a parenthesis. */
  #duration(character: string): Omit<Token, 'start'> | undefined {
    if (character === ':') {
      const reason = 'unexpected colon before duration in duration expression';
      return this.#fail(reason, this.#at + 1);
    }
    const name = this.#durationWord();
    if (name !== undefined) return name;
    if ('+-*/%^'.includes(character)) return { ...this.#sign(character), type: 'operator' };
    if (!'(),]'.includes(character))
      return this.#fail(`unexpected character in duration expression: ${rune(character)}`);
    return this.#bracket(character);
  }

  #afterDuration(character: string): Omit<Token, 'start'> | undefined {
    if (character === ':') {
      if (this.#gotColon) return this.#fail("unexpected colon ':'");
      this.#gotColon = true;
      return this.#sign(character);
    }
    return this.#durationWord() ?? this.#fail(`unexpected character: ${rune(character)}, expected ':'`);
  }

  #durationWord(): Omit<Token, 'start'> | undefined {
    const before = this.#at;
    const name = this.#match(/[a-zA-Z_]+/y);
    if (name !== undefined && durationWords.includes(name.toLowerCase()))
      return { type: 'preprocessor', text: name };
    this.#at = before;
    return undefined;
  }

  #typeOf(name: string): Token['type'] {
    const lower = name.toLowerCase();
    if (wordOperators.has(lower)) return 'operator';
    if (keywords.has(lower) || aggregationTable.has(lower)) return 'keyword';
    if (fills.has(lower) && /^[ \t\r\n]*\(/.test(this.text.slice(this.#at, this.#at + 100))) return 'keyword';
    if (preprocessors.has(lower)) return 'preprocessor';
    return lower === 'inf' || lower === 'nan' ? 'number' : 'identifier';
  }

  #bracket(character: string): Omit<Token, 'start'> | undefined {
    if (character === '{') this.#inBraces = true;
    else if (character === '(') this.#depth++;
    else if (character === ')') {
      if (--this.#depth < 0) return this.#fail(`unexpected right parenthesis ')'`, this.#at + 1);
    } else if (character === '[') {
      if (this.#inBrackets) return this.#fail(`unexpected left bracket '['`);
      this.#inBrackets = 'start';
      this.#gotColon = false;
    } else if (character === ']') {
      if (!this.#inBrackets) return this.#fail(`unexpected right bracket ']'`);
      this.#inBrackets = false;
    } else if (character !== ',') {
      return this.#fail(`unexpected character: ${rune(character)}`);
    }
    return this.#sign(character);
  }

  #numeric(): Omit<Token, 'start'> | undefined {
    const start = this.#at;
    if (this.#inBrackets) this.#inBrackets = 'rest';
    const span = this.#match(duration);
    const found = span ?? this.#match(number) ?? '';
    const rest = this.#match(/\.?[a-zA-Z0-9_]*/y) ?? '';
    if (rest === '') return { type: span === undefined ? 'number' : 'duration', text: found };
    if (found === '0' && /^[xX]$/.test(rest)) {
      const reason = `error parsing number: strconv.ParseFloat: parsing ${JSON.stringify(found + rest)}: invalid syntax`;
      return this.#fail(reason, start);
    }
    // Prometheus shows what it had read when it stopped.
    const read = span === undefined ? /^(?:_[._eE]?|[.eE])?/.exec(rest)?.[0] : rest.slice(0, 1);
    return this.#fail(`bad number or duration syntax: ${JSON.stringify(found + (read ?? ''))}`, start);
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
      const fault = escapeFault(this.text, ++i, quote);
      if (fault !== undefined) return this.#fail(fault, start);
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

/** How many digits follow, in which base, and the largest number. */
const numericEscapes: Readonly<Record<string, readonly [count: number, base: number, max: number]>> = {
  x: [2, 16, 255],
  u: [4, 16, 0x10ffff],
  U: [8, 16, 0x10ffff],
};

/** What is wrong with what follows a backslash (promql/parser/lex.go, lexEscape). An end of text is told later. */
function escapeFault(text: string, at: number, quote: string): string | undefined {
  const letter = text[at] ?? '';
  if (letter === quote || 'abfnrtv\\'.includes(letter)) return undefined;
  const isOctal = /[0-7]/.test(letter);
  const form = isOctal ? ([3, 8, 255] as const) : numericEscapes[letter];
  if (form === undefined) return `unknown escape sequence ${point(text, at)}`;
  const [count, base, max] = form;
  const from = isOctal ? at : at + 1;
  for (let i = from; i < from + count && i < text.length; i++) {
    if (Number.isNaN(parseInt(text[i] as string, base)))
      return `illegal character ${point(text, i)} in escape sequence`;
  }
  const code = parseInt(text.slice(from, from + count), base);
  const isHalf = code >= 0xd800 && code < 0xe000;
  return code > max || isHalf ? 'escape sequence is an invalid Unicode code point' : undefined;
}

/** A character as Go's %#U writes it. */
function point(text: string, at: number): string {
  const code = text.codePointAt(at) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')} ${rune(String.fromCodePoint(code))}`;
}

/** A character as Go's %q quotes it. */
function rune(character: string): string {
  return character === "'"
    ? String.raw`'\''`
    : `'${JSON.stringify(character).slice(1, -1).replace('\\"', '"')}'`;
}
