import { dataText } from '../../data-file.js';
import type { AlertmanagerConfig } from './config.js';

/**
 * The configuration of Alertmanager that the course reads and its real stack runs: `data/prometheus/alertmanager.yml`.
 *
 * @throws Error of Node where the data of the course are not there
 * @example
 * ```ts
 * import { courseRoutes, matchingRoutes } from 'sonde/prometheus';
 *
 * const routes = matchingRoutes(await courseRoutes(), { alertname: 'Retransmissions', severity: 'warning' });
 * console.log(routes.map(({ receiver }) => receiver)); // → [ 'equipe-systeme' ]
 * ```
 */
export async function courseRoutes(): Promise<AlertmanagerConfig> {
  const { readAlertmanagerConfig } = await import('./read-config.js');
  return readAlertmanagerConfig(await dataText('prometheus/alertmanager.yml'));
}
