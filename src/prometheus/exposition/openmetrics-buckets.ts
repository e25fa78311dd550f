import type { MetricFamily, MetricSample } from './family.js';
import { readValue } from './exposition-number.js';
import type { FamilyFault } from './openmetrics-rules.js';
import { metricKey } from './openmetrics-metric.js';

/** Buckets of one metric at one time, as they come. */
interface Buckets {
  le: number;
  count: number;
  negative: boolean;
  /** Index of the last bucket, or of the first sample. */
  last: number;
  total?: number;
  hasSum: boolean;
  any: boolean;
}

/** Buckets grow in bound and count up to `+Inf`, whose count is that of the metric. */
export function bucketFault({ name, type, samples }: MetricFamily): FamilyFault | undefined {
  if (type !== 'histogram' && type !== 'gaugehistogram') return undefined;
  const metrics = new Map<string, Buckets>();
  for (const [i, sample] of samples.entries()) {
    if (sample.name.endsWith('_created')) continue;
    const key = `${sample.timestampMs ?? ''} ${metricKey(name, type, sample.labels)}`;
    const buckets = metrics.get(key) ?? newBuckets(i);
    metrics.set(key, buckets);
    const message = sample.name.endsWith('_bucket')
      ? addBucket(buckets, sample, i)
      : addTotal(buckets, sample);
    if (message !== undefined) return { message, sample: i };
  }
  for (const buckets of metrics.values()) {
    const message = endFault(buckets, type === 'histogram');
    if (message !== undefined) return { message, sample: buckets.last };
  }
  return undefined;
}

function newBuckets(first: number): Buckets {
  return { le: -Infinity, count: 0, negative: false, last: first, hasSum: false, any: false };
}

function addBucket(buckets: Buckets, { labels, value }: MetricSample, index: number): string | undefined {
  const le = readValue(labels.le ?? '') ?? NaN;
  if (buckets.any && le <= buckets.le) return `buckets must be in order: le ${le} after ${buckets.le}`;
  if (value < buckets.count) return `buckets count those below too: ${value} after ${buckets.count}`;
  buckets.negative ||= le < 0;
  Object.assign(buckets, { le, count: value, last: index, any: true });
  return undefined;
}

function addTotal(buckets: Buckets, { name, value }: MetricSample): string | undefined {
  if (/_g?count$/.test(name)) buckets.total = value;
  else buckets.hasSum = true;
  return undefined;
}

function endFault(buckets: Buckets, isHistogram: boolean): string | undefined {
  const { any, le, count, total, hasSum, negative } = buckets;
  if (!any || le !== Infinity) return 'the bucket +Inf is missing';
  if (total !== undefined && total !== count) return `the bucket +Inf has ${count}, the count says ${total}`;
  // A sum of negative observations would go down, which no counter does.
  if (isHistogram && hasSum && negative) return 'with negative buckets there is no _sum';
  if (hasSum !== (total !== undefined) && !(isHistogram && negative && !hasSum))
    return 'sum and count must come together';
  return undefined;
}
