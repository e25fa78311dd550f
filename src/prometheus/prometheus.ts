import type { Origin } from '../origin.js';
import type { PromQueryable, QueryOptions } from './promql/engine.js';
import type { AlertState } from './rules/evaluate-alerting.js';
import type { Labels } from './series/labels.js';

/** The moments between which a series must have samples; by default all that the store or the server keeps. */
export interface TimeSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** A target that is scraped, and the result of its last scrape. */
export interface MonitoredTarget {
  readonly job: string;
  readonly instance: string;
  readonly labels: Labels;
  readonly health: 'up' | 'down' | 'unknown';
  /** Address that is scraped; absent for series that were not scraped over HTTP. */
  readonly url?: string;
  /** Why the last scrape failed. */
  readonly error?: string;
  /** Unix time in milliseconds of the last scrape. */
  readonly scrapedMs?: number;
}

/** An alert that is pending or firing. */
export interface PrometheusAlert {
  readonly name: string;
  readonly state: Exclude<AlertState, 'inactive'>;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Unix time in milliseconds since which its expression has given something. */
  readonly activeAtMs: number;
  readonly value: number;
}

/** A rule and its last evaluation. */
export interface PrometheusRule {
  readonly kind: 'recording' | 'alerting';
  readonly name: string;
  readonly expression: string;
  readonly labels: Labels;
  /** The gravest state of its alerts; alerting rules alone have one. */
  readonly state?: AlertState;
  readonly health: 'ok' | 'err' | 'unknown';
  /** Why its last evaluation failed. */
  readonly error?: string;
}

/** A group of rules and their last evaluation. */
export interface PrometheusRuleGroup {
  readonly name: string;
  readonly rules: readonly PrometheusRule[];
}

/**
 * A Prometheus: a server that answers over HTTP, or the engine of the library on series in memory. What is written for
 * this interface runs on either.
 */
export interface Prometheus extends PromQueryable {
  /** `live` for a server; for the embedded engine, that of its series. */
  readonly origin: Origin;
  /** Which one was opened and why, a French sentence for a student. */
  readonly reason: string;
  /** Unix time in milliseconds to be taken for now: that of the machine for a server, that of the last sample for series in memory. */
  now(): number;
  /**
   * Labels of the series that a selector finds.
   *
   * @param selectors one or several, as `up{job="node"}`
   * @param span when
   */
  series(
    selectors: string | readonly string[],
    span?: TimeSpan,
    options?: QueryOptions,
  ): Promise<readonly Labels[]>;
  /** Names of labels, in order. */
  labelNames(options?: QueryOptions): Promise<readonly string[]>;
  /** Values of one label, in order. */
  labelValues(name: string, options?: QueryOptions): Promise<readonly string[]>;
  /** The targets that are scraped, in order of labels. */
  targets(options?: QueryOptions): Promise<readonly MonitoredTarget[]>;
  /** The alerts that are pending or firing, in order of labels. */
  alerts(options?: QueryOptions): Promise<readonly PrometheusAlert[]>;
  /** The groups of rules, in order of evaluation. */
  rules(options?: QueryOptions): Promise<readonly PrometheusRuleGroup[]>;
}
