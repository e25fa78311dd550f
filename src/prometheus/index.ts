export type { Machine } from '../host/machine.js';
export type { Network } from '../network/network.js';
export type { Origin } from '../origin.js';
export { ParseError } from '../parse-error.js';
export type { MtrResult } from '../probe/mtr.js';
export type { Scenario } from '../scenario/scenario.js';
export type { AlertmanagerConfig, InhibitRule, Receiver, Route } from './alertmanager/config.js';
export { courseRoutes } from './course-configuration.js';
export type { SentAlert } from './alertmanager/dispatch.js';
export type { AlertMatcher } from './alertmanager/matcher.js';
export type { AlertmanagerSilence } from './alertmanager/muting.js';
export {
  type Notification,
  type NotificationOptions,
  simulateNotifications,
} from './alertmanager/notifications.js';
export { readAlertmanagerConfig } from './alertmanager/read-config.js';
export { matchingRoutes, routeTreeText } from './alertmanager/route.js';
export { readSilence } from './alertmanager/silence.js';
export type { NumberRange, TimeInterval } from './alertmanager/time-interval.js';
export { PrometheusServerError, type ServerFault } from './client/server-error.js';
export {
  DocumentError,
  type DocumentFault,
  type DocumentPath,
  type TextPosition,
} from '../document/document.js';
export { machineFamilies } from './exporter/machine-families.js';
export { pathFamilies } from './exporter/probe-families.js';
export { type StartExporterOptions, type StartedExporter, startExporter } from './exporter/start-exporter.js';
export { ExpositionError } from './exposition/scanner.js';
export type { Exemplar, MetricFamily, MetricSample, MetricType } from './exposition/family.js';
export { type ScrapeAnswer, type ScrapeOutcome, type ScrapeTarget, Scraper } from './exposition/scrape.js';
export { writeExposition } from './exposition/text-format-write.js';
export { parseExposition } from './exposition/text-format.js';
export { writeOpenMetrics } from './exposition/openmetrics-write.js';
export { parseOpenMetrics } from './exposition/openmetrics.js';
export { type GrafanaDashboard, type GrafanaPanel, courseDashboard } from './grafana/course-dashboard.js';
export {
  type DashboardQuery,
  type DashboardUnit,
  type PanelQuery,
  dashboardQueries,
} from './grafana/dashboard-panels.js';
export {
  type DashboardVariables,
  dashboardExpression,
  dashboardLegend,
} from './grafana/dashboard-variables.js';
export { type MonitorMachineOptions, monitoringMachine } from './monitored-machine.js';
export {
  type MonitorScenarioOptions,
  type MonitoredScenario,
  monitorScenario,
  monitoringScenario,
} from './monitored-scenario.js';
export { type OpenPrometheusOptions, openPrometheus } from './open-prometheus.js';
export type {
  MonitoredTarget,
  Prometheus,
  PrometheusAlert,
  PrometheusRule,
  PrometheusRuleGroup,
  TimeSpan,
} from './prometheus.js';
export {
  PromEngine,
  type PromEngineOptions,
  type PromQueryable,
  type QueryOptions,
} from './promql/engine.js';
export { QueryError, type QueryErrorType } from './promql/query-error.js';
export type { QueryRange } from './promql/query-range.js';
export type {
  MatrixResult,
  MatrixSeries,
  QueryResult,
  ScalarResult,
  StringResult,
  VectorResult,
  VectorSample,
} from './promql/result.js';
export type {
  Aggregation,
  ArithmeticOperator,
  AtModifier,
  Binary,
  BinaryOperator,
  Call,
  ComparisonOperator,
  ComputedDuration,
  Duration,
  DurationOperator,
  Expression,
  Moment,
  NumberLiteral,
  Parenthesis,
  Selector,
  SetOperator,
  Span,
  StringLiteral,
  Subquery,
  Unary,
  ValueType,
  VectorMatching,
} from './promql/syntax/ast.js';
export { ExpressionError } from './promql/query-error.js';
export { type ParsedExpression, parseExpression } from './promql/syntax/parse.js';
export { courseRules } from './course-configuration.js';
export { type DuplicateRule, duplicateRules } from './rules/rule.js';
export type { ActiveAlert, AlertState } from './rules/evaluate-alerting.js';
export { RuleEvaluator, type RuleEvaluatorOptions, type RuleFailure } from './rules/evaluate-rules.js';
export { type CheckedRuleFile, RuleFileError, checkRuleFile, readRuleFile } from './rules/rule-file.js';
export { type RuleTestVerdict, testRuleFile } from './rules/rule-files.js';
export type { AlertingRule, RecordingRule, Rule, RuleFault, RuleGroup } from './rules/rule.js';
export {
  type AlertRuleTest,
  type ExpressionTest,
  type RuleTest,
  type RuleTestFile,
  readRuleTestFile,
} from './rules/unit-test-file.js';
export { runRuleTests } from './rules/unit-test.js';
export { InvalidMetricError, type Labels } from './series/labels.js';
export type { LabelMatcher, MatchOperator } from './series/matcher.js';
export { type WrittenSample, appendSeries, parseSeriesValues } from './series/notation.js';
export type { AppendOutcome } from './series/samples.js';
export { type SeriesAppender, SeriesStore } from './series/store.js';
export { type AlertTemplateData, expandAlertTemplate } from './template/expand.js';
export { TemplateError } from './template/syntax.js';
