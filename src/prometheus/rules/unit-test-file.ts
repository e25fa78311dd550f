import * as v from 'valibot';
import { durationMs, fields, labels, list, number, optionalText, parseConfig, text } from '../config-yaml.js';
import type { Labels } from '../series/series-labels.js';

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

/** Alerts that must fire at a moment, and no other of that name. */
export interface AlertRuleTest {
  readonly evalTimeMs: number;
  readonly alert: string;
  readonly expected: readonly { readonly labels: Labels; readonly annotations: Labels }[];
}

/** What an expression must give at a moment. */
export interface ExpressionTest {
  readonly expression: string;
  readonly evalTimeMs: number;
  readonly expected: readonly { readonly labels: string; readonly value: number }[];
}

const defaultIntervalMs = 60_000;

/**
 * Reads a file of unit tests for rules.
 *
 * @param yaml its content
 * @throws {DocumentError} for what is not YAML, fields that are not known, and durations that are none
 * @see cmd/promtool/unittest.go
 * @example
 * ```ts
 * import { readRuleTestFile } from 'sonde/prometheus';
 *
 * const { ruleFiles, evaluationIntervalMs } = readRuleTestFile('rule_files: [rules.yml]');
 * console.log(ruleFiles, evaluationIntervalMs); // → [ 'rules.yml' ] 60000
 * ```
 */
export function readRuleTestFile(yaml: string): RuleTestFile {
  return parseConfig(yaml).read(testFile);
}

const duration = v.exactOptional(durationMs, '0');

const alertTest: v.GenericSchema<unknown, AlertRuleTest> = v.pipe(
  fields('main.alertTestCase', {
    eval_time: duration,
    alertname: optionalText,
    exp_alerts: list(fields('main.alert', { exp_labels: labels, exp_annotations: labels })),
  }),
  v.transform((test) => ({
    evalTimeMs: test.eval_time,
    alert: test.alertname,
    expected: test.exp_alerts.map((alert) => ({
      labels: alert.exp_labels,
      annotations: alert.exp_annotations,
    })),
  })),
);

const expressionTest: v.GenericSchema<unknown, ExpressionTest> = v.pipe(
  fields('main.promqlTestCase', {
    expr: optionalText,
    eval_time: duration,
    exp_samples: list(fields('main.sample', { labels: optionalText, value: v.exactOptional(number, null) })),
  }),
  v.transform((test) => ({
    expression: test.expr,
    evalTimeMs: test.eval_time,
    expected: test.exp_samples,
  })),
);

const testGroup = fields('main.testGroup', {
  name: optionalText,
  interval: duration,
  input_series: list(fields('main.series', { series: optionalText, values: optionalText })),
  alert_rule_test: list(alertTest),
  promql_expr_test: list(expressionTest),
  external_labels: labels,
  external_url: optionalText,
});

const testFile: v.GenericSchema<unknown, RuleTestFile> = v.pipe(
  fields('main.unitTestFile', {
    rule_files: list(text),
    evaluation_interval: duration,
    group_eval_order: list(text),
    tests: list(testGroup),
  }),
  v.transform((file) => {
    const evaluationIntervalMs = file.evaluation_interval || defaultIntervalMs;
    return {
      ruleFiles: file.rule_files,
      evaluationIntervalMs,
      groupOrder: file.group_eval_order,
      tests: file.tests.map((test) => ({
        name: test.name,
        intervalMs: test.interval || evaluationIntervalMs,
        series: test.input_series,
        alertTests: test.alert_rule_test,
        expressionTests: test.promql_expr_test,
        externalLabels: test.external_labels,
        externalUrl: test.external_url,
      })),
    };
  }),
);
