import type { Duration, DurationOperator } from './ast.js';
import { parseDuration } from './duration.js';
import type { TokenReader } from './token-reader.js';

/** Operators by precedence, the loosest first; `^` alone is right-associative. */
const levels: readonly (readonly string[])[] = [['+', '-'], ['*', '/', '%'], ['^']];
const powerLevel = levels.length - 1;

/** The most that a duration may nest. */
const maxDepth = 200;

/** The longest duration of Go, in seconds. */
const maxSeconds = 2 ** 63 / 1e9;

/** Reads durations, which since Prometheus 3 may be numbers of seconds, sums, and `step()` and `range()` of the query. */
export class DurationGrammar {
  #depth = 0;

  constructor(readonly tokens: TokenReader) {}

  /** A number or a duration, in seconds; nothing where the next word is neither. */
  number(): number | undefined {
    const { type, text, start } = this.tokens.peek();
    if (type === 'number') {
      this.tokens.next();
      const value = numberOf(text);
      if (Number.isFinite(value) || /inf|nan/i.test(text)) return value;
      const reason = `strconv.ParseFloat: parsing ${JSON.stringify(text)}: value out of range`;
      throw this.tokens.faultAt(`error parsing number: ${reason}`, start);
    }
    if (type !== 'duration') return undefined;
    this.tokens.next();
    const parsed = parseDuration(text);
    if (typeof parsed !== 'number') throw this.tokens.faultAt(parsed.fault, start);
    return parsed / 1000;
  }

  /** What stands in brackets. Errors are those of the context, which may be outside. */
  positive(context: string, expected: string): Duration {
    const found = this.#sum(0, context, expected);
    if (found.kind === 'number' && found.value <= 0)
      throw this.tokens.faultAt('duration must be greater than 0', found.start);
    return found;
  }

  /**
   * What follows `offset`: without parentheses one number, which an operator after it does not concern. What begins with
   * parentheses goes on after them.
   */
  offset(): Duration {
    const context = 'offset';
    const expected = 'number, duration, step(), or range()';
    const { start } = this.tokens.peek();
    const sign = this.#sign();
    if (sign === undefined && this.tokens.peek().text === '(') return this.#sum(0, context, expected);
    const found = this.#atom(context, expected);
    return sign === undefined ? found : this.#signed(sign, found, start);
  }

  #sum(loosest: number, context: string, expected: string): Duration {
    if (++this.#depth > maxDepth) throw this.tokens.fault('expression is nested too deeply');
    const depth = this.#depth;
    const { start } = this.tokens.peek();
    const sign = this.#sign();
    let left =
      sign === undefined
        ? this.#atom(context, expected)
        : this.#signed(sign, this.#sum(powerLevel, context, expected), start);
    for (;;) {
      const { type, text, start: at } = this.tokens.peek();
      const level = type === 'operator' ? levels.findIndex((names) => names.includes(text)) : -1;
      if (level < loosest) break;
      if (++this.#depth > maxDepth) throw this.tokens.fault('expression is nested too deeply');
      this.tokens.next();
      const right = this.#sum(level === powerLevel ? level : level + 1, context, expected);
      if (right.kind === 'number' && right.value === 0 && (text === '/' || text === '%'))
        throw this.tokens.faultAt(`${text === '/' ? 'division' : 'modulo'} by zero`, at);
      const operator = text as DurationOperator;
      left = { kind: 'computed', operator, operands: [left, right], start: left.start, end: right.end };
    }
    this.#depth = depth - 1;
    return left;
  }

  #sign(): '+' | '-' | undefined {
    const { type, text } = this.tokens.peek();
    if (type !== 'operator' || (text !== '+' && text !== '-')) return undefined;
    this.tokens.next();
    return text;
  }

  #signed(sign: '+' | '-', inner: Duration, start: number): Duration {
    if (inner.kind === 'number') return { ...inner, value: sign === '-' ? -inner.value : inner.value, start };
    if (sign === '+') return inner;
    return { kind: 'computed', operator: '-', operands: [inner], start, end: inner.end };
  }

  #atom(context: string, expected: string): Duration {
    const { type, text, start } = this.tokens.peek();
    const value = this.number();
    if (value !== undefined) {
      if (Math.abs(value) > maxSeconds) throw this.tokens.faultAt('duration out of range', start);
      return { kind: 'number', value, start, end: this.tokens.lastEnd };
    }
    const word = text.toLowerCase();
    const named = type === 'preprocessor' && word !== 'start' && word !== 'end';
    if (named) this.tokens.next();
    else if (text !== '(') throw this.tokens.unexpected(context, expected);
    this.#take('(', context, expected);
    const operands: Duration[] = [];
    if (word === 'step' || word === 'range') {
      this.#take(')', context, expected);
      return { kind: 'computed', operator: word, operands, start, end: this.tokens.lastEnd };
    }
    operands.push(this.#sum(0, context, expected));
    if (named) {
      this.#take(',', context, expected);
      operands.push(this.#sum(0, context, expected));
    }
    this.#take(')', context, expected);
    const [inner] = operands;
    if (!named && inner?.kind === 'computed') return inner;
    // A number in parentheses is computed, not literal, as for Prometheus.
    const operator = named ? (word as 'min_of' | 'max_of') : '+';
    return { kind: 'computed', operator, operands, start, end: this.tokens.lastEnd };
  }

  #take(sign: string, context: string, expected: string): void {
    if (this.tokens.peek().text !== sign) throw this.tokens.unexpected(context, expected);
    this.tokens.next();
  }
}

/** The value of a number as Go reads it: hexadecimal, octal after a zero, any case of inf and nan, underscores between digits. */
function numberOf(text: string): number {
  const lower = text.toLowerCase().replaceAll('_', '');
  if (lower === 'nan') return NaN;
  if (lower === 'inf') return Infinity;
  if (/^0[0-7]+$/.test(lower)) return parseInt(lower, 8);
  return Number(lower);
}
