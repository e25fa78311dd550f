import { open } from '../../network/open.js';
import { encodeIcmp } from '../../packet/icmp.js';
import { encodeIpv4, ipProtocol } from '../../packet/ipv4.js';
import { multipath } from '../../probe/multipath.js';
import { rttSeriesMs } from '../../probe/rtt-series.js';
import { ping } from '../../probe/ping.js';
import { traceroute } from '../../probe/traceroute.js';
import { courseRoutes } from '../../prometheus/course-configuration.js';
import { matchingRoutes } from '../../prometheus/alertmanager/route.js';
import { type MonitoredScenario, monitorScenario } from '../../prometheus/monitored-scenario.js';
import { openPrometheus } from '../../prometheus/open-prometheus.js';
import type { Prometheus } from '../../prometheus/prometheus.js';
import { readRuleFile } from '../../prometheus/rules/rule-file.js';
import { loadScenario } from '../../scenario/load.js';
import { alertStates } from '../alert-states.js';
import { type Panel, dashboard } from '../dashboard.js';
import type { Figure, NamedFigure } from '../drawing/figure.js';
import { monitoringArchitecture } from '../monitoring-architecture.js';
import { networkPlan } from '../network-plan.js';
import { packetBytes } from '../packet-bytes.js';
import { pathBoxes } from '../path-boxes.js';
import { pathGraph } from '../path-graph.js';
import { pingMechanism } from '../ping-mechanism.js';
import { querySeries } from '../query-series.js';
import { routeTree } from '../route-tree.js';
import { type RttProfile, rttProfiles } from '../rtt-profiles.js';
import { traceAnimation } from '../trace-animation.js';
import { traceOnPaths } from '../trace-on-paths.js';
import { tracerouteMechanism } from '../traceroute-mechanism.js';
import { ttlHops } from '../ttl-hops.js';
import { captureFigures, machineFigures, toolFigures } from './recorded.js';

/**
 * The figures of the course that are published as images, in the order of the chapters. The same ones at each
 * call: what is measured is measured on the simulated network, from one seed, or read from a recording.
 */
export async function catalogue(): Promise<readonly NamedFigure[]> {
  return [
    { name: 'network-plan', figure: networkPlan(await loadScenario('ecmp')) },
    { name: 'ping-mechanism', figure: pingMechanism() },
    { name: 'echo-request-bytes', figure: echoRequest() },
    { name: 'ttl-hops', figure: ttlHops(57) },
    { name: 'rtt-profiles', figure: rttProfiles(await profiles()) },
    { name: 'traceroute-mechanism', figure: tracerouteMechanism() },
    ...(await tracedFigures()),
    ...(await machineFigures()),
    ...(await toolFigures()),
    ...(await captureFigures()),
    ...(await monitoringFigures()),
  ];
}

function echoRequest(): Figure {
  const data = new TextEncoder().encode('Sonde : un écho');
  const payload = encodeIcmp({ kind: 'echo-request', identifier: 0x2a17, sequence: 1, data });
  const route = { source: '192.0.2.1', destination: '198.51.100.20' };
  const bytes = encodeIpv4({ ...route, protocol: ipProtocol.icmp, ttl: 64, payload });
  return packetBytes({
    title: 'Une demande d’écho, octet par octet',
    bytes,
    fields: [
      { name: 'Version, longueur', start: 0, end: 1, value: 'IPv4, en-tête de 20 octets' },
      { name: 'Service', start: 1, end: 2, value: '0' },
      { name: 'Longueur totale', start: 2, end: 4, value: `${bytes.length} octets` },
      { name: 'Identification', start: 4, end: 6, value: 'numéro du paquet' },
      { name: 'Drapeaux, décalage', start: 6, end: 8, value: 'fragmentation' },
      { name: 'TTL', start: 8, end: 9, value: '64' },
      { name: 'Protocole', start: 9, end: 10, value: '1, ICMP' },
      { name: 'Somme de l’en-tête', start: 10, end: 12, value: 'somme de contrôle' },
      { name: 'Adresse source', start: 12, end: 16, value: route.source },
      { name: 'Adresse destination', start: 16, end: 20, value: route.destination },
      { name: 'Type', start: 20, end: 21, value: '8, demande d’écho' },
      { name: 'Code', start: 21, end: 22, value: '0' },
      { name: 'Somme ICMP', start: 22, end: 24, value: 'somme de contrôle' },
      { name: 'Identificateur', start: 24, end: 26, value: '0x2a17' },
      { name: 'Séquence', start: 26, end: 28, value: '1' },
      { name: 'Données', start: 28, end: bytes.length, value: '« Sonde : un écho »' },
    ],
  });
}

/** The round trips of the first chapter, from a loopback to an ocean, and a poor radio link. */
const destinations = [
  { name: 'Réseau local', host: 'passerelle.lan' },
  { name: 'Serveur proche (CDN)', host: 'cdn.exemple.fr' },
  { name: 'Outre-Atlantique', host: 'boston.exemple.org' },
  { name: 'Wi-Fi médiocre', host: 'wifi.exemple.fr' },
] as const;

async function profiles(): Promise<RttProfile[]> {
  const network = await open({ network: 'simulated', seed: 42 });
  try {
    const drawn: RttProfile[] = [];
    for (const { name, host } of destinations) {
      const { events, origin } = await ping(network, host, { count: 20 });
      drawn.push({ name, origin, rttMs: rttSeriesMs(events) });
    }
    return drawn;
  } finally {
    network.close();
  }
}

/** The figures of the second chapter that are measured. */
async function tracedFigures(): Promise<NamedFigure[]> {
  const near = await open({ network: 'simulated', seed: 42 });
  const balanced = await open({ network: 'simulated', scenario: 'ecmp', seed: 42 });
  try {
    const trace = await traceroute(near, 'cdn.exemple.fr', { queries: 10 });
    const ways = await multipath(balanced, 'www.exemple.fr');
    return [
      { name: 'path-boxes', figure: pathBoxes(trace) },
      { name: 'trace-animation', figure: traceAnimation(trace) },
      { name: 'path-graph', figure: pathGraph(ways) },
      { name: 'trace-on-paths', figure: traceOnPaths(await traceroute(balanced, ways.host), ways) },
    ];
  } finally {
    near.close();
    balanced.close();
  }
}

/** The figures of the chapter on monitoring. */
async function monitoringFigures(): Promise<readonly NamedFigure[]> {
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
