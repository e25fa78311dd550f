import type { Labels } from '../series/series-labels.js';

/** A rule that writes the value of an expression as a series. */
export interface RecordingRule {
  readonly kind: 'recording';
  /** Name of the series. */
  readonly name: string;
  readonly expression: string;
  readonly labels: Labels;
}

/** A rule that warns as long as an expression gives something. */
export interface AlertingRule {
  readonly kind: 'alerting';
  /** Name of the alert. */
  readonly name: string;
  readonly expression: string;
  /** How long it must last before the alert fires. */
  readonly forMs: number;
  /** How long the alert keeps firing once it is over. */
  readonly keepFiringForMs: number;
  /** Templates. */
  readonly labels: Labels;
  /** Templates. */
  readonly annotations: Labels;
}

/** What is evaluated at each interval of its group. */
export type Rule = RecordingRule | AlertingRule;

/** Rules evaluated one after the other. */
export interface RuleGroup {
  readonly name: string;
  /** Absent for the default of the server. */
  readonly intervalMs?: number;
  /** Series or alerts that a rule may give; 0 for any number. */
  readonly limit: number;
  readonly rules: readonly Rule[];
}

/** What is wrong with a file of rules, as promtool says it. */
export interface RuleFault {
  readonly message: string;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}
