import { groupKeyOf } from '../series/labels.js';
import { type Binary, isSetOperator, type SetOperator } from './syntax/ast.js';
import type { Evaluation } from './evaluation.js';
import { relabelled, type Vector, VectorBuilder } from './vector.js';

type SetOperation = Binary & { readonly operator: SetOperator };

export function isSets(node: Binary): node is SetOperation {
  return isSetOperator(node.operator);
}

/** `and`, `or` and `unless`: which series there are, whatever their values. */
export async function combineSets(
  evaluation: Evaluation,
  { operator, matching }: SetOperation,
  left: Vector,
  right: Vector,
): Promise<Vector> {
  const names = new Set(matching.labels);
  const keysOf = ({ labels }: Vector): readonly string[] =>
    labels.map((each) => groupKeyOf(each, matching.on, names));
  const leftKeys = keysOf(left);
  const rightKeys = keysOf(right);
  if (operator !== 'or') {
    const seen = presence(right, rightKeys);
    return filtered(evaluation, left, leftKeys, { seen, wanted: operator === 'and' ? 1 : 0 });
  }
  const seen = presence(left, leftKeys);
  return united(left, await filtered(evaluation, right, rightKeys, { seen, wanted: 0 }));
}

/** For each key, the steps at which some row of it has a value. */
function presence(vector: Vector, keys: readonly string[]): ReadonlyMap<string, Uint8Array> {
  const { steps } = vector;
  const seen = new Map<string, Uint8Array>();
  keys.forEach((key, row) => {
    const any = seen.get(key) ?? new Uint8Array(steps);
    for (let step = 0; step < steps; step++) {
      if (vector.present[row * steps + step] === 1) any[step] = 1;
    }
    seen.set(key, any);
  });
  return seen;
}

async function filtered(
  evaluation: Evaluation,
  vector: Vector,
  keys: readonly string[],
  { seen, wanted }: { readonly seen: ReadonlyMap<string, Uint8Array>; readonly wanted: 0 | 1 },
): Promise<Vector> {
  const { steps } = vector;
  const builder = new VectorBuilder(steps, vector.labels.length);
  for (const [row, labels] of vector.labels.entries()) {
    const other = seen.get(keys[row] as string);
    for (let step = 0; step < steps; step++) {
      const at = row * steps + step;
      if (vector.present[at] === 0 || (other?.[step] ?? 0) !== wanted) continue;
      builder.set(step, vector.values[at] as number);
    }
    builder.endRow(labels);
    if (evaluation.tired(steps)) await evaluation.breathe();
  }
  return builder.build();
}

function united(left: Vector, right: Vector): Vector {
  const values = new Float64Array(left.values.length + right.values.length);
  const present = new Uint8Array(values.length);
  values.set(left.values);
  values.set(right.values, left.values.length);
  present.set(left.present);
  present.set(right.present, left.present.length);
  const labels = [...left.labels, ...right.labels];
  return relabelled({ steps: left.steps, labels, values, present }, labels);
}
