import { groupKeyOf, groupLabelsOf, type LabelSet } from '../series/labels.js';
import type { Aggregation } from './syntax/ast.js';

/** Which group each row belongs to, and what the groups are called. */
export interface Grouping {
  readonly groupOf: Int32Array;
  readonly labels: readonly LabelSet[];
}

/** Groups in the order in which they are first met. */
export function groupRows(
  rows: readonly LabelSet[],
  { by, labels: named }: Aggregation['grouping'],
): Grouping {
  const names = new Set(named);
  const known = new Map<string, number>();
  const labels: LabelSet[] = [];
  const groupOf = new Int32Array(rows.length);
  rows.forEach((row, i) => {
    const key = by && names.size === 0 ? '' : groupKeyOf(row, by, names);
    let group = known.get(key);
    if (group === undefined) {
      group = labels.push(groupLabelsOf(row, by, names)) - 1;
      known.set(key, group);
    }
    groupOf[i] = group;
  });
  return { groupOf, labels };
}
