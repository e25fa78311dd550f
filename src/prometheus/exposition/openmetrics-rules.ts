import { readValue } from '../go-float.js';
import type { Labels } from '../series/labels.js';
import type { MetricFamily, MetricSample, MetricType } from './family.js';

/** A rule of OpenMetrics that a family breaks, and with which sample. */
interface FamilyFault {
  readonly message: string;
  /** Its index; absent when the family as a whole breaks the rule. */
  readonly sample?: number;
}

/** What a type adds to the family's name in the names of its samples (OpenMetrics 1.0, section "Metric Types"). */
export const sampleSuffixes: Readonly<Record<MetricType, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: [''],
  histogram: ['_bucket', '_count', '_sum', '_created'],
  gaugehistogram: ['_bucket', '_gcount', '_gsum'],
  summary: ['', '_count', '_sum', '_created'],
  info: ['_info'],
  stateset: [''],
  unknown: [''],
};

/** Code points of an exemplar's label names and values, together. */
const MAX_EXEMPLAR_LENGTH = 128;

/**
 * The first rule of OpenMetrics 1.0 that a family breaks, whether it has been read or is to be written.
 *
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/
 */
export function familyFault(family: MetricFamily): FamilyFault | undefined {
  return (
    unitFault(family) ??
    firstFault(family.samples, (sample) => sampleFault(family, sample)) ??
    groupFault(family) ??
    bucketFault(family)
  );
}

function unitFault({ name, type, unit = '' }: MetricFamily): FamilyFault | undefined {
  if (unit === '') return undefined;
  if (type === 'info' || type === 'stateset') return { message: `a family of type ${type} has no unit` };
  return name.endsWith(`_${unit}`) ? undefined : { message: `the name ${name} does not end with _${unit}` };
}

function firstFault(
  samples: readonly MetricSample[],
  fault: (sample: MetricSample) => string | undefined,
): FamilyFault | undefined {
  for (const [i, sample] of samples.entries()) {
    const message = fault(sample);
    if (message !== undefined) return { message, sample: i };
  }
  return undefined;
}

function sampleFault(family: MetricFamily, sample: MetricSample): string | undefined {
  const suffix = sample.name.slice(family.name.length);
  const known = sample.name.startsWith(family.name) && sampleSuffixes[family.type].includes(suffix);
  if (!known) return `a ${family.type} named ${family.name} has no samples named ${sample.name}`;
  return (
    valueFault(family.type, suffix, sample.value) ??
    labelFault(family, suffix, sample.labels) ??
    exemplarFault(suffix, sample)
  );
}

function valueFault(type: MetricType, suffix: string, value: number): string | undefined {
  const counts = ['_total', '_bucket', '_count', '_gcount'].includes(suffix);
  if (counts && !(value >= 0)) return `${suffix} must be a number from 0, got ${value}`;
  if (suffix === '_sum' && value < 0) return `_sum must not be negative, got ${value}`;
  if (['_bucket', '_count', '_gcount'].includes(suffix) && !Number.isInteger(value))
    return `${suffix} must be a whole number, got ${value}`;
  if (suffix === '_created' && !Number.isFinite(value)) return `_created must be a time, got ${value}`;
  if (type === 'info' && value !== 1) return `an info has the value 1, got ${value}`;
  if (type === 'stateset' && value !== 0 && value !== 1) return `a state is 0 or 1, got ${value}`;
  if (type === 'summary' && suffix === '' && value < 0)
    return `a quantile must not be negative, got ${value}`;
  return undefined;
}

function labelFault({ name, type }: MetricFamily, suffix: string, labels: Labels): string | undefined {
  if (suffix === '_bucket') return numberFault('le', labels, (le) => !Number.isNaN(le));
  if (type === 'summary' && suffix === '') return numberFault('quantile', labels, (q) => q >= 0 && q <= 1);
  if (type === 'stateset' && !Object.hasOwn(labels, name)) return `a stateset needs a label of its own name`;
  return undefined;
}

