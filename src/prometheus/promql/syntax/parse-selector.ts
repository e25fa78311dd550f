import type { LabelMatcher } from '../../series/matcher.js';
import { ExpressionError } from './expression-error.js';
import { parseExpression } from './parse.js';
import { QueryError } from '../query-error.js';
import { describeToken } from './syntax-error.js';
import { tokenise } from './tokens.js';

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
