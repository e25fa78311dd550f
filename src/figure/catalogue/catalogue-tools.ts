import { iperf3Recording } from '../../tools/iperf3/iperf3-recording.js';
import { windowLimitedThroughput } from '../../tools/iperf3/iperf3-window.js';
import type { Iperf3Amount } from '../../tools/iperf3/iperf3-run.js';
import { nmap } from '../../tools/nmap/nmap.js';
import { barChart } from '../bar-chart.js';
import type { NamedFigure } from './catalogue.js';
import type { Figure } from '../drawing/figure.js';
import { frenchNumber } from '../drawing/label.js';
import { lineChart } from '../line-chart.js';
import { portMap } from '../port-map.js';

/** The figures of the chapters on nmap and iperf3, from the recorded runs. */
export async function toolFigures(): Promise<readonly NamedFigure[]> {
  return [
    { name: 'port-map', figure: await inventory() },
    { name: 'link-throughput', figure: await throughputByLink() },
    { name: 'link-means', figure: await meansByLink() },
    { name: 'window-throughput', figure: await throughputByWindow() },
    { name: 'congestion-window', figure: await congestionWindow() },
    { name: 'udp-loss', figure: await udpLoss() },
  ];
}

async function inventory(): Promise<Figure> {
  const { hosts, origin } = await nmap('192.168.10.0/24', { mode: 'connect', source: 'recorded' });
  const mapped = hosts.map(({ hostnames, addresses, ports }) => ({
    name: [hostnames[0]?.name, addresses[0]?.address].join(', '),
    ports: ports.map(({ port, state, service }) => ({
      port,
      state: state === 'open' || state === 'closed' ? state : ('filtered' as const),
      service: service?.name,
    })),
  }));
  return portMap(mapped, origin);
}

const links = [
  { name: 'Ethernet gigabit', link: 'ethernet-gigabit' },
  { name: 'Wi-Fi 802.11ac', link: 'wifi-ac' },
  { name: 'Fibre 100 Mbit/s', link: 'fibre-100' },
  { name: '4G', link: '4g' },
  { name: 'ADSL', link: 'adsl-20' },
  { name: 'Satellite géostationnaire', link: 'satellite-geo' },
] as const;

const megabits = (amount: Pick<Iperf3Amount, 'bitsPerSecond'> | undefined): number =>
  (amount?.bitsPerSecond ?? 0) / 1e6;

/** What each kind of link carries towards the client, second by second. */
async function downloads(): Promise<
  readonly { readonly name: string; readonly endS: readonly number[]; readonly rates: readonly number[] }[]
> {
  return Promise.all(
    links.map(async ({ name, link }) => {
      const { sums } = await iperf3Recording(`tcp-${link}-reverse`);
      return { name, endS: sums.map(({ endS }) => endS), rates: sums.map(megabits) };
    }),
  );
}

async function throughputByLink(): Promise<Figure> {
  return lineChart({
    title: 'Débit TCP reçu, par sorte de lien',
    x: { title: 'Temps (s)' },
    y: { title: 'Débit (Mbit/s)', scale: 'log' },
    series: (await downloads()).map(({ name, endS, rates }) => ({ name, x: endS, y: rates })),
    origin: 'recorded',
  });
}

async function meansByLink(): Promise<Figure> {
  return barChart({
    title: 'Débit moyen ± écart-type',
    x: { title: 'Débit (Mbit/s)', scale: 'log' },
    rows: (await downloads()).map(({ name, rates }) => {
      const value = mean(rates);
      const deviation = Math.sqrt(mean(rates.map((rate) => (rate - value) ** 2)));
      const text = `${frenchNumber(value, 1)} ± ${frenchNumber(deviation, 1)}`;
      return { name, bars: [{ value, deviation, text }] };
    }),
    origin: 'recorded',
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function throughputByWindow(): Promise<Figure> {
  const sizes = ['16K', '32K', '64K', '128K', '256K', '512K', '1M', '2M', '4M'];
  const runs = await Promise.all(sizes.map((size) => iperf3Recording(`window-long-fat-${size}`)));
  const windows = runs.map(({ windowBytes = 0 }) => windowBytes);
  const x = windows.map((windowBytes) => windowBytes / 1024);
  const allowed = windows.map((windowBytes) => windowLimitedThroughput({ windowBytes, rttMs: 100 }) / 1e6);
  return lineChart({
    title: 'De la fenêtre au débit, sur 100 Mbit/s et 100 ms',
    x: { title: 'Fenêtre demandée (Kio)', scale: 'log' },
    y: { title: 'Débit reçu (Mbit/s)', scale: 'log' },
    series: [
      { name: 'mesuré', x, y: runs.map(({ summaries }) => megabits(summaries[0]?.received)), marked: true },
      { name: 'fenêtre / RTT (calculé)', x, y: allowed.map((rate) => Math.min(100, rate)) },
    ],
    thresholds: [{ name: 'capacité du lien', y: 100 }],
    origin: 'recorded',
  });
}

async function congestionWindow(): Promise<Figure> {
  const { intervals, origin } = await iperf3Recording('tcp-fibre-100');
  const y = intervals.map(({ cwndBytes }) => (cwndBytes ?? 0) / 1000);
  return lineChart({
    title: 'Fenêtre de congestion, fibre à 100 Mbit/s',
    x: { title: 'Temps (s)' },
    y: { title: 'Fenêtre (ko)' },
    series: [{ name: 'fenêtre', x: intervals.map(({ endS }) => endS), y, marked: true }],
    thresholds: [{ name: 'BDP à 100 Mbit/s et 8 ms', y: 100 }],
    origin,
  });
}

async function udpLoss(): Promise<Figure> {
  const targets = [5, 10, 20, 30, 40, 60];
  const runs = await Promise.all(targets.map((target) => iperf3Recording(`udp-4g-${target}M-reverse`)));
  const y = runs.map(({ summaries }) => megabits(summaries[0]?.received));
  return lineChart({
    title: 'Ce qu’on envoie, ce qui arrive, en UDP sur un lien 4G',
    x: { title: 'Débit demandé (Mbit/s)' },
    y: { title: 'Débit (Mbit/s)' },
    series: [
      { name: 'reçu', x: targets, y, marked: true },
      { name: 'demandé', x: targets, y: targets },
    ],
    origin: 'recorded',
  });
}
