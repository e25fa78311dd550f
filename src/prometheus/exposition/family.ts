import type { Labels } from '../series/labels.js';

/** The type of a metric; `unknown` is the `untyped` of text format 0.0.4, which lacks the last three. */
export type MetricType =
  'counter' | 'gauge' | 'histogram' | 'summary' | 'unknown' | 'info' | 'stateset' | 'gaugehistogram';

/** An example of what a counter or a bucket has counted, most often with the trace that it belongs to. */
export interface Exemplar {
  readonly labels: Labels;
  readonly value: number;
  /** Unix time in milliseconds; OpenMetrics writes seconds. */
  readonly timestampMs?: number;
}

/** One line of an exposition. */
export interface MetricSample {
  /** With its suffix, such as `rtt_seconds_bucket`. */
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
  /** Unix time in milliseconds, whole in text format 0.0.4. */
  readonly timestampMs?: number;
  /** OpenMetrics only. */
  readonly exemplar?: Exemplar;
}

/** The lines that share a HELP and a TYPE. */
export interface MetricFamily {
  /** As after `# TYPE`: OpenMetrics leaves `_total` and `_info` to the samples, text format 0.0.4 does not. */
  readonly name: string;
  readonly type: MetricType;
  readonly help?: string;
  /** OpenMetrics only. */
  readonly unit?: string;
  readonly samples: readonly MetricSample[];
}

/** Samples of one exposition, at most: a target must not fill the memory of who scrapes it. */
export const MAX_SAMPLES = 1_000_000;
