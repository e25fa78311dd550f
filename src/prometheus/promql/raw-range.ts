import { compareLabels, type LabelSet } from '../series/labels.js';
import type { Evaluation } from './evaluation.js';
import { lastUpTo } from './instant-selector.js';
import type { MatrixResult } from './result.js';
import type { RangeVector } from './windows.js';

/** A range vector itself, as the answer to an instant query: the samples, untouched. */
export function overMoments(
  evaluation: Evaluation,
  { rows, rangeMs, moment }: RangeVector,
  timeMs: number,
): MatrixResult {
  const endMs = evaluation.lookedAtMs(moment, timeMs);
  const found = rows.flatMap(({ labels, columns: { times, values, length } }) => {
    const from = lastUpTo(times, length, endMs - rangeMs - 1) + 1;
    const to = lastUpTo(times, length, endMs) + 1;
    evaluation.hold(to - from);
    if (from >= to) return [];
    return [{ labels, timesMs: [...times.subarray(from, to)], values: [...values.subarray(from, to)] }];
  });
  found.sort((a: { labels: LabelSet }, b: { labels: LabelSet }) => compareLabels(a.labels, b.labels));
  return {
    resultType: 'matrix',
    result: found.map(({ labels, timesMs, values }) => ({ metric: labels.plain, timesMs, values })),
  };
}
