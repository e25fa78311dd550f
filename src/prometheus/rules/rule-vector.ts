import type { PromQueryable } from '../promql/engine.js';
import type { VectorSample } from '../promql/result.js';
import { RuleError } from './rule-error.js';

/** The value of an expression as a rule takes it: a scalar is a series without labels. */
export async function ruleVector(
  engine: PromQueryable,
  expression: string,
  timeMs: number,
): Promise<readonly VectorSample[]> {
  const answer = await engine.query(expression, timeMs);
  if (answer.resultType === 'vector') return answer.result;
  if (answer.resultType === 'scalar') return [{ metric: {}, timeMs, value: answer.result.value }];
  throw new RuleError('rule result is not a vector or scalar');
}
