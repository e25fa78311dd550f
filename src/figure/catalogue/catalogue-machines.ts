import { read } from '../../host/kernel/kernel-file.js';
import { netDev } from '../../host/kernel/net-dev.js';
import type { Machine } from '../../host/machine.js';
import { openMachine } from '../../host/open-machine.js';
import type { SocketEntry } from '../../host/sockets/socket-entry.js';
import { socketTable } from '../../host/sockets/socket-table.js';
import { socketSummary } from '../../tools/ss/ss-summary.js';
import { barChart, type Bar } from '../bar-chart.js';
import type { NamedFigure } from './catalogue.js';
import type { Figure } from '../drawing/figure.js';
import { frenchNumber } from '../drawing/label.js';
import { lineChart } from '../line-chart.js';
import { tcpStates } from '../tcp-states.js';

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
