import type { Binary } from './ast.js';
import { isSetOperator } from './ast.js';
import { combiner, dropsName } from './arithmetic.js';
import { matchVectors } from './matching.js';
import { combineSets } from './set-operators.js';
import { nameless, type Value, type Vector, VectorBuilder } from './vector.js';
import type { LabelSet } from '../series-labels.js';

/** A binary operator on what its sides gave. */
export function binary(node: Binary, left: Value, right: Value): Value {
  if (left.type === 'scalar' && right.type === 'scalar') return scalars(node, left.values, right.values);
  if (left.type === 'vector' && right.type === 'scalar') {
    return { type: 'vector', vector: withScalar(node, left.vector, right.values, 'left') };
  }
  if (left.type === 'scalar' && right.type === 'vector') {
    return { type: 'vector', vector: withScalar(node, right.vector, left.values, 'right') };
  }
  if (left.type !== 'vector' || right.type !== 'vector')
    throw new TypeError(`no values for ${node.operator}`);
  const vector = isSetOperator(node.operator)
    ? combineSets(node.operator, node.matching, left.vector, right.vector)
    : matchVectors(node, left.vector, right.vector);
  return { type: 'vector', vector };
}

function scalars(node: Binary, left: Float64Array, right: Float64Array): Value {
  const combine = combiner(node.operator, node.bool, 'left');
  // Between scalars every comparison has bool, so there is always a value.
  return { type: 'scalar', values: left.map((value, step) => combine(value, right[step] as number) ?? NaN) };
}

/** @param side where the vector stands */
function withScalar(node: Binary, vector: Vector, scalar: Float64Array, side: 'left' | 'right'): Vector {
  const { steps } = vector;
  const combine = combiner(node.operator, node.bool, side);
  const builder = new VectorBuilder(steps, vector.labels.length);
  vector.labels.forEach((labels: LabelSet, row) => {
    for (let step = 0; step < steps; step++) {
      const at = row * steps + step;
      if (vector.present[at] === 0) continue;
      const own = vector.values[at] as number;
      const other = scalar[step] as number;
      const value = side === 'left' ? combine(own, other) : combine(other, own);
      if (value !== undefined) builder.set(step, value);
    }
    builder.endRow(labels);
  });
  return dropsName(node.operator, node.bool) ? nameless(builder.build()) : builder.build();
}
