import { groupRows, rowsByGroup } from './aggregation.js';
import type { Evaluation } from './evaluation.js';
import { hashLabels } from './label-hash.js';
import { QueryError } from './query-error.js';
import { rankCount } from './ranking.js';
import type { Aggregation } from './syntax/ast.js';
import { pickRows, type Vector } from './vector.js';

/**
 * `limitk` and `limit_ratio`: some of the rows, unchanged: the first ones of each group, or those whose labels have a hash in
 * a part of all hashes, which are the same each time (promql/engine.go, AddRatioSampleWithOffset).
 */
export async function aggregateLimited(
  evaluation: Evaluation,
  node: Aggregation,
  vector: Vector,
  limits: Float64Array,
): Promise<Vector> {
  const grouping = groupRows(vector.labels, node.grouping);
  const { steps } = vector;
  const present = new Uint8Array(vector.present.length);
  const isRatio = node.operator === 'limit_ratio';
  const hashes = isRatio ? vector.labels.map(hashLabels) : [];
  for (let step = 0; step < steps; step++) {
    const limit = limits[step] as number;
    const count = isRatio ? 0 : rankCount(limit);
    if (isRatio && Number.isNaN(limit)) throw new QueryError('execution', 'Ratio value is NaN');
    for (const rows of rowsByGroup(vector, grouping, step)) {
      const kept = isRatio
        ? rows.filter((row) => isWithin(limit, hashes[row] as number))
        : rows.slice(0, Math.max(0, count));
      for (const row of kept) present[row * steps + step] = 1;
    }
    if (evaluation.timeToYield(vector.labels.length)) await evaluation.yieldThread();
  }
  return pickRows(
    { ...vector, present },
    vector.labels.map((_, row) => row),
  );
}

/** A negative ratio is what the positive one leaves. */
function isWithin(ratio: number, hash: number): boolean {
  const kept = Math.max(-1, Math.min(1, ratio));
  return kept >= 0 ? hash < kept : hash >= 1 + kept;
}
