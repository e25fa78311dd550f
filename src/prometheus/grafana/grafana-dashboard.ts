import {
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { DashboardPanel } from './dashboard-queries.js';
import { everyValue } from './dashboard-variables.js';
import { chosenDatasource, grafanaPanel } from './grafana-panel.js';

/** The dashboard in Grafana's shape. The same panels give the same bytes: ids count from 1, and nothing has a date. */
export function grafanaDashboard(panels: readonly DashboardPanel[]): object {
  // The model that follows it is read by Grafana 12 and later only, this one by all.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const builder = new DashboardBuilder('Sonde — surveillance du réseau')
    .uid('sonde-reseau')
    .description(
      'Le tableau de bord du cours\u202f: latence, débit, erreurs, connexions, chemins et alertes.',
    )
    .tags(['sonde', 'réseau'])
    .timezone('browser')
    .time({ from: 'now-1h', to: 'now' })
    .refresh('15s')
    .tooltip(DashboardCursorSync.Crosshair)
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'))
    .withVariable(instances('instance', 'Machine', 'node_network_receive_bytes_total'))
    .withVariable(instances('target', 'Cible', 'probe_success'));
  panels.forEach((panel, i) => builder.withPanel(grafanaPanel(panel, i + 1)));
  return builder.build();
}

/** One or several of the instances that a metric has, all to begin with. */
function instances(name: string, label: string, metric: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(chosenDatasource)
    .query({ query: `label_values(${metric}, instance)`, refId: name })
    .definition(`label_values(${metric}, instance)`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue(everyValue)
    .current({ text: 'All', value: '$__all' });
}
