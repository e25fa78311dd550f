import { compareLabels, type Labels, LabelSet } from './labels.js';

/** In the order of labels, which is that of Prometheus' storage: the same whichever engine answers. */
export function sortedByLabels<Item>(
  items: readonly Item[],
  labelsOf: (item: Item) => Labels,
): readonly Item[] {
  const keyed = items.map((item) => ({ item, labels: LabelSet.from(labelsOf(item)) }));
  return keyed.sort((a, b) => compareLabels(a.labels, b.labels)).map(({ item }) => item);
}
