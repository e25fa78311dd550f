import type { Origin } from '../origin.js';
import { LabelSet, type Labels, sortedByLabels } from './series/labels.js';
import type {
  MonitoredTarget,
  Prometheus,
  PrometheusAlert,
  PrometheusRuleGroup,
  TimeSpan,
} from './prometheus.js';
import { RuleHistory } from './embedded-rules.js';
import { PromEngine, type PromEngineOptions, type QueryOptions } from './promql/engine.js';
import { checkLabelParameter, type QueryRange } from './promql/query-range.js';
import { parseSelector } from './promql/syntax/parse.js';
import { QueryError } from './promql/query-error.js';
import type { MatrixResult, QueryResult, VectorSample } from './promql/result.js';
import type { RuleGroup } from './rules/rule.js';
import { compileMatcher } from './series/matcher.js';
import { regexCompiler } from './series/regex.js';
import { lastUpTo } from './series/samples.js';
import type { Series, SeriesStore } from './series/store.js';

/** What {@link EmbeddedPrometheus} is made of. */
interface EmbeddedSettings {
  readonly store: SeriesStore;
  /** Of the series. */
  readonly origin: Origin;
  readonly reason: string;
  /** Rules that follow the series; what they record goes to the store. */
  readonly rules: readonly RuleGroup[];
  /** How long a query may take, and whose ranges it has. */
  readonly engine: Pick<PromEngineOptions, 'timeoutMs' | 'prometheus'>;
}

/** The engine of the library behind the interface of a server; it also runs in a page. */
export class EmbeddedPrometheus implements Prometheus {
  readonly origin: Origin;
  readonly reason: string;
  readonly #store: SeriesStore;
  readonly #engine: PromEngine;
  readonly #rules: RuleHistory;

  constructor({ store, origin, reason, rules, engine }: EmbeddedSettings) {
    this.origin = origin;
    this.reason = reason;
    this.#store = store;
    this.#engine = new PromEngine(store, engine);
    this.#rules = new RuleHistory(store, rules, engine);
  }

  now(): number {
    return this.#span()?.endMs ?? 0;
  }

  async query(expression: string, timeMs: number, options: QueryOptions = {}): Promise<QueryResult> {
    await this.#catchUp(options);
    return this.#engine.query(expression, timeMs, options);
  }

  async queryRange(expression: string, range: QueryRange, options: QueryOptions = {}): Promise<MatrixResult> {
    await this.#catchUp(options);
    return this.#engine.queryRange(expression, range, options);
  }

  async series(
    selectors: string | readonly string[],
    span: TimeSpan = { startMs: -Infinity, endMs: Infinity },
    options: QueryOptions = {},
  ): Promise<readonly Labels[]> {
    const written = typeof selectors === 'string' ? [selectors] : selectors;
    if (written.length === 0) throw new QueryError('bad_data', 'no match[] parameter provided');
    const compile = await regexCompiler();
    const compiled = [];
    for (const text of written) {
      compiled.push((await parseSelector(text)).map((matcher) => compileMatcher(matcher, compile)));
    }
    await this.#catchUp(options);
    const found = new Map<string, Labels>();
    for (const matchers of compiled) {
      for (const series of this.#store.select(matchers)) {
        if (hasSample(series, span)) found.set(series.labels.key, series.labels.plain);
      }
    }
    return sortedByLabels([...found.values()], (labels) => labels);
  }

  async labelNames(options: QueryOptions = {}): Promise<readonly string[]> {
    await this.#catchUp(options);
    return this.#store.labelNames();
  }

  async labelValues(name: string, options: QueryOptions = {}): Promise<readonly string[]> {
    checkLabelParameter(name);
    await this.#catchUp(options);
    return this.#store.labelValues(name);
  }

  /** Every target that is scraped has a series `up`. */
  async targets(options: QueryOptions = {}): Promise<readonly MonitoredTarget[]> {
    const atMs = this.now();
    const [states, times] = await Promise.all([
      this.#vector('up', atMs, options),
      // In the same order as `up`, that of the storage.
      this.#vector('timestamp(up)', atMs, options),
    ]);
    const targets = states.map(({ metric, value }, i) => targetOf(metric, value, times[i]?.value));
    return sortedByLabels(targets, ({ labels }) => labels);
  }

  async alerts(options: QueryOptions = {}): Promise<readonly PrometheusAlert[]> {
    await this.#catchUp(options);
    return sortedByLabels(this.#rules.alerts(), ({ labels }) => labels);
  }

  async rules(options: QueryOptions = {}): Promise<readonly PrometheusRuleGroup[]> {
    await this.#catchUp(options);
    return this.#rules.groups();
  }

  async #vector(expression: string, timeMs: number, options: QueryOptions): Promise<readonly VectorSample[]> {
    const answer = await this.query(expression, timeMs, options);
    return answer.resultType === 'vector' ? answer.result : [];
  }

  async #catchUp({ signal }: QueryOptions): Promise<void> {
    const span = this.#span();
    if (span !== undefined) await this.#rules.catchUp(span, signal);
  }

  #span(): TimeSpan | undefined {
    let startMs = Infinity;
    let endMs = -Infinity;
    for (const { samples } of this.#store.select([])) {
      if (samples.length === 0) continue;
      startMs = Math.min(startMs, samples.columns.times[0] as number);
      endMs = Math.max(endMs, samples.lastTimeMs);
    }
    return endMs < startMs ? undefined : { startMs, endMs };
  }
}

function hasSample({ samples }: Series, { startMs, endMs }: TimeSpan): boolean {
  const { columns } = samples;
  const last = lastUpTo(columns, endMs);
  return last >= 0 && (columns.times[last] as number) >= startMs;
}

function targetOf(metric: Labels, value: number, scrapedSeconds: number | undefined): MonitoredTarget {
  const labels = LabelSet.from(metric).nameless.plain;
  const { job = '', instance = '' } = labels;
  return {
    job,
    instance,
    labels,
    health: value === 1 ? 'up' : 'down',
    ...(scrapedSeconds !== undefined && { scrapedMs: Math.round(scrapedSeconds * 1000) }),
  };
}
