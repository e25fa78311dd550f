import * as v from 'valibot';
import { dictionary } from '../../document/schema.js';
import { readValue } from '../go-float.js';
import type { MatrixSeries } from '../promql/result.js';
import type { Labels } from '../series/labels.js';

const labels: v.GenericSchema<unknown, Labels> = dictionary(v.string(), v.string(), 'expected labels');

const number = v.pipe(
  v.string(),
  v.rawTransform<string, number>(({ dataset, addIssue, NEVER }) => {
    const value = readValue(dataset.value);
    if (value !== undefined) return value;
    addIssue({ message: 'Invalid value: Expected a number as Prometheus writes it' });
    return NEVER;
  }),
);

const seconds = v.pipe(
  v.number(),
  v.transform((written) => Math.round(written * 1000)),
  v.safeInteger(),
);

const point = v.pipe(
  v.tuple([seconds, number]),
  v.transform(([timeMs, value]) => ({ timeMs, value })),
);

const text = v.pipe(
  v.tuple([seconds, v.string()]),
  v.transform(([timeMs, value]) => ({ timeMs, value })),
);

/** Checked by a loop: an answer may have a million points, and a schema for each would be slow. */
const points = v.pipe(
  v.custom<readonly unknown[]>(Array.isArray, 'Invalid values: Expected a list'),
  v.rawTransform<readonly unknown[], Omit<MatrixSeries, 'metric'>>(({ dataset, addIssue, NEVER }) => {
    const columns = columnsOf(dataset.value);
    if (columns !== undefined) return columns;
    addIssue({ message: 'Invalid values: Expected pairs of a time and a value' });
    return NEVER;
  }),
);

function columnsOf(pairs: readonly unknown[]): Omit<MatrixSeries, 'metric'> | undefined {
  const timesMs: number[] = [];
  const values: number[] = [];
  for (const pair of pairs) {
    const [time, written] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    const timeMs = typeof time === 'number' ? Math.round(time * 1000) : NaN;
    const value = typeof written === 'string' ? readValue(written) : undefined;
    if (!Number.isSafeInteger(timeMs) || value === undefined) return undefined;
    timesMs.push(timeMs);
    values.push(value);
  }
  return { timesMs, values };
}

/** Newer servers have samples that are whole histograms. They are refused: an answer without them would be incomplete. */
const noHistogram = v.optional(v.never('Invalid sample: Expected a number, received a native histogram'));

const matrixSeries = v.pipe(
  v.object({ metric: labels, values: v.optional(points, []), histograms: noHistogram }),
  v.transform(({ metric, values }) => ({ metric, ...values })),
);

const vectorSample = v.pipe(
  v.object({ metric: labels, value: point, histogram: noHistogram }),
  v.transform(({ metric, value }) => ({ metric, ...value })),
);

/** A subquery without any step gives a series without samples, which is nothing. */
const matrix = v.object({
  resultType: v.literal('matrix'),
  result: v.pipe(
    v.array(matrixSeries),
    v.transform((series) => series.filter(({ timesMs }) => timesMs.length > 0)),
  ),
});

export const rangeSchema = matrix;

export const querySchema = v.variant('resultType', [
  v.object({ resultType: v.literal('vector'), result: v.array(vectorSample) }),
  matrix,
  v.object({ resultType: v.literal('scalar'), result: point }),
  v.object({ resultType: v.literal('string'), result: text }),
]);

/** Go writes a list without anything as null. */
const listOf = <Schema extends v.GenericSchema>(item: Schema) => v.nullish(v.array(item), []);

export const seriesSchema = listOf(labels);
export const wordsSchema = listOf(v.string());

/** The version of a server, shown only if it is one word. */
export const versionSchema = v.object({ version: v.pipe(v.string(), v.regex(/^[\w.+~-]{1,40}$/)) });

/** RFC 3339; the year 1 is Go's « never ». */
const moment = v.pipe(
  v.string(),
  v.transform((written) => Date.parse(written)),
  v.safeInteger(),
);

export const targetsSchema = v.object({
  activeTargets: listOf(
    v.object({
      labels,
      scrapeUrl: v.optional(v.string(), ''),
      lastError: v.optional(v.string(), ''),
      lastScrape: v.optional(moment),
      health: v.fallback(v.picklist(['up', 'down', 'unknown']), 'unknown'),
    }),
  ),
});

const optionalLabels = v.nullish(labels, {});

export const alertsSchema = v.object({
  alerts: listOf(
    v.object({
      labels,
      annotations: optionalLabels,
      state: v.picklist(['pending', 'firing']),
      activeAt: moment,
      value: number,
    }),
  ),
});

const rule = v.object({
  type: v.picklist(['alerting', 'recording']),
  name: v.string(),
  query: v.string(),
  labels: optionalLabels,
  state: v.optional(v.picklist(['inactive', 'pending', 'firing'])),
  health: v.fallback(v.picklist(['ok', 'err', 'unknown']), 'unknown'),
  lastError: v.optional(v.string(), ''),
});

export const rulesSchema = v.object({
  groups: listOf(v.object({ name: v.string(), rules: listOf(rule) })),
});
