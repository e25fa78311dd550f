import type { MetricType } from './family.js';
import type { Labels } from '../series/labels.js';

/** What tells the metrics of a family apart: all labels but the one that makes points of one metric. */
export function metricKey(name: string, type: MetricType, labels: Labels): string {
  if (type === 'histogram' || type === 'gaugehistogram') return labelsKey(labels, 'le');
  if (type === 'summary') return labelsKey(labels, 'quantile');
  return labelsKey(labels, type === 'stateset' ? name : '');
}

/** Equal for equal labels, one of them left out. */
export function labelsKey(labels: Labels, but: string): string {
  return Object.keys(labels)
    .filter((name) => name !== but)
    .sort()
    .map((name) => `${name}=${JSON.stringify(labels[name])}`)
    .join(',');
}
