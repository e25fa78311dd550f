import { unquote } from '../promql/syntax/string-literal.js';
import type { Piece, TemplateError, Token } from './syntax.js';

const space = /[ \t\r\n]/;

/**
 * Cuts a template into texts and actions (text/template/parse/lex.go).
 *
 * @param fail makes the error of a line
 */
export function pieces(
  source: string,
  fail: (line: number, reason: string) => TemplateError,
): readonly Piece[] {
  const found: Piece[] = [];
  let at = 0;
  let line = 1;
  let trimNext = false;
  while (at < source.length) {
    const open = source.indexOf('{{', at);
    const end = open < 0 ? source.length : open;
    const text = source.slice(at, end);
    const trimBefore = open >= 0 && source[open + 2] === '-' && space.test(source[open + 3] ?? '');
    pushText(found, trimmed(text, trimNext, trimBefore), line);
    line += newLines(text);
    if (open < 0) break;
    const action = actionAt(source, open + (trimBefore ? 3 : 2), line, fail);
    if (action.tokens !== undefined) found.push({ type: 'action', tokens: action.tokens, line });
    line += newLines(source.slice(open, action.end));
    trimNext = action.trimAfter;
    at = action.end;
  }
  return found;
}

function pushText(found: Piece[], text: string, line: number): void {
  if (text !== '') found.push({ type: 'text', text, line });
}

function trimmed(text: string, start: boolean, end: boolean): string {
  let from = 0;
  let to = text.length;
  if (start) while (from < to && space.test(text[from] ?? '')) from++;
  if (end) while (to > from && space.test(text[to - 1] ?? '')) to--;
  return text.slice(from, to);
}

function newLines(text: string): number {
  return text.split('\n').length - 1;
}

/** The words of an action, which a comment does not have, and where it ends. */
interface Action {
  readonly tokens?: readonly Token[];
  readonly end: number;
  readonly trimAfter: boolean;
}

function actionAt(
  source: string,
  from: number,
  line: number,
  fail: (line: number, reason: string) => TemplateError,
): Action {
  // A comment follows its braces at once, or the space of `{{- `.
  const opening = source[from - 1] === '-' ? from + 1 : from;
  if (source.startsWith('/*', opening)) return commentAt(source, from, line, fail);
  const tokens: Token[] = [];
  let at = from;
  let spaceBefore = true;
  for (;;) {
    const closing = /^(\s+-)?\}\}/.exec(source.slice(at, at + 64));
    if (closing !== null) return { tokens, end: at + closing[0].length, trimAfter: closing[1] !== undefined };
    const character = source[at];
    if (character === undefined) throw fail(line, 'unclosed action');
    if (space.test(character)) {
      spaceBefore = true;
      at++;
      continue;
    }
    const token = tokenAt(source, at, (reason) => fail(line + newLines(source.slice(from, at)), reason));
    tokens.push({ type: token.type, text: token.value, spaceBefore });
    spaceBefore = false;
    at = token.end;
  }
}

function commentAt(
  source: string,
  from: number,
  line: number,
  fail: (line: number, reason: string) => TemplateError,
): Action {
  const close = source.indexOf('*/', from);
  if (close < 0) throw fail(line, 'unclosed comment');
  const closing = /^(\s+-)?\}\}/.exec(source.slice(close + 2, close + 66));
  if (closing === null) throw fail(line, 'comment ends before closing delimiter');
  return { end: close + 2 + closing[0].length, trimAfter: closing[1] !== undefined };
}

interface Lexed {
  readonly type: Token['type'];
  readonly value: string;
  readonly end: number;
}

/** Sticky: each matches at one place only. */
const patterns: readonly (readonly [Token['type'], RegExp])[] = [
  ['number', /[+-]?(?:0[xX][0-9a-fA-F_]+|(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?)/y],
  ['field', /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['variable', /\$[\p{L}\p{Nd}_]*/uy],
  ['word', /[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['operator', /:=|[=|(),.]/y],
];

function tokenAt(source: string, at: number, fail: (reason: string) => TemplateError): Lexed {
  const character = source[at] ?? '';
  if (character === '"' || character === '`') return quoted(source, at, character, fail);
  if (character === "'") return characterAt(source, at, fail);
  for (const [type, pattern] of patterns) {
    pattern.lastIndex = at;
    const [value] = pattern.exec(source) ?? [];
    if (value !== undefined) return { type, value, end: at + value.length };
  }
  if (/[!-~]/.test(character)) throw fail(`unexpected ${JSON.stringify(character)} in command`);
  const point = source.codePointAt(at) ?? 0;
  const code = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
  throw fail(`unrecognized character in action: ${code} '${String.fromCodePoint(point)}'`);
}

function quoted(source: string, at: number, quote: string, fail: (reason: string) => TemplateError): Lexed {
  let end = at + 1;
  while (source[end] !== quote) {
    if (source[end] === undefined || (quote === '"' && source[end] === '\n')) {
      throw fail(quote === '"' ? 'unterminated quoted string' : 'unterminated raw quoted string');
    }
    end += quote === '"' && source[end] === '\\' ? 2 : 1;
  }
  const value = unquote(source.slice(at, end + 1));
  if (value === undefined) throw fail('invalid syntax');
  return { type: 'string', value, end: end + 1 };
}

/** A character constant stands for the number of its code point. */
function characterAt(source: string, at: number, fail: (reason: string) => TemplateError): Lexed {
  const [literal] = /^'(?:\\.[0-9a-fA-F]{0,8}|[^'\\\n])'/u.exec(source.slice(at, at + 16)) ?? [];
  if (literal === undefined) throw fail('unterminated character constant');
  const value = unquote(literal);
  if (value === undefined) throw fail(`malformed character constant: ${literal}`);
  return { type: 'number', value: String(value.codePointAt(0) ?? 0), end: at + literal.length };
}