function numberFault(label: string, labels: Labels, allowed: (value: number) => boolean): string | undefined {
  const text = Object.hasOwn(labels, label) ? labels[label] : undefined;
  const value = text === undefined ? undefined : readValue(text);
  if (value !== undefined && allowed(value)) return undefined;
  return `the label ${label} must be a number${label === 'quantile' ? ' from 0 to 1' : ''}, got ${text === undefined ? 'none' : JSON.stringify(text.slice(0, 40))}`;
}

function exemplarFault(suffix: string, { exemplar }: MetricSample): string | undefined {
  if (exemplar === undefined) return undefined;
  if (suffix !== '_total' && suffix !== '_bucket') return 'only _total and _bucket may have an exemplar';
  const length = Object.entries(exemplar.labels).reduce(
    (sum, [name, value]) => sum + name.length + Array.from(value).length,
    0,
  );
  return length > MAX_EXEMPLAR_LENGTH
    ? `the labels of an exemplar have ${MAX_EXEMPLAR_LENGTH} characters at most, got ${length}`
    : undefined;
}

/** The samples of one metric stand together, in order of time, and none comes twice. */
function groupFault({ name, type, samples }: MetricFamily): FamilyFault | undefined {
  const seen = new Set<string>();
  let group: { readonly key: string; timestampMs: number | undefined; readonly at: Set<string> } | undefined;
  for (const [i, sample] of samples.entries()) {
    const key = metricKey(name, type, sample.labels);
    const { timestampMs } = sample;
    if (group?.key !== key) {
      if (seen.has(key)) return { message: 'the samples of one metric must stand together', sample: i };
      seen.add(key);
      group = { key, timestampMs, at: new Set() };
    } else if ((timestampMs === undefined) !== (group.timestampMs === undefined)) {
      return { message: 'either all samples of a metric have a timestamp or none', sample: i };
    } else if (timestampMs !== group.timestampMs) {
      if ((timestampMs ?? 0) < (group.timestampMs ?? 0))
        return { message: 'timestamps of a metric must not go back', sample: i };
      group.timestampMs = timestampMs;
      group.at.clear();
    }
    const own = `${sample.name} ${labelsKey(sample.labels, '')}`;
    if (group.at.has(own)) return { message: 'the same sample comes twice', sample: i };
    group.at.add(own);
  }
  return undefined;
}

/** Tells the metrics of a family apart: all labels but the one (`le`, `quantile`) by which one metric has several samples. */
function metricKey(name: string, type: MetricType, labels: Labels): string {
  if (type === 'histogram' || type === 'gaugehistogram') return labelsKey(labels, 'le');
  if (type === 'summary') return labelsKey(labels, 'quantile');
  return labelsKey(labels, type === 'stateset' ? name : '');
}

/** A text that is equal for equal labels, one of them left out. */
function labelsKey(labels: Labels, but: string): string {
  return Object.keys(labels)
    .filter((name) => name !== but)
    .sort()
    .map((name) => `${name}=${JSON.stringify(labels[name])}`)
    .join(',');
}

/** What is known of the buckets of one metric at one time, sample after sample. */
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

/** Bounds and counts of buckets grow up to `+Inf`, whose count is that of the metric. */
function bucketFault({ name, type, samples }: MetricFamily): FamilyFault | undefined {
  if (type !== 'histogram' && type !== 'gaugehistogram') return undefined;
  const metrics = new Map<string, Buckets>();
  for (const [i, sample] of samples.entries()) {
    if (sample.name.endsWith('_created')) continue;
    const key = `${sample.timestampMs ?? ''} ${metricKey(name, type, sample.labels)}`;
    const buckets = metrics.get(key) ?? newBuckets(i);
    metrics.set(key, buckets);
    if (sample.name.endsWith('_bucket')) {
      const message = addBucket(buckets, sample, i);
      if (message !== undefined) return { message, sample: i };
    } else addTotal(buckets, sample);
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

function addTotal(buckets: Buckets, { name, value }: MetricSample): void {
  if (/_g?count$/.test(name)) buckets.total = value;
  else buckets.hasSum = true;
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
