import { dissect } from '../../capture/dissect.js';
import { recordedCapture } from '../../capture/recorded-capture.js';
import { captureStatistics } from '../../capture/statistics/statistics.js';
import { read } from '../../host/kernel/kernel-file.js';
import { netDev } from '../../host/kernel/net-dev.js';
import type { Machine } from '../../host/machine.js';
import { openMachine } from '../../host/open-machine.js';
import type { SocketEntry } from '../../host/sockets/socket-entry.js';
import { socketTable } from '../../host/sockets/socket-table.js';
import { iperf3Recording } from '../../tools/iperf3/iperf3-recording.js';
import type { Iperf3Amount } from '../../tools/iperf3/iperf3-run.js';
import { windowLimitedThroughput } from '../../tools/iperf3/iperf3-window.js';
import { nmap } from '../../tools/nmap/nmap.js';
import { socketSummary } from '../../tools/ss/ss-summary.js';
import { type Bar, barChart } from '../bar-chart.js';
import { errorShares } from '../capture-errors.js';
import { conversationSequence } from '../conversation-sequence.js';
import type { Figure, NamedFigure } from '../drawing/figure.js';
import { frenchNumber } from '../drawing/label.js';
import { lineChart } from '../line-chart.js';
import { packetTree } from '../packet-tree.js';
import { type PhaseFlame, phaseFlame } from '../phase-flame.js';
import { portMap } from '../port-map.js';
import { requestPhases } from '../request-phases.js';
import { sequenceDiagram } from '../sequence-diagram.js';
import { tcpStates } from '../tcp-states.js';

/** The figures of the catalogue that are drawn from recordings: machines, tools and captures. */

/** The figures of the third and fourth chapters: what two recorded machines said of themselves. */
export async function machineFigures(): Promise<readonly NamedFigure[]> {
  const [server, home] = [
    await openMachine({ name: 'serveur-web' }),
    await openMachine({ name: 'pc-maison' }),
  ];
  return [
    { name: 'tcp-states', figure: await states(server) },
    { name: 'socket-queues', figure: await queues(server, home) },
    { name: 'interface-volumes', figure: await volumes([home, server]) },
    // Last: it goes through the recording to its end.
    { name: 'time-wait', figure: await timeWait(server) },
  ];
}

async function states(machine: Machine): Promise<Figure> {
  const { sockets, origin } = await socketTable(machine, { tcp: true, all: true });
  const counts: Record<string, number> = {};
  for (const { state } of sockets) counts[state] = (counts[state] ?? 0) + 1;
  return tcpStates(counts, origin);
}

/** The transfer that the home computer does not read, at both of its ends. */
async function queues(server: Machine, home: Machine): Promise<Figure> {
  const there = await socketTable(server, { tcp: true, filter: 'dst 192.168.1.23 sport = :8443' });
  const here = await socketTable(home, { tcp: true, filter: 'dst 192.0.2.10 dport = :8443' });
  const bars = ([socket]: readonly SocketEntry[]): Bar[] =>
    [socket?.recvQueue ?? 0, socket?.sendQueue ?? 0].map((value) => ({ value, text: frenchNumber(value) }));
  return barChart({
    title: 'Une seule connexion, vue de ses deux bouts',
    x: { title: 'Octets en attente' },
    groups: ['Recv-Q', 'Send-Q'],
    rows: [
      { name: 'Serveur web', bars: bars(there.sockets) },
      { name: 'PC à la maison', bars: bars(here.sockets) },
    ],
    origin: here.origin,
  });
}

async function volumes(machines: readonly Machine[]): Promise<Figure> {
  const readings = await Promise.all(machines.map((machine) => read(machine, netDev)));
  const megabytes = (bytes: number): Bar => ({
    value: bytes / 1e6,
    text: `${frenchNumber(bytes / 1e6, 2)}\u00a0Mo`,
  });
  return barChart({
    title: 'Volumes reçus et émis par interface',
    x: { title: 'Volume (Mo)' },
    groups: ['reçu', 'émis'],
    rows: readings.flatMap(({ machine, data }) =>
      data
        .filter(({ name }) => name !== 'lo')
        .map(({ name, rxBytes, txBytes }) => ({
          name: `${machine}, ${name}`,
          bars: [megabytes(rxBytes), megabytes(txBytes)],
        })),
    ),
    origin: readings[0]?.origin ?? 'recorded',
  });
}

async function timeWait(machine: Machine): Promise<Figure> {
  const x: number[] = [];
  const y: number[] = [];
  do {
    const { tcp } = await socketSummary(machine);
    x.push(machine.now() / 1000);
    y.push(tcp.timeWait);
  } while (await machine.wait(2000));
  return lineChart({
    title: 'Sockets en TIME-WAIT',
    x: { title: 'Temps (s)' },
    y: { title: 'Sockets' },
    series: [{ name: machine.name, x, y, marked: true }],
    origin: machine.origin,
  });
}

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

/** The figures of the chapter on the analyser, from the recorded captures. */
export async function captureFigures(): Promise<readonly NamedFigure[]> {
  const page = await conversationSequence(await recordedCapture('http'), {
    title: 'Une page Web, de l’ouverture à la fermeture',
  });
  return [
    { name: 'packet-tree', figure: await question() },
    { name: 'http-sequence', figure: sequenceDiagram(page) },
    { name: 'phase-flame', figure: phaseFlame(await phases()) },
    { name: 'error-shares', figure: await losses() },
    { name: 'zero-window', figure: await silence() },
  ];
}

async function question(): Promise<Figure> {
  const capture = await recordedCapture('dns');
  for await (const packet of capture) {
    const title = 'Une question DNS, octets et champs';
    return packetTree({ title, dissection: dissect(packet), bytes: packet.bytes, origin: capture.origin });
  }
  throw new RangeError('the recorded capture dns has no packet');
}

async function phases(): Promise<PhaseFlame> {
  return requestPhases(await recordedCapture('http'), { title: 'Où passe le temps d’une page Web' });
}

async function losses(): Promise<Figure> {
  const { errors = [], origin } = await captureStatistics(await recordedCapture('tcp-pertes'), {
    of: ['errors'],
  });
  return errorShares({ title: 'Un transfert qui perd des paquets', errors, origin });
}

async function silence(): Promise<Figure> {
  const counted = { of: ['rates'], intervalMs: 50 } as const;
  const { rates = [], origin } = await captureStatistics(await recordedCapture('fenetre-nulle'), counted);
  return lineChart({
    title: 'Un destinataire qui ne lit pas, par tranches de 50 ms',
    x: { title: 'Temps (s)' },
    y: { title: 'Débit (Mbit/s)' },
    series: [
      {
        name: 'débit',
        x: rates.map(({ startMs }) => startMs / 1000),
        y: rates.map(({ bitsPerSecond }) => bitsPerSecond / 1e6),
      },
    ],
    origin,
  });
}
