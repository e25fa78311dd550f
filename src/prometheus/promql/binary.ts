import type { Evaluation } from './evaluation.js';
import { power } from './number-functions.js';
import type { ArithmeticOperator, Binary, ComparisonOperator } from './syntax/ast.js';
import { unnamed, type Value, type Vector, VectorBuilder } from './vector.js';
import { type Combine, combineSets, isSets, matchVectors } from './vector-matching.js';

/** The value of a binary operator, from those of its sides. */
export async function binary(
  evaluation: Evaluation,
  node: Binary,
  left: Value,
  right: Value,
): Promise<Value> {
  if (left.type === 'string' || right.type === 'string')
    throw new TypeError(`no strings for ${node.operator}`);
  if (left.type === 'scalar') {
    if (right.type === 'scalar') return scalars(node, left.values, right.values);
    const sides = { scalar: left.values, side: 'right' } as const;
    return { type: 'vector', vector: await withScalar(evaluation, node, right.vector, sides) };
  }
  if (right.type === 'scalar') {
    const sides = { scalar: right.values, side: 'left' } as const;
    return { type: 'vector', vector: await withScalar(evaluation, node, left.vector, sides) };
  }
  return { type: 'vector', vector: await vectors(evaluation, node, left.vector, right.vector) };
}

function scalars(node: Binary, left: Float64Array, right: Float64Array): Value {
  const combine = combiner(node, 'left');
  // Between scalars every comparison has bool, so there is always a value.
  return { type: 'scalar', values: left.map((value, step) => combine(value, right[step] as number) ?? NaN) };
}

function vectors(evaluation: Evaluation, node: Binary, left: Vector, right: Vector): Promise<Vector> {
  if (isSets(node)) return combineSets(evaluation, node, left, right);
  const operation = { combine: combiner(node, 'left'), renames: renames(node), bool: node.bool };
  return matchVectors(evaluation, node.matching, left, right, operation);
}

/** @param side where the vector stands */
async function withScalar(
  evaluation: Evaluation,
  node: Binary,
  vector: Vector,
  { scalar, side }: { readonly scalar: Float64Array; readonly side: 'left' | 'right' },
): Promise<Vector> {
  const { steps } = vector;
  const combine = combiner(node, side);
  const builder = new VectorBuilder(steps, vector.labels.length);
  for (const [row, labels] of vector.labels.entries()) {
    for (let step = 0; step < steps; step++) {
      const at = row * steps + step;
      if (vector.present[at] === 0) continue;
      const own = vector.values[at] as number;
      const other = scalar[step] as number;
      const value = side === 'left' ? combine(own, other) : combine(other, own);
      if (value !== undefined) builder.set(step, value);
    }
    builder.endRow(labels);
    if (evaluation.timeToYield(steps)) await evaluation.yieldThread();
  }
  return renames(node) || node.bool ? unnamed(builder.build()) : builder.build();
}

const arithmetic: Readonly<Record<ArithmeticOperator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': power,
  atan2: Math.atan2,
};

const comparisons: Readonly<Record<ComparisonOperator, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** @param kept the side whose value a comparison lets through */
function combiner({ operator, bool }: Binary, kept: 'left' | 'right'): Combine {
  const compare = comparisons[operator as ComparisonOperator] as
    ((a: number, b: number) => boolean) | undefined;
  if (compare === undefined) return arithmetic[operator as ArithmeticOperator];
  if (bool) return (a, b) => (compare(a, b) ? 1 : 0);
  return kept === 'left'
    ? (a, b) => (compare(a, b) ? a : undefined)
    : (a, b) => (compare(a, b) ? b : undefined);
}

/** Whether the result is no longer what the name of the metric says (changesMetricSchema). */
function renames({ operator }: Binary): boolean {
  return Object.hasOwn(arithmetic, operator);
}
