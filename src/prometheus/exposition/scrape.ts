import { parseExposition } from './text-format.js';
import { parseOpenMetrics } from './openmetrics.js';
import { ParseError } from '../../parse-error.js';
import { formatGeneral, readValue } from '../go-float.js';
import type { MetricFamily, MetricType } from './family.js';
import { formatOfContentType } from './scrape-protocol.js';
import { type Labels, LabelSet, metricName } from '../series/labels.js';
import type { SeriesStore } from '../series/store.js';

/** The target of a scrape, by its labels `job` and `instance`. */
export interface ScrapeTarget {
  readonly job: string;
  readonly instance: string;
}

/** The answer of a target. */
export interface ScrapeAnswer {
  /** The exposition; without it nor `families`, the target did not answer. */
  readonly text?: string;
  /** The metrics, already read, instead of `text`. */
  readonly families?: readonly MetricFamily[];
  /** The Content-Type of an answer over HTTP, empty where it had none: as in Prometheus 3, it decides the format. */
  readonly contentType?: string;
  /**
   * Format of the text; `text` by default. With a `contentType`, what a missing or unknown one is taken for: the target's
   * `fallback_scrape_protocol`, without which such a scrape fails.
   */
  readonly format?: 'text' | 'openmetrics';
  /** Unix time in milliseconds, whole. */
  readonly timestampMs: number;
  /** How long it took, 0 by default. */
  readonly durationMs?: number;
}

/** The result of a scrape. */
export interface ScrapeOutcome {
  readonly up: boolean;
  /** Samples in the text. */
  readonly scraped: number;
  /** Why `up` is false. */
  readonly error?: string;
}

/**
 * Scrapes one target again and again into a store, as a Prometheus server does with `honor_labels: false`: `job` and
 * `instance` on every series, the target's own labels of these names kept as `exported_…`, `up` and `scrape_…` beside
 * them, and a stale marker at the end of each series that the target no longer exposes.
 *
 * @example
 * ```ts
 * import { PromEngine, Scraper, SeriesStore } from 'sonde/prometheus';
 *
 * const store = new SeriesStore();
 * const scraper = new Scraper(store, { job: 'cours', instance: '127.0.0.1:9797' });
 * scraper.scrape({ text: 'probe_success{job="lab"} 1\n', timestampMs: 1000 });
 * const { result } = await new PromEngine(store).query('probe_success', 2000);
 * console.log(JSON.stringify(result));
 * // → [{"metric":{"__name__":"probe_success","exported_job":"lab","instance":"127.0.0.1:9797","job":"cours"},"timeMs":2000,"value":1}]
 * ```
 */
export class Scraper {
  /** Series of the last scrape that had no timestamp of their own. */
  #last = new Map<string, Labels>();
  /** Series of the last scrape, by their line up to the value: the same lines come back each time. */
  #lines = new Map<string, StoredSeries>();

  /**
   * @param store where the samples go
   * @param target what is scraped
   */
  constructor(
    readonly store: SeriesStore,
    readonly target: ScrapeTarget,
  ) {}

  /**
   * Stores one answer. A text that cannot be read, or none, is a scrape that failed: a result, not an error.
   *
   * @param answer what came back, and when
   * @throws {RangeError} for a time that is not in whole milliseconds
   */
  scrape(answer: ScrapeAnswer): ScrapeOutcome {
    const { timestampMs, durationMs = 0 } = answer;
    const read = this.#read(answer);
    const families = 'families' in read ? read.families : [];
    const current = new Map<string, Labels>();
    const { scraped, added, fresh } = this.#append(families, timestampMs, current);
    this.#markGone(current, timestampMs);
    this.#last = current;
    const up = 'families' in read;
    this.#report('up', up ? 1 : 0, timestampMs);
    this.#report('scrape_duration_seconds', durationMs / 1000, timestampMs);
    this.#report('scrape_samples_scraped', scraped, timestampMs);
    this.#report('scrape_samples_post_metric_relabeling', added, timestampMs);
    this.#report('scrape_series_added', fresh, timestampMs);
    return 'families' in read ? { up, scraped } : { up, scraped, error: read.error };
  }

