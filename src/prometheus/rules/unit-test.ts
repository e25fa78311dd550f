import { ParseError } from '../../parse-error.js';
import { ExpressionError } from '../promql/syntax/expression-error.js';
import { PromEngine } from '../promql/engine.js';
import { QueryError } from '../promql/query-error.js';
import { type Labels, LabelSet } from '../series/series-labels.js';
import { parseSeriesValues, type WrittenSample } from '../series/series-notation.js';
import { SeriesStore } from '../series/series-store.js';
import { formatScientific } from '../template/float-text.js';
import { RuleEvaluator } from './evaluate-rules.js';
import { durationText, goDurationText } from './duration-text.js';
import { parseMetric } from './metric-text.js';
import { RuleError } from './rule-error.js';
import { ruleVector } from './rule-vector.js';
import type { RuleGroup } from './rule.js';
import type { AlertRuleTest, ExpressionTest, RuleTest, RuleTestFile } from './unit-test-file.js';

/** Evaluations that one test may ask for. */
const maxEvaluations = 100_000;

/**
 * Runs a file of unit tests for rules, as `promtool test rules` does.
 *
 * @param file what to test
 * @param groups of the files of rules that it names
 * @returns what is not as expected, in promtool's words; nothing where all is well
 * @see cmd/promtool/unittest.go
 * @example
 * ```ts
 * import { readRuleFile, readRuleTestFile, runRuleTests } from 'sonde/prometheus';
 *
 * const groups = await readRuleFile('groups: [{ name: a, rules: [{ record: double, expr: up * 2 }] }]');
 * const file = readRuleTestFile(`
 * tests:
 *   - input_series: [{ series: up, values: 1x5 }]
 *     promql_expr_test: [{ expr: double, eval_time: 3m, exp_samples: [{ labels: double, value: 2 }] }]
 * `);
 * console.log(await runRuleTests(file, groups)); // → []
 * ```
 */
export async function runRuleTests(
  file: RuleTestFile,
  groups: readonly RuleGroup[],
): Promise<readonly string[]> {
  const repeated = file.groupOrder.find((name, i) => file.groupOrder.indexOf(name) < i);
  if (repeated !== undefined) return [`group name repeated in evaluation order: ${repeated}`];
  const place = (name: string): number => Math.max(0, file.groupOrder.indexOf(name));
  const ordered = [...groups].sort((a, b) => place(a.name) - place(b.name));
  const failures: string[] = [];
  for (const test of file.tests) failures.push(...(await runTest(test, ordered, file.evaluationIntervalMs)));
  return failures;
}

async function runTest(
  test: RuleTest,
  groups: readonly RuleGroup[],
  stepMs: number,
): Promise<readonly string[]> {
  const store = new SeriesStore();
  const unnamed = test.alertTests.find(({ alert }) => alert === '');
  if (unnamed !== undefined) {
    const where = test.name === '' ? '' : ` (in TestGroup ${test.name})`;
    const when = durationText(unnamed.evalTimeMs);
    return [`an item under alert_rule_test misses required attribute alertname at eval_time ${when}${where}`];
  }
  const endMs = Math.max(
    0,
    ...[...test.alertTests, ...test.expressionTests].map(({ evalTimeMs }) => evalTimeMs),
  );
  if (endMs / stepMs > maxEvaluations) return [`more than ${maxEvaluations} evaluations`];
  try {
    const feed = new SeriesFeed(test, store);
    const rules = new RuleEvaluator(store, groups, {
      externalLabels: test.externalLabels,
      externalUrl: test.externalUrl,
    });
    return await overTime({ test, store, feed, rules, endMs, stepMs });
  } catch (error) {
    if (error instanceof ParseError) return [error.message];
    throw error;
  }
}

interface Run {
  readonly test: RuleTest;
  readonly store: SeriesStore;
  readonly feed: SeriesFeed;
  readonly rules: RuleEvaluator;
  readonly endMs: number;
  readonly stepMs: number;
}

async function overTime({ test, store, feed, rules, endMs, stepMs }: Run): Promise<readonly string[]> {
  const failures: string[] = [];
  for (let timeMs = 0; timeMs <= endMs; timeMs += stepMs) {
    feed.until(timeMs);
    const broken = await rules.evaluate(timeMs);
    if (broken.length > 0) {
      const told = broken.map(
        ({ rule, message }) => `    rule: ${rule}, time: ${goDurationText(timeMs)}, err: ${message}`,
      );
      return [...failures, ...told];
    }
    const due = test.alertTests
      .filter(({ evalTimeMs }) => evalTimeMs >= timeMs && evalTimeMs < timeMs + stepMs)
      .sort((a, b) => a.evalTimeMs - b.evalTimeMs);
    for (const each of due) failures.push(...alertFailures(test.name, each, rules));
  }
  feed.until(endMs);
  const engine = new PromEngine(store);
  for (const each of test.expressionTests) failures.push(...(await expressionFailures(each, engine)));
  return failures;
}

