import { FilterError } from './syntax.js';

/** A word of a filter. */
export interface Token {
  readonly kind: 'word' | 'string' | 'character' | 'reference' | 'sign' | 'end';
  /** As written; of a string, what it stands for; of a reference, the field it names. */
  readonly text: string;
  readonly offset: number;
  /** First character beyond it. */
  readonly end: number;
}

/** Longer than any person writes. */
const MAX_LENGTH = 10_000;
const SIGNS = ['!==', '===', '==', '!=', '~=', '>=', '<=', '&&', '||', '^^', '..'];
const SINGLE_SIGNS = '!<>(){}[],&~+*%#@-/';
const WORD = /[A-Za-z0-9_.:/-]/;
/** A number may be subtracted, or divided by, without a space after the sign; a word goes on through both. */
const FIRST_OF_WORD = /[A-Za-z0-9_.:]/;

/** The words of a filter, an `end` after the last. */
export function tokensOf(filter: string): readonly Token[] {
  if (filter.length > MAX_LENGTH) throw new FilterError('filter too long', filter, MAX_LENGTH);
  const tokens: Token[] = [];
  for (let at = 0; at < filter.length;) {
    const token = /\s/.test(filter.charAt(at)) ? undefined : tokenAt(filter, at);
    if (token) tokens.push(token);
    at = token?.end ?? at + 1;
  }
  return [...tokens, { kind: 'end', text: 'the end', offset: filter.length, end: filter.length }];
}

function tokenAt(filter: string, at: number): Token {
  const character = filter.charAt(at);
  if (character === '"') return stringAt(filter, at, at + 1, false);
  if (/^r"/i.test(filter.slice(at, at + 2))) return stringAt(filter, at, at + 2, true);
  if (character === "'") return characterAt(filter, at);
  if (character === '$') return referenceAt(filter, at);
  const sign = SIGNS.find((each) => filter.startsWith(each, at));
  if (sign !== undefined) return { kind: 'sign', text: sign, offset: at, end: at + sign.length };
  if (FIRST_OF_WORD.test(character)) return wordAt(filter, at);
  if (!SINGLE_SIGNS.includes(character)) {
    throw new FilterError(`unexpected character ${JSON.stringify(character)}`, filter, at);
  }
  return { kind: 'sign', text: character, offset: at, end: at + 1 };
}

/** Everything up to a space or a sign; two dots are the sign of a range. */
function wordAt(filter: string, at: number): Token {
  let end = at;
  while (end < filter.length && WORD.test(filter.charAt(end)) && !filter.startsWith('..', end)) end++;
  return { kind: 'word', text: filter.slice(at, end), offset: at, end };
}

/** @param raw whether a backslash stands for itself, as regular expressions want */
function stringAt(filter: string, offset: number, start: number, raw: boolean): Token {
  let text = '';
  for (let at = start; at < filter.length;) {
    const character = filter.charAt(at);
    if (character === '"') return { kind: 'string', text, offset, end: at + 1 };
    if (character !== '\\') {
      text += character;
      at++;
    } else if (raw) {
      text += filter.slice(at, at + 2);
      at += 2;
    } else {
      const { value, end } = escapeAt(filter, at);
      text += value;
      at = end;
    }
  }
  throw new FilterError('this string has no end', filter, offset);
}

/** One character between single quotes stands for its number, as in C. */
function characterAt(filter: string, offset: number): Token {
  const { value, end } =
    filter.charAt(offset + 1) === '\\'
      ? escapeAt(filter, offset + 1)
      : { value: filter.charAt(offset + 1), end: offset + 2 };
  if (filter.charAt(end) !== "'" || value === "'" || value === '') {
    throw new FilterError('between single quotes stands one character', filter, offset);
  }
  return { kind: 'character', text: value, offset, end: end + 1 };
}

/** A field of the packet that is selected: `${frame.number}`. */
function referenceAt(filter: string, offset: number): Token {
  const [whole, name] = /^\$\{\s*([A-Za-z0-9_.-]+)\s*\}/.exec(filter.slice(offset)) ?? [];
  if (whole === undefined || name === undefined) {
    throw new FilterError('a reference is ${ and the name of a field and }', filter, offset);
  }
  return { kind: 'reference', text: name, offset, end: offset + whole.length };
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

function escapeAt(filter: string, at: number): { value: string; end: number } {
  const rest = filter.slice(at + 1, at + 10);
  const point = /^(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))/.exec(rest);
  if (point) {
    const value = parseInt(point[1] ?? point[2] ?? '', 16);
    if (value > 0x10ffff) throw new FilterError('no such character', filter, at);
    return { value: String.fromCodePoint(value), end: at + 1 + point[0].length };
  }
  const coded = /^x([0-9a-f]{1,2})/i.exec(rest) ?? /^([0-3]?[0-7]{1,2})/.exec(rest);
  if (coded) {
    const digits = coded[1] ?? '';
    const value = String.fromCharCode(parseInt(digits, rest.startsWith('x') ? 16 : 8));
    return { value, end: at + 1 + coded[0].length };
  }
  const value = ESCAPES[rest.charAt(0)];
  if (value === undefined) throw new FilterError('unknown escape in a string', filter, at);
  return { value, end: at + 2 };
}