  #read({
    text,
    families,
    contentType,
    format,
  }: ScrapeAnswer): { readonly families: readonly MetricFamily[] } | { readonly error: string } {
    if (families !== undefined) return { families };
    if (text === undefined) return { error: 'no answer' };
    // Nothing is a scrape that found nothing, in either format.
    if (text === '') return { families: [] };
    const read =
      contentType === undefined ? { format: format ?? 'text' } : formatOfContentType(contentType, format);
    if ('error' in read) return read;
    try {
      if (read.format === 'text') return { families: parseExposition(text) };
      return { families: parseOpenMetrics(text).map(inScrapedTime) };
    } catch (error) {
      if (error instanceof ParseError) return { error: error.message };
      throw error;
    }
  }

  #append(
    families: readonly MetricFamily[],
    nowMs: number,
    current: Map<string, Labels>,
  ): { readonly scraped: number; readonly added: number; readonly fresh: number } {
    let scraped = 0;
    let fresh = 0;
    const lines = new Map<string, StoredSeries>();
    for (const family of families) {
      for (const { name, labels, value, timestampMs } of family.samples) {
        scraped++;
        const line = lineKey(name, labels);
        const known = lines.get(line) ?? this.#lines.get(line);
        if (known === undefined) fresh++;
        const series = known ?? this.#stored(name, withNumbers(family.type, labels));
        lines.set(line, series);
        // A server counts a sample of the future, and leaves it out (scrape.go, maxAheadTime).
        if (timestampMs !== undefined && !isStorable(timestampMs, nowMs)) continue;
        // Of two samples of one series the first counts, whatever the second says.
        this.store.append(series.labels, timestampMs === undefined ? nowMs : Math.trunc(timestampMs), value);
        // A sample with a time of its own gets no stale marker: its target says when it ends (honor_timestamps).
        if (timestampMs === undefined) current.set(series.key, series.labels);
      }
    }
    this.#lines = lines;
    return { scraped, added: scraped, fresh };
  }

  #stored(name: string, labels: Labels): StoredSeries {
    const own = this.#labelled(name, labels);
    return { labels: own, key: LabelSet.from(own).key };
  }

  #markGone(current: ReadonlyMap<string, Labels>, nowMs: number): void {
    for (const [key, labels] of this.#last) {
      if (!current.has(key)) this.store.appendStale(labels, nowMs);
    }
  }

  #report(name: string, value: number, timeMs: number): void {
    this.store.append({ ...this.#targetLabels(), [metricName]: name }, timeMs, value);
  }

  #targetLabels(): Labels {
    const { job, instance } = this.target;
    return { job, instance };
  }

  /** The target's own labels and ours, which win: a label of the target in conflict is renamed (scrape.go, resolveConflictingExposedLabels). */
  #labelled(name: string, labels: Labels): Labels {
    const target = this.#targetLabels();
    const own: Record<string, string> = { ...labels, [metricName]: name };
    for (const [label, value] of Object.entries(target)) {
      const exposed = Object.hasOwn(own, label) ? own[label] : undefined;
      own[label] = value;
      if (exposed === undefined || exposed === '') continue;
      let exported = `exported_${label}`;
      while (Object.hasOwn(own, exported)) exported = `exported_${exported}`;
      own[exported] = exposed;
    }
    return own;
  }
}

/** How far in the future a sample may be. */
const MAX_AHEAD_MS = 10 * 60_000;

function isStorable(timestampMs: number, nowMs: number): boolean {
  return timestampMs <= nowMs + MAX_AHEAD_MS && Number.isSafeInteger(Math.trunc(timestampMs));
}

/** Seconds become milliseconds in binary, and what is less than one is cut off: 1.001 s is stored at 1000 ms. */
function inScrapedTime(family: MetricFamily): MetricFamily {
  const samples = family.samples.map(({ timestampMs, ...sample }) =>
    timestampMs === undefined ? sample : { ...sample, timestampMs: Math.trunc((timestampMs / 1000) * 1000) },
  );
  return { ...family, samples };
}

/** Prometheus 3 writes the bound of a bucket and a quantile in one way, whatever the target wrote: `1` is `1.0`. */
function withNumbers(type: MetricType, labels: Labels): Labels {
  const name = type === 'histogram' ? 'le' : 'quantile';
  if ((type !== 'histogram' && type !== 'summary') || !Object.hasOwn(labels, name)) return labels;
  const value = readValue(labels[name] ?? '');
  return value === undefined ? labels : { ...labels, [name]: openMetricsNumber(value) };
}

function openMetricsNumber(value: number): string {
  const text = formatGeneral(value === 0 ? 0 : value);
  return Number.isFinite(value) && !/[.e]/.test(text) ? `${text}.0` : text;
}

/** A line's series, as it is stored. */
interface StoredSeries {
  readonly labels: Labels;
  readonly key: string;
}

/** Different for different lines: each value comes after its length, so that no value can imitate a label. */
function lineKey(name: string, labels: Labels): string {
  let key = name;
  for (const [label, value] of Object.entries(labels)) key += `\u0000${label}=${value.length}:${value}`;
  return key;
}
