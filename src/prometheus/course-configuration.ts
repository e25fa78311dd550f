import { dataText } from '../data-file.js';
import type { AlertmanagerConfig } from './alertmanager/config.js';
import type { RuleGroup } from './rules/rule.js';

/**
 * The rules of the course, those that its real stack runs: `data/prometheus/reseau.rules.yml`.
 *
 * @throws {Error} of Node where the data of the course are not there
 * @example
 * ```ts
 * import { courseRules } from 'sonde/prometheus';
 *
 * const groups = await courseRules();
 * console.log(groups.map(({ name }) => name)); // → [ 'mesures', 'alertes' ]
 * ```
 */
export async function courseRules(): Promise<readonly RuleGroup[]> {
  const { readRuleFile } = await import('./rules/rule-file.js');
  return readRuleFile(await dataText('prometheus/reseau.rules.yml'));
}

/**
 * The configuration of Alertmanager that the course reads and its real stack runs: `data/prometheus/alertmanager.yml`.
 *
 * @throws {Error} of Node where the data of the course are not there
 * @example
 * ```ts
 * import { courseRoutes, matchingRoutes } from 'sonde/prometheus';
 *
 * const routes = matchingRoutes(await courseRoutes(), { alertname: 'Retransmissions', severity: 'warning' });
 * console.log(routes.map(({ receiver }) => receiver)); // → [ 'equipe-systeme' ]
 * ```
 */
export async function courseRoutes(): Promise<AlertmanagerConfig> {
  const { readAlertmanagerConfig } = await import('./alertmanager/read-config.js');
  return readAlertmanagerConfig(await dataText('prometheus/alertmanager.yml'));
}
