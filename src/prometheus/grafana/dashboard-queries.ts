import { alertPanels } from './panels-alerts.js';
import { machinePanels } from './panels-machines.js';
import { pathPanels } from './panels-paths.js';

/** Grafana's names of the units that the dashboard uses. */
export type DashboardUnit = 's' | 'bps' | 'pps' | 'percentunit' | 'short';

/** One query of a panel. */
export interface PanelQuery {
  /** PromQL in which `$instance`, `$target` and `$__rate_interval` stand for what the reader chooses. */
  readonly expression: string;
  /** Name of a curve, in French, in which `{{label}}` stands for the value of a label. */
  readonly legend: string;
}

/** Where an alert of the course begins: a value is drawn as a line or a colour, and named so that tests find its rule. */
export interface PanelThreshold {
  readonly alert: string;
  readonly value: number;
}

/** One panel of the dashboard, before Grafana's own shape. */
export interface DashboardPanel {
  /** In words of code, unique: `rtt`. */
  readonly name: string;
  readonly kind: 'curves' | 'values' | 'table';
  /** In French. */
  readonly title: string;
  /** In French: what to look at, for a reader who does not know. */
  readonly description: string;
  readonly unit: DashboardUnit;
  /** Columns of 24, and rows of 30 pixels. */
  readonly size: { readonly columns: number; readonly rows: number };
  readonly threshold?: PanelThreshold;
  readonly queries: readonly PanelQuery[];
}

/** One query with what its panel says of it. */
export interface DashboardQuery extends PanelQuery {
  /** Name of its panel: `rtt`. */
  readonly panel: string;
  /** Title of its panel, in French. */
  readonly title: string;
  readonly unit: DashboardUnit;
}

/** The panels of the course's dashboard, from left to right, then down; each row fills the 24 columns. */
export function dashboardPanels(): readonly DashboardPanel[] {
  return [...alertPanels, ...pathPanels.ends, ...machinePanels, ...pathPanels.hops];
}

/**
 * The queries of the course's dashboard: those that Grafana sends, and those that its figures draw.
 *
 * @returns a row for each query, in the order of the panels; a panel may have several
 * @example
 * ```ts
 * import { dashboardQueries } from 'sonde/prometheus';
 *
 * const [received] = dashboardQueries().filter(({ panel }) => panel === 'bandwidth');
 * console.log(received?.title, received?.unit); // → Débit des interfaces bps
 * ```
 */
export function dashboardQueries(): readonly DashboardQuery[] {
  return dashboardPanels().flatMap(({ name, title, unit, queries }) =>
    queries.map((query) => ({ panel: name, title, unit, ...query })),
  );
}
