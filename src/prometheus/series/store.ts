import {
  compareLabels,
  InvalidMetricError,
  isUtf8Name,
  type Labels,
  LabelSet,
  metricName,
} from './labels.js';
import type { CompiledMatcher } from './matcher.js';
import { type AppendOutcome, Samples } from './samples.js';

/** One series: its labels and its samples. */
export interface Series {
  readonly labels: LabelSet;
  readonly samples: Samples;
}

/** Appends to one series, which is looked up once instead of for each sample. */
export interface SeriesAppender {
  /**
   * Adds one sample.
   *
   * @param timeMs Unix time in milliseconds, whole; it must grow
   * @param value any number, NaN and infinities included
   * @returns `out of order` or `duplicate` where the sample was refused: the same time again with the same value is
   *   accepted and changes nothing, as in Prometheus
   * @throws {RangeError} for a time that is not whole milliseconds
   */
  append(timeMs: number, value: number): AppendOutcome;
  /**
   * Marks the series as ended: until its next sample, a query finds nothing.
   *
   * @param timeMs Unix time in milliseconds
   */
  appendStale(timeMs: number): AppendOutcome;
}

/**
 * Series in memory, found by their labels: what the embedded PromQL engine reads. 16 to 20 bytes a sample.
 *
 * @example
 * ```ts
 * import { SeriesStore } from 'sonde/prometheus';
 *
 * const store = new SeriesStore();
 * store.append({ __name__: 'probe_success', instance: '192.0.2.1' }, 0, 1);
 * console.log(store.append({ __name__: 'probe_success', instance: '192.0.2.1' }, 0, 0)); // → duplicate
 * ```
 */
export class SeriesStore {
  readonly #byKey = new Map<string, Series>();
  readonly #series: Series[] = [];
  #sorted: readonly Series[] = [];
  /** The rank of each series in the order of labels. */
  #ranks = new Int32Array(0);
  /** By name and value of a label, the numbers of the series that have it, in order. */
  readonly #postings = new Map<string, Map<string, number[]>>();

  /**
   * Adds one sample to the series of these labels.
   *
   * @param labels the metric name is `__name__`; empty values are as good as absent
   * @param timeMs Unix time in milliseconds, whole; within a series it must grow
   * @param value any number, NaN and infinities included
   * @returns `out of order` or `duplicate` where the sample was refused: the same time again with the same value is
   *   accepted and changes nothing, as in Prometheus
   * @throws {InvalidMetricError} for a name that is not one, or no label at all
   */
  append(labels: Labels, timeMs: number, value: number): AppendOutcome {
    checkTime(timeMs);
    return this.#open(labels).samples.append(timeMs, value);
  }

  /**
   * Marks the series as ended: until its next sample, a query finds nothing.
   *
   * @param labels as for `append`
   * @param timeMs Unix time in milliseconds
   */
  appendStale(labels: Labels, timeMs: number): AppendOutcome {
    checkTime(timeMs);
    return this.#open(labels).samples.appendStale(timeMs);
  }

  /**
   * For many samples of one series.
   *
   * @param labels as for `append`
   * @throws {InvalidMetricError} as `append` does
   */
  series(labels: Labels): SeriesAppender {
    const { samples } = this.#open(labels);
    return {
      append: (timeMs, value) => {
        checkTime(timeMs);
        return samples.append(timeMs, value);
      },
      appendStale: (timeMs) => {
        checkTime(timeMs);
        return samples.appendStale(timeMs);
      },
    };
  }

