import { LabelSet, type Labels } from '../series/labels.js';

/** A rule that stores the value of an expression as a series. */
export interface RecordingRule {
  readonly kind: 'recording';
  /** Name of the series. */
  readonly name: string;
  readonly expression: string;
  readonly labels: Labels;
}

/** A rule that gives an alert for each series of an expression's value. */
export interface AlertingRule {
  readonly kind: 'alerting';
  /** Name of the alert. */
  readonly name: string;
  readonly expression: string;
  /** How long the expression must give the series before the alert fires. */
  readonly forMs: number;
  /** How long the alert keeps firing once the expression no longer gives the series. */
  readonly keepFiringForMs: number;
  /** Labels added to those of the series; their values are templates. */
  readonly labels: Labels;
  /** Texts for people, which are templates. */
  readonly annotations: Labels;
}

/** A rule of either kind. */
export type Rule = RecordingRule | AlertingRule;

/** Rules evaluated one after the other. */
export interface RuleGroup {
  readonly name: string;
  /** Time between two evaluations; absent for the server's default. */
  readonly intervalMs?: number;
  /** How long before its time a rule asks and stores, for series that come late; absent for the server's default. */
  readonly queryOffsetMs?: number;
  /** Series or alerts that a rule may give; 0 for any number. */
  readonly limit: number;
  /** With the labels of their group, where they have none of the same name. */
  readonly rules: readonly Rule[];
}

/** What is wrong with a file of rules, as promtool says it. */
export interface RuleFault {
  readonly message: string;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** A rule with the same name and the same labels as one before it. */
export interface DuplicateRule {
  readonly name: string;
  readonly labels: Labels;
}

/**
 * Rules that give the same series as another one: what `promtool check rules` calls a lint error.
 *
 * @param groups of one file
 * @example
 * ```ts
 * import { duplicateRules, readRuleFile } from 'sonde/prometheus';
 *
 * const rule = '{ alert: Panne, expr: up == 0 }';
 * const groups = await readRuleFile(`groups: [{ name: a, rules: [${rule}, ${rule}] }]`);
 * console.log(duplicateRules(groups)); // → [ { name: 'Panne', labels: {} } ]
 * ```
 */
export function duplicateRules(groups: readonly RuleGroup[]): readonly DuplicateRule[] {
  const seen = new Set<string>();
  const found: DuplicateRule[] = [];
  for (const { name, labels } of groups.flatMap(({ rules }) => rules)) {
    const key = `${name}\u0000${LabelSet.from(labels).key}`;
    if (seen.has(key)) found.push({ name, labels });
    seen.add(key);
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}
