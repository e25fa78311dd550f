import { dataText } from '../../data-file.js';
import type { RuleGroup } from './rule.js';

/**
 * The rules of the course, those that its real stack runs: `data/prometheus/reseau.rules.yml`.
 *
 * @throws Error of Node where the data of the course are not there
 * @example
 * ```ts
 * import { courseRules } from 'sonde/prometheus';
 *
 * const groups = await courseRules();
 * console.log(groups.map(({ name }) => name)); // → [ 'mesures', 'alertes' ]
 * ```
 */
export async function courseRules(): Promise<readonly RuleGroup[]> {
  const { readRuleFile } = await import('./rule-file.js');
  return readRuleFile(await dataText('prometheus/reseau.rules.yml'));
}
