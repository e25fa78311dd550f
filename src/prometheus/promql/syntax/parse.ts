import { ParseError } from '../../../parse-error.js';
import { type Labels, metricName, metricNamePattern } from '../../series/labels.js';
import type { LabelMatcher } from '../../series/matcher.js';
import { regexCompiler } from '../../series/regex.js';
import { ExpressionError, QueryError } from '../query-error.js';
import type { Expression, ValueType } from './ast.js';
import { Grammar } from './grammar.js';
import { unquote, wellFormed } from './string-literal.js';
import { typeOf } from './type-check.js';

/** An expression that has been read and type-checked. */
export interface ParsedExpression {
  readonly text: string;
  readonly type: ValueType;
  readonly expression: Expression;
}

/** Longer than any rule or panel. */
const maxLength = 100_000;

/**
 * Reads a PromQL expression and checks its types, with the grammar, the words and the positions of the errors of
 * Prometheus 3 (promql/parser), experimental functions included.
 *
 * @param text the expression
 * @returns the tree as plain data, and the type of its value
 * @throws {ExpressionError} such as `1:6: parse error: expected type range vector in call to function "rate", got instant vector`
 * @example
 * ```ts
 * import { parseExpression } from 'sonde/prometheus';
 *
 * const { type, expression } = await parseExpression('sum by (job) (rate(requests_total[5m]))');
 * console.log(type, expression.kind); // → vector aggregation
 * ```
 */
export async function parseExpression(text: string): Promise<ParsedExpression> {
  if (text.length > maxLength) throw new ExpressionError('expression is too long', text, maxLength);
  const compile = await regexCompiler();
  const expression = new Grammar(text, compile).whole();
  return { text, expression, type: typeOf(expression, text, compile) };
}

/**
 * Reads a selector of an instant vector and nothing more, `up{job="node"}` (parser.ParseMetricSelector).
 *
 * @throws {ExpressionError} where it is wrong
 * @throws {QueryError} where it would find every series
 */
export async function parseSelector(text: string): Promise<readonly LabelMatcher[]> {
  if (text.length > maxLength) throw new ExpressionError('expression is too long', text, maxLength);
  const compile = await regexCompiler();
  const selector = new Grammar(text, compile).wholeSelector();
  try {
    typeOf(selector, text, compile);
  } catch (error) {
    throw asSelector(error);
  }
  return selector.matchers;
}

/** Prometheus reports a selector that finds every series as a wrong parameter, not as wrong syntax (parseMatchersParam). */
function asSelector(error: unknown): unknown {
  return error instanceof ExpressionError && error.reason.endsWith('at least one non-empty matcher')
    ? new QueryError('bad_data', 'match[] must contain at least one non-empty matcher')
    : error;
}

const word = new RegExp(`\\s*(${metricNamePattern})\\s*`, 'y');
const literal = /\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)\s*/y;

/**
 * Reads a series as PromQL writes it, `up{job="a"}`, into its labels (parser.ParseMetric).
 *
 * @throws {ParseError} with the offset of what is wrong
 */
export function parseMetric(text: string): Labels {
  return new MetricReader(text).read();
}

class MetricReader {
  #at = 0;

  constructor(readonly text: string) {}

  read(): Labels {
    const labels = new Map<string, string>();
    if (!/^\s*(?:\{|$)/.test(this.text)) labels.set(metricName, this.#take(word, 'metric name'));
    this.#skipSpace();
    if (this.#at < this.text.length) this.#labels(labels);
    return Object.fromEntries([...labels].filter(([, value]) => value !== ''));
  }

  #labels(labels: Map<string, string>): void {
    this.#skip('{');
    this.#skipSpace();
    while (this.text[this.#at] !== '}') {
      const quoted = /^["'`]/.test(this.text.slice(this.#at, this.#at + 1));
      const name = quoted ? this.#string() : this.#labelName();
      // A text alone is the name of the metric.
      if (quoted && this.text[this.#at] !== '=') labels.set(metricName, name);
      else {
        this.#skip('=');
        labels.set(name, this.#string());
      }
      if (this.text[this.#at] !== '}') this.#skip(',', '"," or "}"');
      this.#skipSpace();
    }
    const end = this.#at + 1;
    if (this.text.slice(end).trim() !== '') throw new ParseError(`unexpected ${this.#found(end)}`, end);
  }

  #labelName(): string {
    const name = this.#take(word, 'label name');
    if (name.includes(':'))
      throw new ParseError(`unexpected ${JSON.stringify(name)}, expected label name`, this.#at);
    return name;
  }

  #string(): string {
    const value = unquote(this.#take(literal, 'string'));
    if (value === undefined) throw new ParseError('invalid escape in string', this.#at);
    return wellFormed(value);
  }

  #take(pattern: RegExp, expected: string): string {
    pattern.lastIndex = this.#at;
    const [whole, found] = pattern.exec(this.text) ?? [];
    if (whole === undefined || found === undefined) throw this.#unexpected(expected);
    this.#at += whole.length;
    return found;
  }

  #skip(sign: string, expected = JSON.stringify(sign)): void {
    if (this.text[this.#at] !== sign) throw this.#unexpected(expected);
    this.#at++;
  }

  #skipSpace(): void {
    while (/\s/.test(this.text[this.#at] ?? '')) this.#at++;
  }

  #unexpected(expected: string): ParseError {
    return new ParseError(`unexpected ${this.#found(this.#at)}, expected ${expected}`, this.#at);
  }

  #found(at: number): string {
    return at >= this.text.length ? 'end of input' : JSON.stringify(this.text.slice(at, at + 20));
  }
}
