import { inLine, oneLine } from '../../harmless.js';
import { ParseError } from '../../parse-error.js';
import { PromEngine, type PromEngineOptions } from '../promql/engine.js';
import { QueryError } from '../promql/query-error.js';
import { type Labels, LabelSet, labelsText } from '../series/labels.js';
import { parseSeriesValues, type WrittenSample } from '../series/notation.js';
import { SeriesStore } from '../series/store.js';
import { formatScientific } from '../go-float.js';
import { isRuleFailure, RuleEvaluator, ruleVector } from './evaluate-rules.js';
import { durationText, goDurationText } from '../promql/syntax/duration.js';
import { parseMetric } from '../promql/syntax/parse.js';
import type { RuleGroup } from './rule.js';
import type { AlertRuleTest, ExpressionTest, RuleTest, RuleTestFile } from './unit-test-file.js';

/** Evaluations of one test, at most. */
const maxEvaluations = 100_000;

/**
 * Runs a file of unit tests for rules, as `promtool test rules` does.
 *
 * @param file what to test
 * @param groups of the files of rules that it names
 * @param engine settings of the engine, such as `{ prometheus: 2 }`
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
  engine: PromEngineOptions = {},
): Promise<readonly string[]> {
  const repeated = file.groupOrder.find((name, i) => file.groupOrder.indexOf(name) < i);
  if (repeated !== undefined) return [`group name repeated in evaluation order: ${inLine(repeated)}`];
  const place = (name: string): number => Math.max(0, file.groupOrder.indexOf(name));
  const ordered = [...groups].sort((a, b) => place(a.name) - place(b.name));
  const failures: string[] = [];
  for (const test of file.tests)
    failures.push(...(await runTest(test, ordered, file.evaluationIntervalMs, engine)));
  return failures;
}

async function runTest(
  test: RuleTest,
  groups: readonly RuleGroup[],
  stepMs: number,
  engine: PromEngineOptions,
): Promise<readonly string[]> {
  const store = new SeriesStore();
  const unnamed = test.alertTests.find(({ alert }) => alert === '');
  if (unnamed !== undefined) {
    const where = test.name === '' ? '' : ` (in TestGroup ${inLine(test.name)})`;
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
      ...engine,
      externalLabels: test.externalLabels,
      externalUrl: test.externalUrl,
    });
    return await overTime({ test, feed, rules, endMs, stepMs, engine: new PromEngine(store, engine) });
  } catch (error) {
    if (error instanceof ParseError) return [error.message];
    throw error;
  }
}

interface Run {
  readonly test: RuleTest;
  readonly feed: SeriesFeed;
  readonly rules: RuleEvaluator;
  readonly endMs: number;
  readonly stepMs: number;
  readonly engine: PromEngine;
}

async function overTime({ test, feed, rules, endMs, stepMs, engine }: Run): Promise<readonly string[]> {
  const failures: string[] = [];
  for (let timeMs = 0; timeMs <= endMs; timeMs += stepMs) {
    feed.until(timeMs);
    const broken = await rules.evaluate(timeMs);
    if (broken.length > 0) {
      const told = broken.map(
        ({ rule, message }) =>
          `    rule: ${inLine(rule)}, time: ${goDurationText(timeMs)}, err: ${oneLine(message)}`,
      );
      return [...failures, ...told];
    }
    const due = test.alertTests
      .filter(({ evalTimeMs }) => evalTimeMs >= timeMs && evalTimeMs < timeMs + stepMs)
      .sort((a, b) => a.evalTimeMs - b.evalTimeMs);
    for (const each of due) failures.push(...alertFailures(test.name, each, rules));
  }
  feed.until(endMs);
  for (const each of test.expressionTests) failures.push(...(await expressionFailures(each, engine)));
  return failures;
}

/** The input series, appended to the store as time passes. */
class SeriesFeed {
  readonly #rows: readonly { readonly labels: Labels; readonly samples: readonly WrittenSample[] }[];
  #next = 0;

  constructor(
    readonly test: RuleTest,
    readonly store: SeriesStore,
  ) {
    const rows = test.series.map(({ series, values }) => {
      const labels = parseMetric(series);
      return [LabelSet.from(labels).key, { labels, samples: parseSeriesValues(values) }] as const;
    });
    // Of a series written twice the second one counts (promql/test.go, loadCmd.set).
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
  const name = testName === '' ? '' : `    name: ${inLine(testName)},\n`;
  return [
    `${name}    alertname: ${inLine(alert)}, time: ${durationText(evalTimeMs)}, \n        exp:${exp}, \n        got:${real}`,
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
    if (!isRuleFailure(error)) throw error;
    return [`${head} err: ${oneLine(error.message)}`];
  }
}

function labelled(text: string): Labels {
  try {
    return parseMetric(text);
  } catch (error) {
    throw error instanceof ParseError
      ? new QueryError('bad_data', `labels ${JSON.stringify(text)}: ${error.message}`)
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

/** Values are equal as `===` says: NaN is equal to nothing, itself included, as for promtool. */
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