/** Input series, given to the store as time goes. */
class SeriesFeed {
  readonly #rows: readonly { readonly labels: Labels; readonly samples: readonly WrittenSample[] }[];
  #next = 0;

  constructor(
    private readonly test: RuleTest,
    private readonly store: SeriesStore,
  ) {
    const rows = test.series.map(({ series, values }) => {
      const labels = parseMetric(series);
      return [LabelSet.from(labels).key, { labels, samples: parseSeriesValues(values) }] as const;
    });
    // A series written twice is the second one (promql/test.go, loadCmd.set).
    this.#rows = [...new Map(rows).values()];
  }

  until(timeMs: number): void {
    for (; this.#next * this.test.intervalMs <= timeMs; this.#next++) {
      for (const { labels, samples } of this.#rows) this.#append(labels, samples[this.#next]);
    }
  }

  #append(labels: Labels, sample: WrittenSample | undefined): void {
    const timeMs = this.#next * this.test.intervalMs;
    if (sample === undefined || sample === 'missing') return;
    if (sample === 'stale') this.store.appendStale(labels, timeMs);
    else this.store.append(labels, timeMs, sample);
  }
}

function alertFailures(
  testName: string,
  { alert, evalTimeMs, expected }: AlertRuleTest,
  rules: RuleEvaluator,
): readonly string[] {
  const wanted = expected.map(({ labels, annotations }) =>
    alertText({ ...labels, alertname: alert }, annotations),
  );
  const got = rules
    .alerts(alert)
    .filter(({ state }) => state === 'firing')
    .map(({ labels, annotations }) => alertText(labels, annotations));
  const [exp, real] = [numbered(wanted), numbered(got)];
  if (exp === real) return [];
  const name = testName === '' ? '' : `    name: ${testName},\n`;
  return [
    `${name}    alertname: ${alert}, time: ${durationText(evalTimeMs)}, \n        exp:${exp}, \n        got:${real}`,
  ];
}

function alertText(labels: Labels, annotations: Labels): string {
  return `Labels:${labelsText(labels)}\n              Annotations:${labelsText(annotations)}`;
}

function numbered(alerts: readonly string[]): string {
  if (alerts.length === 0) return '[]';
  const lines = [...alerts].sort().map((alert, i) => `            ${i}:\n              ${alert}`);
  return `[\n${lines.join(',\n')}\n            ]`;
}

function labelsText(labels: Labels): string {
  const names = Object.keys(labels).sort();
  return `{${names.map((name) => `${name}=${JSON.stringify(labels[name])}`).join(', ')}}`;
}

async function expressionFailures(
  { expression, evalTimeMs, expected }: ExpressionTest,
  engine: PromEngine,
): Promise<readonly string[]> {
  const head = `    expr: ${JSON.stringify(expression)}, time: ${durationText(evalTimeMs)},`;
  try {
    const got = await ruleVector(engine, expression, evalTimeMs);
    const real = got.map(({ metric, value }) => sampleOf(metric, value));
    const wanted = expected.map(({ labels, value }) => sampleOf(labelled(labels), value));
    const same = sameSamples(wanted, real);
    return same ? [] : [`${head}\n        exp: ${samplesText(wanted)}\n        got: ${samplesText(real)}`];
  } catch (error) {
    if (!isExpected(error)) throw error;
    return [`${head} err: ${error.message}`];
  }
}

function isExpected(error: unknown): error is Error {
  return [ParseError, ExpressionError, QueryError, RuleError].some((kind) => error instanceof kind);
}

function labelled(text: string): Labels {
  try {
    return parseMetric(text);
  } catch (error) {
    throw error instanceof ParseError
      ? new RuleError(`labels ${JSON.stringify(text)}: ${error.message}`)
      : error;
  }
}

interface TextSample {
  readonly series: string;
  readonly value: number;
}

function sampleOf(metric: Labels, value: number): TextSample {
  return { series: labelsText(metric), value };
}

/** To the bit but for the sign of zero; NaN is like nothing, itself included, as for promtool. */
function sameSamples(a: readonly TextSample[], b: readonly TextSample[]): boolean {
  const [left, right] = [sorted(a), sorted(b)];
  if (left.length !== right.length) return false;
  return left.every(({ series, value }, i) => {
    const other = right[i];
    return series === other?.series && value === other.value;
  });
}

function sorted(samples: readonly TextSample[]): readonly TextSample[] {
  return [...samples].sort((a, b) =>
    a.series < b.series ? -1 : a.series > b.series ? 1 : a.value - b.value,
  );
}

function samplesText(samples: readonly TextSample[]): string {
  if (samples.length === 0) return 'nil';
  return sorted(samples)
    .map(
      ({ series, value }) =>
        `${series} ${formatScientific(value).toUpperCase().replace('INF', 'Inf').replace('NAN', 'NaN')}`,
    )
    .join(', ');
}
