import { courseRoutes } from '../../prometheus/course-configuration.js';
import { matchingRoutes } from '../../prometheus/alertmanager/route.js';
import { monitorScenario, type MonitoredScenario } from '../../prometheus/monitored-scenario.js';
import { openPrometheus } from '../../prometheus/open-prometheus.js';
import type { Prometheus } from '../../prometheus/prometheus.js';
import { readRuleFile } from '../../prometheus/rules/rule-file.js';
import { alertStates } from '../alert-states.js';
import type { NamedFigure } from './catalogue.js';
import { dashboard, type Panel } from '../dashboard.js';
import type { Figure } from '../drawing/figure.js';
import { monitoringArchitecture } from '../monitoring-architecture.js';
import { querySeries } from '../query-series.js';
import { routeTree } from '../route-tree.js';

/** The figures of the chapter on monitoring. */
export async function monitoringFigures(): Promise<readonly NamedFigure[]> {
  const config = await courseRoutes();
  const taken = matchingRoutes(config, { alertname: 'PertesDePaquets', severity: 'critical' });
  return [
    { name: 'monitoring-architecture', figure: monitoringArchitecture() },
    {
      name: 'route-tree',
      figure: routeTree(config.route, taken, 'Où va l’alerte PertesDePaquets, de gravité critique'),
    },
    ...(await watchedFigures()),
  ];
}

/** What the chapter on dashboards watches: half a minute of a line that is full. */
const rules = `
groups:
  - name: ligne
    interval: 2s
    rules:
      - { alert: LatenceElevee, expr: 'probe_icmp_duration_seconds{phase="rtt"} > 0.1', for: 10s }
      - { alert: PaquetsJetes, expr: 'rate(node_network_transmit_drop_total[6s]) > 1', for: 4s }
`;

async function watchedFigures(): Promise<readonly NamedFigure[]> {
  const watched = await monitorScenario('congestion', { minutes: 1.5, stepS: 2 });
  const series = { source: 'embedded', series: watched } as const;
  const prometheus = await openPrometheus({ ...series, rules: await readRuleFile(rules) });
  const panels = await watchedPanels(prometheus, watched);
  const [rtt] = panels;
  const { origin, startMs, endMs, stepMs } = watched;
  const range = { startMs, endMs, stepMs };
  const board: Figure = dashboard({ title: 'Une ligne qui sature, en quatre mesures', panels, origin });
  return [
    { name: 'dashboard', figure: board },
    {
      name: 'alert-states',
      figure: alertStates({
        title: 'Deux alertes, et la latence que surveille la première',
        answer: await prometheus.queryRange('ALERTS', range),
        range,
        names: ['LatenceElevee', 'PaquetsJetes'],
        ...(rtt !== undefined && { measure: rtt }),
        origin,
      }),
    },
  ];
}

async function watchedPanels(prometheus: Prometheus, watched: MonitoredScenario): Promise<readonly Panel[]> {
  const { startMs, endMs, stepMs } = watched;
  const range = { startMs, endMs, stepMs };
  const curve = async (query: string, name: string): Promise<Panel['series']> =>
    querySeries(await prometheus.queryRange(query, range), range, { name });
  const uplink = '{instance="box",device="eth1"}';
  return [
    {
      title: 'Aller-retour (ms)',
      series: await curve('probe_icmp_duration_seconds{phase="rtt"} * 1000 > 0', 'écho'),
      lines: [
        { name: 'habituel', y: 20, kind: 'baseline' },
        { name: 'seuil', y: 100, kind: 'limit' },
      ],
    },
    {
      title: 'Débit montant (Mbit/s)',
      series: await curve(`rate(node_network_transmit_bytes_total${uplink}[6s]) * 8 / 1e6`, 'montant'),
      lines: [{ name: 'capacité', y: 10, kind: 'baseline' }],
    },
    {
      title: 'Paquets jetés (par s)',
      series: await curve(`rate(node_network_transmit_drop_total${uplink}[6s])`, 'jetés'),
    },
    { title: 'Connexions TCP', series: await curve('node_netstat_Tcp_CurrEstab', 'établies') },
  ];
}
