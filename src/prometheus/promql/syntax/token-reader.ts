import { ExpressionError } from '../query-error.js';
import { aggregationTable } from './function-table.js';
import { unquote } from './string-literal.js';
import { type Token, type Tokens, tokenise } from './tokens.js';

/** The words of an expression, one after the other; the fault at which the lexer stopped is thrown where it is reached. */
export class TokenReader {
  readonly #words: Tokens;
  #at = 0;
  /** Where the last word that was read ends. */
  lastEnd = 0;

  constructor(readonly text: string) {
    this.#words = tokenise(text);
  }

  /** A word that is not read yet: the next one, or one further. */
  peek(ahead = 0): Token {
    const { tokens, fault } = this.#words;
    const token = tokens[this.#at + ahead];
    if (token !== undefined) return token;
    const last = tokens.at(-1);
    if (fault === undefined && last !== undefined) return last;
    if (ahead > 0) return { type: 'end', text: '', start: this.text.length };
    throw this.faultAt(fault?.reason ?? 'syntax error', fault?.start ?? this.text.length);
  }

  next(): Token {
    const token = this.peek();
    this.#at++;
    this.lastEnd = token.start + token.text.length;
    return token;
  }

  /** Reads a keyword if it is the next word. */
  skipWord(word: string): boolean {
    const { type, text } = this.peek();
    if (type !== 'keyword' || text.toLowerCase() !== word) return false;
    this.next();
    return true;
  }

  unquote(token: Token): string {
    const value = unquote(token.text);
    if (value === undefined)
      throw this.faultAt(`error unquoting string ${JSON.stringify(token.text)}: invalid syntax`, token.start);
    return value;
  }

  fault(reason: string): ExpressionError {
    return this.faultAt(reason, this.peek().start);
  }

  faultAt(reason: string, start: number): ExpressionError {
    return new ExpressionError(reason, this.text, start);
  }

  /** The error of the next word, which is not what the grammar wants. */
  unexpected(context: string, expected: string): ExpressionError {
    return this.#unexpected(this.peek(), context, expected);
  }

  /** The same for the last word that was read. */
  unexpectedLast(context: string, expected: string): ExpressionError {
    this.#at--;
    return this.unexpected(context, expected);
  }

  #unexpected(token: Token, context: string, expected: string): ExpressionError {
    const place = context === '' ? '' : ` in ${context}`;
    const wanted = expected === '' ? '' : `, expected ${expected}`;
    return this.faultAt(`unexpected ${describeToken(token)}${place}${wanted}`, token.start);
  }
}

/** A word as Prometheus names it in an error: `identifier "b"`, `<op:+>`, `<by>`. */
function describeToken({ type, text }: Token): string {
  const lower = text.toLowerCase();
  if (type === 'end') return 'end of input';
  if (type === 'sign' || type === 'preprocessor' || (type === 'operator' && text === '='))
    return JSON.stringify(text);
  if (type === 'operator') return `<op:${lower}>`;
  if (type === 'keyword') return aggregationTable.has(lower) ? `<aggr:${lower}>` : `<${lower}>`;
  const shown = type === 'identifier' || text.length <= 10 ? text : text.slice(0, 10);
  return `${type} ${JSON.stringify(shown)}${shown === text ? '' : '...'}`;
}
