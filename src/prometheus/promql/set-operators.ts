import { groupKeyOf } from '../series-labels.js';
import type { SetOperator, VectorMatching } from './ast.js';
import { relabelled, type Vector, VectorBuilder } from './vector.js';

/** `and`, `or` and `unless`: which series there are, whatever their values. */
export function combineSets(
  operator: SetOperator,
  matching: VectorMatching,
  left: Vector,
  right: Vector,
): Vector {
  const names = new Set(matching.labels);
  const keysOf = ({ labels }: Vector): readonly string[] =>
    labels.map((each) => groupKeyOf(each, matching.on, names));
  const leftKeys = keysOf(left);
  const rightKeys = keysOf(right);
  if (operator !== 'or') {
    const seen = presence(right, rightKeys);
    return filtered(left, leftKeys, seen, operator === 'and' ? 1 : 0);
  }
  return united(left, filtered(right, rightKeys, presence(left, leftKeys), 0));
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

function filtered(
  vector: Vector,
  keys: readonly string[],
  seen: ReadonlyMap<string, Uint8Array>,
  wanted: 0 | 1,
): Vector {
  const { steps } = vector;
  const builder = new VectorBuilder(steps, vector.labels.length);
  vector.labels.forEach((labels, row) => {
    const other = seen.get(keys[row] as string);
    for (let step = 0; step < steps; step++) {
      const at = row * steps + step;
      if (vector.present[at] === 0 || (other?.[step] ?? 0) !== wanted) continue;
      builder.set(step, vector.values[at] as number);
    }
    builder.endRow(labels);
  });
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
