import { type ConfigFields, type ConfigNode, openYaml } from '../config-yaml.js';
import type { Labels } from '../series/labels.js';

/** A file of unit tests for rules, as `promtool test rules` reads it. */
export interface RuleTestFile {
  /** Patterns of the names of files of rules, from the folder of this file. */
  readonly ruleFiles: readonly string[];
  readonly evaluationIntervalMs: number;
  readonly groupOrder: readonly string[];
  readonly tests: readonly RuleTest[];
}

/** Series, and what rules must make of them. */
export interface RuleTest {
  readonly name: string;
  /** Time between two samples. */
  readonly intervalMs: number;
  readonly series: readonly { readonly series: string; readonly values: string }[];
  readonly alertTests: readonly AlertRuleTest[];
  readonly expressionTests: readonly ExpressionTest[];
  readonly externalLabels: Labels;
  readonly externalUrl: string;
}

/** The alerts of one name that must fire at a moment. */
export interface AlertRuleTest {
  /** Milliseconds from the start of the series. */
  readonly evalTimeMs: number;
  readonly alert: string;
  readonly expected: readonly { readonly labels: Labels; readonly annotations: Labels }[];
}

/** The value that an expression must have at a moment. */
export interface ExpressionTest {
  readonly expression: string;
  /** Milliseconds from the start of the series. */
  readonly evalTimeMs: number;
  readonly expected: readonly { readonly labels: string; readonly value: number }[];
}

const defaultIntervalMs = 60_000;

/**
 * Reads a file of unit tests for rules.
 *
 * @param text its content
 * @throws {ConfigError} for what is not YAML, fields that are not known, and durations that are none
 * @see cmd/promtool/unittest.go
 * @example
 * ```ts
 * import { readRuleTestFile } from 'sonde/prometheus';
 *
 * const { ruleFiles, evaluationIntervalMs } = await readRuleTestFile('rule_files: [rules.yml]');
 * console.log(ruleFiles, evaluationIntervalMs); // → [ 'rules.yml' ] 60000
 * ```
 */
export async function readRuleTestFile(text: string): Promise<RuleTestFile> {
  const root = await openYaml(text);
  const fields = root?.fields(
    ['rule_files', 'evaluation_interval', 'group_eval_order', 'tests'],
    'main.unitTestFile',
  );
  const evaluationIntervalMs = durationOf(fields, 'evaluation_interval') || defaultIntervalMs;
  return {
    ruleFiles: fields?.get('rule_files')?.texts() ?? [],
    evaluationIntervalMs,
    groupOrder: fields?.get('group_eval_order')?.texts() ?? [],
    tests: (fields?.get('tests')?.list() ?? []).map((test) => readTest(test, evaluationIntervalMs)),
  };
}

const testFields = [
  'name',
  'interval',
  'input_series',
  'alert_rule_test',
  'promql_expr_test',
  'external_labels',
  'external_url',
];

function readTest(node: ConfigNode, evaluationIntervalMs: number): RuleTest {
  const fields = node.fields(testFields, 'main.testGroup');
  return {
    name: textOf(fields, 'name'),
    intervalMs: durationOf(fields, 'interval') || evaluationIntervalMs,
    series: (fields.get('input_series')?.list() ?? []).map((each) => {
      const written = each.fields(['series', 'values'], 'main.series');
      return { series: textOf(written, 'series'), values: textOf(written, 'values') };
    }),
    alertTests: (fields.get('alert_rule_test')?.list() ?? []).map(readAlertTest),
    expressionTests: (fields.get('promql_expr_test')?.list() ?? []).map(readExpressionTest),
    externalLabels: fields.get('external_labels')?.labels() ?? {},
    externalUrl: textOf(fields, 'external_url'),
  };
}

function readAlertTest(node: ConfigNode): AlertRuleTest {
  const fields = node.fields(['eval_time', 'alertname', 'exp_alerts'], 'main.alertTestCase');
  return {
    evalTimeMs: durationOf(fields, 'eval_time'),
    alert: textOf(fields, 'alertname'),
    expected: (fields.get('exp_alerts')?.list() ?? []).map((each) => {
      const alert = each.fields(['exp_labels', 'exp_annotations'], 'main.alert');
      return {
        labels: alert.get('exp_labels')?.labels() ?? {},
        annotations: alert.get('exp_annotations')?.labels() ?? {},
      };
    }),
  };
}

function readExpressionTest(node: ConfigNode): ExpressionTest {
  const fields = node.fields(['expr', 'eval_time', 'exp_samples'], 'main.promqlTestCase');
  return {
    expression: textOf(fields, 'expr'),
    evalTimeMs: durationOf(fields, 'eval_time'),
    expected: (fields.get('exp_samples')?.list() ?? []).map((each) => {
      const sample = each.fields(['labels', 'value'], 'main.sample');
      return { labels: textOf(sample, 'labels'), value: sample.get('value')?.number() ?? 0 };
    }),
  };
}

function textOf(fields: ConfigFields, name: string): string {
  return fields.get(name)?.text() ?? '';
}

function durationOf(fields: ConfigFields | undefined, name: string): number {
  return fields?.get(name)?.durationMs() ?? 0;
}