  /** The numbers of series and of samples, and the bytes of the samples. */
  get size(): { readonly series: number; readonly samples: number; readonly sampleBytes: number } {
    let samples = 0;
    let sampleBytes = 0;
    for (const each of this.#series) {
      samples += each.samples.length;
      sampleBytes += each.samples.bytes;
    }
    return { series: this.#series.length, samples, sampleBytes };
  }

  /** Names of all labels, in order. */
  labelNames(): readonly string[] {
    return [...this.#postings.keys()].sort();
  }

  /**
   * Values of one label, in order.
   *
   * @param name of the label
   */
  labelValues(name: string): readonly string[] {
    return [...(this.#postings.get(name)?.keys() ?? [])].sort();
  }

  /**
   * The series that pass all matchers, in the order of their labels, which is that of Prometheus' storage. Not part of the
   * declarations: the samples are the store's own, and must not be written to.
   *
   * @internal
   */
  select(matchers: readonly CompiledMatcher[]): readonly Series[] {
    const [first, ...rest] = [...matchers].sort((a, b) => this.#cost(a) - this.#cost(b));
    if (first === undefined) return this.#inOrder();
    const candidates = this.#candidates(first);
    const tests = candidates === undefined ? [first, ...rest] : rest;
    const found = candidates === undefined ? this.#inOrder() : this.#ordered(candidates);
    return found.filter(({ labels }) => tests.every(({ name, test }) => test(labels.get(name))));
  }

  /** All series in order; sorted again only when there are new ones. */
  #inOrder(): readonly Series[] {
    if (this.#sorted.length < this.#series.length) {
      const ids = this.#series.map((_, id) => id);
      const labelsOf = (id: number): LabelSet => (this.#series[id] as Series).labels;
      ids.sort((a, b) => compareLabels(labelsOf(a), labelsOf(b)));
      this.#sorted = ids.map((id) => this.#series[id] as Series);
      this.#ranks = new Int32Array(ids.length);
      for (const [rank, id] of ids.entries()) this.#ranks[id] = rank;
    }
    return this.#sorted;
  }

  #ordered(ids: readonly number[]): readonly Series[] {
    const sorted = this.#inOrder();
    const ranks = Int32Array.from(ids, (id) => this.#ranks[id] as number).sort();
    return Array.from(ranks, (rank) => sorted[rank] as Series);
  }

  /** How many series the index has for a matcher: the matcher with the fewest is used first. */
  #cost({ name, values }: CompiledMatcher): number {
    if (values === undefined) return Infinity;
    const postings = this.#postings.get(name);
    return values.reduce((sum, value) => sum + (postings?.get(value)?.length ?? 0), 0);
  }

  #candidates({ name, values }: CompiledMatcher): readonly number[] | undefined {
    if (values === undefined) return undefined;
    const lists = values.map((value) => this.#postings.get(name)?.get(value) ?? []);
    return lists.flat();
  }

  #open(labels: Labels): Series {
    const set = LabelSet.from(labels);
    const known = this.#byKey.get(set.key);
    if (known !== undefined) return known;
    checkNames(set);
    const series = { labels: set, samples: new Samples() };
    const id = this.#series.push(series) - 1;
    this.#byKey.set(set.key, series);
    set.names.forEach((name, i) => {
      this.#index(name, set.values[i] as string, id);
    });
    return series;
  }

  #index(name: string, value: string, id: number): void {
    const values = this.#postings.get(name) ?? new Map<string, number[]>();
    const ids = values.get(value) ?? [];
    ids.push(id);
    values.set(value, ids);
    this.#postings.set(name, values);
  }
}

function checkTime(timeMs: number): void {
  if (!Number.isSafeInteger(timeMs)) throw new RangeError(`not a time in whole milliseconds: ${timeMs}`);
}

function checkNames(labels: LabelSet): void {
  if (labels.names.length === 0) throw new InvalidMetricError('labels', 'a series needs at least one label');
  const wrong = labels.names.find((name) => !isUtf8Name(name));
  if (wrong !== undefined)
    throw new InvalidMetricError('label name', `not a label name: ${JSON.stringify(wrong.slice(0, 80))}`);
  const metric = labels.get(metricName);
  if (metric === '' || isUtf8Name(metric)) return;
  throw new InvalidMetricError('metric name', `not a metric name: ${JSON.stringify(metric.slice(0, 80))}`);
}
