import { open } from '../../network/open.js';
import { encodeIcmp } from '../../packet/icmp.js';
import { encodeIpv4, ipProtocol } from '../../packet/ipv4.js';
import { rttSeriesMs } from '../../probe/rtt-series.js';
import { ping } from '../../probe/ping.js';
import { loadScenario } from '../../scenario/load.js';
import { captureFigures } from './catalogue-captures.js';
import { machineFigures } from './catalogue-machines.js';
import { monitoringFigures } from './catalogue-monitoring.js';
import { toolFigures } from './catalogue-tools.js';
import type { Figure } from '../drawing/figure.js';
import { traceroute } from '../../probe/traceroute.js';
import { multipath } from '../../probe/multipath.js';
import { networkPlan } from '../network-plan.js';
import { packetBytes } from '../packet-bytes.js';
import { pathBoxes } from '../path-boxes.js';
import { pathGraph } from '../path-graph.js';
import { pingMechanism } from '../ping-mechanism.js';
import { rttProfiles, type RttProfile } from '../rtt-profiles.js';
import { traceAnimation } from '../trace-animation.js';
import { traceOnPaths } from '../trace-on-paths.js';
import { tracerouteMechanism } from '../traceroute-mechanism.js';
import { ttlHops } from '../ttl-hops.js';

/** A figure of the course under the name of its file. */
export interface NamedFigure {
  /** File name without extension. */
  readonly name: string;
  readonly figure: Figure;
}

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
