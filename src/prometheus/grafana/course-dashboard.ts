import { dashboardPanels } from './dashboard-panels.js';

/** A dashboard of Grafana in its JSON model: plain data, as Grafana imports and exports it. */
export interface GrafanaDashboard {
  readonly title: string;
  readonly uid: string;
  readonly panels: readonly GrafanaPanel[];
  readonly [field: string]: unknown;
}

/** A panel of that model. */
export interface GrafanaPanel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly [field: string]: unknown;
}

/**
 * The course's dashboard, as Grafana imports it: round-trip times with their baseline and the threshold of their alert,
 * bandwidth, errors, TCP connections, the path hop by hop, and the alerts. Its queries are `dashboardQueries`; the
 * reader chooses the Prometheus, the machines and the targets.
 *
 * @returns what `sonde grafana` writes
 * @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 * @example
 * ```ts
 * import { courseDashboard } from 'sonde/prometheus';
 *
 * const { title, panels } = await courseDashboard();
 * console.log(title, panels.length); // → Sonde — surveillance du réseau 11
 * ```
 */
export async function courseDashboard(): Promise<GrafanaDashboard> {
  const { grafanaDashboard } = await import('./grafana-dashboard.js');
  // As Grafana will read it: with the fields that have a value.
  return JSON.parse(JSON.stringify(grafanaDashboard(dashboardPanels()))) as GrafanaDashboard;
}
