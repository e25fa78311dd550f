import { regexCompiler } from '../../series/regex.js';
import type { Expression, ValueType } from './ast.js';
import { ExpressionError } from './expression-error.js';
import { syntaxError } from './syntax-error.js';
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
