import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  DashboardCursorSync,
  DatasourceVariableBuilder,
  type Panel,
  QueryVariableBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { DashboardPanel, PanelQuery } from './dashboard-panels.js';
import { everyValue } from './dashboard-variables.js';

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

/** The Prometheus that the reader chooses: every panel, query and variable asks it. */
const chosenDatasource = { type: 'prometheus', uid: '${datasource}' } as const;

type AnyPanelBuilder = TimeseriesBuilder | StatBuilder | TableBuilder;

/**
 * A panel in Grafana's shape.
 *
 * @param id number of the panel on its dashboard
 */
function grafanaPanel(panel: DashboardPanel, id: number): { build(): Panel } {
  const builder = kindBuilders[panel.kind](panel);
  builder
    .id(id)
    .title(panel.title)
    .description(panel.description)
    .datasource(chosenDatasource)
    .span(panel.size.columns)
    .height(panel.size.rows)
    .unit(panel.unit)
    .thresholds(thresholds(panel));
  panel.queries.forEach((query, i) => builder.withTarget(target(panel, query, i)));
  return builder;
}

const kindBuilders: Readonly<Record<DashboardPanel['kind'], (panel: DashboardPanel) => AnyPanelBuilder>> = {
  curves,
  values,
  table,
};

function curves({ threshold, unit }: DashboardPanel): TimeseriesBuilder {
  const builder = new TimeseriesBuilder()
    .lineWidth(2)
    .fillOpacity(8)
    .spanNulls(false)
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs(['mean', 'max', 'lastNotNull']),
    )
    .thresholdsStyle(
      new GraphThresholdsStyleConfigBuilder().mode(
        threshold === undefined ? GraphThresholdsStyleMode.Off : GraphThresholdsStyleMode.Dashed,
      ),
    );
  // Ratios are read from zero, and a tenth is already much.
  if (unit === 'percentunit') builder.min(0).axisSoftMax(0.1);
  const dashes = { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } };
  const hollow = { id: 'custom.fillOpacity', value: 0 };
  return builder
    .overrideByRegexp('/émis$/', [{ id: 'custom.transform', value: 'negative-Y' }])
    .overrideByRegexp('/^(référence|seuil)|capacité$/', [dashes, hollow]);
}

function values({ name }: DashboardPanel): StatBuilder {
  return new StatBuilder()
    .graphMode(BigValueGraphMode.None)
    .colorMode(name === 'success' ? BigValueColorMode.Background : BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']));
}

/** Grafana's own list of alerts shows its own as well: this one is what Prometheus itself says. */
function table(): TableBuilder {
  return new TableBuilder().withTransformation({
    id: 'organize',
    options: {
      excludeByName: { Time: true, Value: true, __name__: true },
      renameByName: { alertname: 'Alerte', alertstate: 'État', severity: 'Gravité', instance: 'Instance' },
    },
  });
}

function thresholds({ name, threshold }: DashboardPanel): ThresholdsConfigBuilder {
  const builder = new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute);
  if (name === 'success')
    return builder.steps([
      { value: null, color: 'red' },
      { value: 1, color: 'green' },
    ]);
  const alert = threshold === undefined ? [] : [{ value: threshold.value, color: 'red' }];
  return builder.steps([{ value: null, color: 'green' }, ...alert]);
}

function target({ kind }: DashboardPanel, query: PanelQuery, place: number): DataqueryBuilder {
  const builder = new DataqueryBuilder()
    .refId(String.fromCharCode(65 + place))
    .datasource(chosenDatasource)
    .expr(query.expression)
    .legendFormat(query.legend);
  if (kind === 'curves') return builder.range();
  return builder.instant().format(kind === 'table' ? PromQueryFormat.Table : PromQueryFormat.TimeSeries);
}
