import { LabelSet, type Labels } from '../series/labels.js';
import type { RuleGroup } from './rule.js';

/** A rule that is there twice: same name, same labels. */
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
