import { ParseError } from '../../../parse-error.js';
import { type Labels, metricName, metricNamePattern } from '../../series/labels.js';
import type { LabelMatcher } from '../../series/matcher.js';
import { regexCompiler } from '../../series/regex.js';
import { QueryError } from '../query-error.js';
import type { Expression, ValueType } from './ast.js';
import { ExpressionError } from './expression-error.js';
import { unquote } from './string-literal.js';
import { describeToken, syntaxError } from './syntax-error.js';
import { tokenise } from './tokens.js';
import { toExpression } from './tree.js';
import { typeOf } from './type-check.js';

/** An expression that has been found right. */
export interface ParsedExpression {
  readonly text: string;
  readonly type: ValueType;
  readonly expression: Expression;
}

/** Longer than any rule or panel; what is longer is an accident or an attack. */
const maxLength = 100_000;

/**
 * Reads a PromQL expression and checks its types, with Prometheus' own grammar (its package lezer-promql) and the
 * words and positions of the errors of Prometheus 2.42 (promql/parser).
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
  const { parser } = await import('@prometheus-io/lezer-promql');
  const compile = await regexCompiler();
  const faultAt = (source: string): number | undefined => {
    let at: number | undefined;
    parser.parse(source).iterate({
      enter: ({ type, from }) => {
        if (type.isError) at = Math.min(at ?? Infinity, from);
      },
    });
    return at;
  };
  // Its words are looser than Prometheus' in places: an unterminated string passes.
  if (faultAt(text) !== undefined || tokenise(text).fault !== undefined || text.trim() === '')
    throw syntaxError(text, faultAt);
  const expression = toExpression(parser.parse(text).topNode, text, compile);
  return { text, expression, type: typeOf(expression, text, compile) };
}

/**
 * Reads what finds series, `up{job="node"}`: a selector of an instant vector and nothing more (parser.ParseMetricSelector).
 *
 * @throws {ExpressionError} where it is wrong
 * @throws {QueryError} where it would find everything
 */
export async function parseSelector(text: string): Promise<readonly LabelMatcher[]> {
  refuseFurther(text);
  const { expression } = await parseExpression(text).catch((error: unknown) => {
    throw asSelector(error);
  });
  if (expression.kind !== 'selector') throw new ExpressionError('unexpected end of input', text, text.length);
  return expression.matchers;
}

/** What finds everything is no fault of the syntax here (parseMatchersParam). */
function asSelector(error: unknown): unknown {
  return error instanceof ExpressionError && error.reason.endsWith('at least one non-empty matcher')
    ? new QueryError('bad_data', 'match[] must contain at least one non-empty matcher')
    : error;
}

/** A name, then conditions in braces: the first word after them is one too many, whatever it would mean elsewhere. */
function refuseFurther(text: string): void {
  const { tokens, fault } = tokenise(text);
  const afterName = tokens[0]?.type === 'identifier' || tokens[0]?.type === 'keyword' ? 1 : 0;
  const closing = tokens.findIndex(({ text: word }) => word === '}');
  const next = tokens[afterName]?.text === '{' ? (closing < 0 ? tokens.length : closing + 1) : afterName;
  const token = tokens[next];
  if (token === undefined || (token.type === 'end' && next > 0)) return;
  if (fault !== undefined && fault.start <= token.start) return;
  throw new ExpressionError(`unexpected ${describeToken(token)}`, text, token.start);
}

const word = new RegExp(`\\s*(${metricNamePattern})\\s*`, 'y');
const literal = /\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)\s*/y;

/**
 * A series as PromQL writes it, `up{job="a"}`, read into its labels (parser.ParseMetric).
 *
 * @throws {ParseError} with the offset of what is wrong
 */
export function parseMetric(text: string): Labels {
  let at = 0;
  const take = (pattern: RegExp, expected: string): string => {
    pattern.lastIndex = at;
    const [whole, found] = pattern.exec(text) ?? [];
    if (whole === undefined || found === undefined)
      throw new ParseError(`unexpected ${rest(text, at)}, expected ${expected}`, at);
    at += whole.length;
    return found;
  };
  const labels = new Map<string, string>();
  if (!/^\s*(?:\{|$)/.test(text)) labels.set(metricName, take(word, 'metric name'));
  while (/\s/.test(text[at] ?? '')) at++;
  if (at === text.length) return Object.fromEntries(labels);
  if (text[at] !== '{') throw new ParseError(`unexpected ${rest(text, at)}, expected "{"`, at);
  at++;
  while (/\s/.test(text[at] ?? '')) at++;
  while (text[at] !== '}') {
    const name = take(word, 'label name');
    if (name.includes(':'))
      throw new ParseError(`unexpected ${JSON.stringify(name)}, expected label name`, at);
    if (text[at] !== '=') throw new ParseError(`unexpected ${rest(text, at)}, expected "="`, at);
    at++;
    const value = unquote(take(literal, 'string'));
    if (value === undefined) throw new ParseError('invalid escape in string', at);
    labels.set(name, value);
    if (text[at] !== ',' && text[at] !== '}')
      throw new ParseError(`unexpected ${rest(text, at)}, expected "," or "}"`, at);
    if (text[at] === ',') at++;
    while (/\s/.test(text[at] ?? '')) at++;
  }
  if (text.slice(at + 1).trim() !== '') throw new ParseError(`unexpected ${rest(text, at + 1)}`, at + 1);
  return Object.fromEntries([...labels].filter(([, value]) => value !== ''));
}

function rest(text: string, at: number): string {
  return at >= text.length ? 'end of input' : JSON.stringify(text.slice(at, at + 20));
}
