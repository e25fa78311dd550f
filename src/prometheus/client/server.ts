import type * as v from 'valibot';
import { isLabelName, type Labels, sortedByLabels } from '../series/labels.js';
import type {
  MonitoredTarget,
  Prometheus,
  PrometheusAlert,
  PrometheusRule,
  PrometheusRuleGroup,
  TimeSpan,
} from '../prometheus.js';
import type { QueryOptions } from '../promql/engine.js';
import { ExpressionError } from '../promql/query-error.js';
import { parseSelector } from '../promql/syntax/parse.js';
import { checkLabelParameter, checkTimestamp, gridOf, type QueryRange } from '../promql/query-range.js';
import type { MatrixResult, QueryResult } from '../promql/result.js';
import * as schema from './server-answer-schema.js';
import type { Speaker } from './server-speaker.js';

/** A real server, over its HTTP API. */
export class ServerPrometheus implements Prometheus {
  readonly origin = 'live';

  /** Private at runtime too: it holds credentials, which printing this object must not show. */
  readonly #speaker: Speaker;

  constructor(
    speaker: Speaker,
    readonly reason: string,
  ) {
    this.#speaker = speaker;
  }

  now(): number {
    return Date.now();
  }

  async query(expression: string, timeMs: number, { signal }: QueryOptions = {}): Promise<QueryResult> {
    checkTimestamp(timeMs);
    const form = [['query', expression], ['time', secondsText(timeMs)], this.#timeout] as const;
    return this.#speaker.get({ path: 'query', form }, schema.querySchema, signal, expression);
  }

  async queryRange(
    expression: string,
    range: QueryRange,
    { signal }: QueryOptions = {},
  ): Promise<MatrixResult> {
    gridOf(range);
    const form = [
      ['query', expression],
      ['start', secondsText(range.startMs)],
      ['end', secondsText(range.endMs)],
      ['step', secondsText(range.stepMs)],
      this.#timeout,
    ] as const;
    return this.#speaker.get({ path: 'query_range', form }, schema.rangeSchema, signal, expression);
  }

  async series(
    selectors: string | readonly string[],
    span?: TimeSpan,
    { signal }: QueryOptions = {},
  ): Promise<readonly Labels[]> {
    const written = typeof selectors === 'string' ? [selectors] : selectors;
    const form = [...written.map((each) => ['match[]', each] as const), ...spanForm(span)];
    try {
      const found = await this.#speaker.get(
        { path: 'series', form },
        schema.seriesSchema,
        signal,
        written[0],
      );
      return sortedByLabels(found, (labels) => labels);
    } catch (error) {
      // The server does not tell which selector is wrong: each is read here until one is refused.
      if (error instanceof ExpressionError && written.length > 1)
        for (const each of written) await parseSelector(each);
      throw error;
    }
  }

  labelNames({ signal }: QueryOptions = {}): Promise<readonly string[]> {
    return this.#speaker.get({ path: 'labels' }, schema.wordsSchema, signal);
  }

  async labelValues(name: string, { signal }: QueryOptions = {}): Promise<readonly string[]> {
    checkLabelParameter(name);
    return this.#speaker.get({ path: `label/${pathName(name)}/values` }, schema.wordsSchema, signal);
  }

  async targets({ signal }: QueryOptions = {}): Promise<readonly MonitoredTarget[]> {
    const { activeTargets } = await this.#speaker.get({ path: 'targets' }, schema.targetsSchema, signal);
    return sortedByLabels(activeTargets.map(targetOf), ({ labels }) => labels);
  }

  async alerts({ signal }: QueryOptions = {}): Promise<readonly PrometheusAlert[]> {
    const { alerts } = await this.#speaker.get({ path: 'alerts' }, schema.alertsSchema, signal);
    const read = alerts.map(({ labels, annotations, state, activeAt, value }) => {
      return { name: labels.alertname ?? '', state, labels, annotations, activeAtMs: activeAt, value };
    });
    return sortedByLabels(read, ({ labels }) => labels);
  }

  async rules({ signal }: QueryOptions = {}): Promise<readonly PrometheusRuleGroup[]> {
    const { groups } = await this.#speaker.get({ path: 'rules' }, schema.rulesSchema, signal);
    return groups.map(({ name, rules }) => ({ name, rules: rules.map(ruleOf) }));
  }

  /** Tells the server to give up when we do. */
  get #timeout(): readonly [string, string] {
    return ['timeout', secondsText(this.#speaker.bounds.timeoutMs)];
  }
}

function secondsText(ms: number): string {
  return String(ms / 1000);
}

/** The bounds of a span; an infinite one is left to the server's default. */
function spanForm(span: TimeSpan | undefined): readonly (readonly [string, string])[] {
  const ends = [['start', span?.startMs] as const, ['end', span?.endMs] as const];
  return ends.flatMap(([name, ms]) =>
    ms === undefined || !Number.isFinite(ms) ? [] : [[name, secondsText(ms)]],
  );
}

type Output<Schema extends v.GenericSchema> = v.InferOutput<Schema>;

function targetOf({
  labels,
  scrapeUrl,
  lastError,
  lastScrape,
  health,
}: Output<typeof schema.targetsSchema>['activeTargets'][number]): MonitoredTarget {
  const { job = '', instance = '' } = labels;
  return {
    job,
    instance,
    labels,
    health,
    ...(scrapeUrl !== '' && { url: scrapeUrl }),
    ...(lastError !== '' && { error: lastError }),
    // The year 1 is Go's « never ».
    ...(lastScrape !== undefined && lastScrape > 0 && { scrapedMs: lastScrape }),
  };
}

function ruleOf({
  type,
  query,
  name,
  labels,
  state,
  health,
  lastError,
}: Output<typeof schema.rulesSchema>['groups'][number]['rules'][number]): PrometheusRule {
  return {
    kind: type,
    name,
    expression: query,
    labels,
    ...(type === 'alerting' && state !== undefined && { state }),
    health,
    ...(lastError !== '' && { error: lastError }),
  };
}

/** A name as one segment of a path: one that would need quotes is written in the letters of the others (model.EscapeName). */
function pathName(name: string): string {
  if (isLabelName(name)) return name;
  const letters = Array.from(name, (character, i) => {
    if (character === '_') return '__';
    if (isLabelName(character) || (i > 0 && /^[0-9]$/.test(character))) return character;
    return `_${(character.codePointAt(0) ?? 0).toString(16)}_`;
  });
  return `U__${letters.join('')}`;
}
