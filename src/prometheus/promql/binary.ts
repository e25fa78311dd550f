import type { Binary } from './syntax/ast.js';
import { combiner, dropsName } from './arithmetic.js';
import type { Evaluation } from './evaluation.js';
import { matchVectors } from './vector-matching.js';
import { combineSets, isSets } from './set-operators.js';
import { nameless, type Value, type Vector, VectorBuilder } from './vector.js';

/** A binary operator on what its sides gave. */
export async function binary(
  evaluation: Evaluation,
  node: Binary,
  left: Value,
  right: Value,
): Promise<Value> {
  if (left.type === 'scalar' && right.type === 'scalar') return scalars(node, left.values, right.values);
  if (left.type === 'vector' && right.type === 'scalar') {
    return {
      type: 'vector',
      vector: await withScalar(evaluation, node, left.vector, { scalar: right.values, side: 'left' }),
    };
  }
  if (left.type === 'scalar' && right.type === 'vector') {
    return {
      type: 'vector',
      vector: await withScalar(evaluation, node, right.vector, { scalar: left.values, side: 'right' }),
    };
  }
  if (left.type !== 'vector' || right.type !== 'vector')
    throw new TypeError(`no values for ${node.operator}`);
  const vector = isSets(node)
    ? await combineSets(evaluation, node, left.vector, right.vector)
    : await matchVectors(evaluation, node, left.vector, right.vector);
  return { type: 'vector', vector };
}

function scalars(node: Binary, left: Float64Array, right: Float64Array): Value {
  const combine = combiner(node.operator, node.bool, 'left');
  // Between scalars every comparison has bool, so there is always a value.
  return { type: 'scalar', values: left.map((value, step) => combine(value, right[step] as number) ?? NaN) };
}

/** @param side where the vector stands */
async function withScalar(
  evaluation: Evaluation,
  node: Binary,
  vector: Vector,
  { scalar, side }: { readonly scalar: Float64Array; readonly side: 'left' | 'right' },
): Promise<Vector> {
  const { steps } = vector;
  const combine = combiner(node.operator, node.bool, side);
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
    if (evaluation.tired(steps)) await evaluation.breathe();
  }
  return dropsName(node.operator, node.bool) ? nameless(builder.build()) : builder.build();
}
