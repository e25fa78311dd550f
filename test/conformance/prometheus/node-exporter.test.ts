import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, test } from 'vitest';
import { type KernelFile, read } from '../../../src/host/kernel/kernel-file.js';
import { type InterfaceCounterName, netDev } from '../../../src/host/kernel/net-dev.js';
import { netNetstat } from '../../../src/host/kernel/net-netstat.js';
import { netSnmp, netSnmp6 } from '../../../src/host/kernel/net-snmp.js';
import { type SocketCounts, netSockstat, netSockstat6 } from '../../../src/host/kernel/net-sockstat.js';
import type { ProtocolCounters } from '../../../src/host/kernel/protocol-counters.js';
import type { Machine } from '../../../src/host/machine.js';
import { openMachine } from '../../../src/host/open-machine.js';
import { machineCard, machineNames } from '../../../src/host/recordings.js';
import { whyNotInstalled } from '../chain-lab.js';
import { QuietNamespace } from '../host/quiet-namespace.js';
import { freePort } from './free-port.js';

const missing = whyNotInstalled('prometheus-node-exporter', 'ip');
const namespace = missing ?? (await QuietNamespace.make('exporter'));
const lack = typeof namespace === 'string' ? namespace : undefined;

afterAll(async () => {
  if (typeof namespace !== 'string') await namespace.remove();
});

type Metrics = Readonly<Record<string, number>>;

const networkMetrics: Readonly<Record<InterfaceCounterName, string>> = {
  rxBytes: 'receive_bytes',
  rxPackets: 'receive_packets',
  rxErrors: 'receive_errs',
  rxDropped: 'receive_drop',
  rxFifo: 'receive_fifo',
  rxFrame: 'receive_frame',
  rxCompressed: 'receive_compressed',
  rxMulticast: 'receive_multicast',
  txBytes: 'transmit_bytes',
  txPackets: 'transmit_packets',
  txErrors: 'transmit_errs',
  txDropped: 'transmit_drop',
  txFifo: 'transmit_fifo',
  txCollisions: 'transmit_colls',
  txCarrier: 'transmit_carrier',
  txCompressed: 'transmit_compressed',
};

/** Our counters, under node_exporter's names. */
async function ours(machine: Machine): Promise<Metrics> {
  const { data } = await read(machine, netDev);
  const network = data.flatMap((counters) =>
    Object.entries(networkMetrics).map(
      ([ownName, name]) =>
        [
          `node_network_${name}_total{device="${counters.name}"}`,
          counters[ownName as InterfaceCounterName],
        ] as const,
    ),
  );
  const snmp6 = (await machine.read('net/snmp6')) === undefined ? [] : [netSnmp6];
  const sockstat6 = (await machine.read('net/sockstat6')) === undefined ? [] : [netSockstat6];
  return Object.fromEntries([
    ...network,
    ...(await named('netstat', machine, [netSnmp, netNetstat, ...snmp6])),
    ...(await named('sockstat', machine, [netSockstat, ...sockstat6])),
  ]);
}

async function named(
  collector: string,
  machine: Machine,
  files: readonly KernelFile<ProtocolCounters | SocketCounts>[],
): Promise<readonly (readonly [string, number])[]> {
  const readings = await Promise.all(files.map((file) => read(machine, file)));
  return readings.flatMap(({ data: { counters } }) =>
    Object.entries(counters).flatMap(([protocol, values]) =>
      Object.entries(values).map(
        ([name, value]) => [`node_${collector}_${protocol}_${name}`, value] as const,
      ),
    ),
  );
}

/** What node_exporter makes of a tree. */
async function theirs(procfs: string): Promise<Metrics> {
  const port = await freePort();
  const flags = ['netdev', 'netstat', 'sockstat'].map((collector) => `--collector.${collector}`);
  const exporter = spawn(
    'prometheus-node-exporter',
    [
      ...[`--path.procfs=${procfs}`, `--web.listen-address=127.0.0.1:${port}`],
      ...['--collector.disable-defaults', ...flags, '--no-collector.netdev.netlink'],
      ...['--collector.netstat.fields=.*', '--collector.netdev.device-exclude=^$'],
      '--web.disable-exporter-metrics',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  try {
    await listening(exporter);
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const lines = text.split('\n').filter((line) => /^node_(network|netstat|sockstat)_/.test(line));
    return Object.fromEntries(
      lines.map((line) => line.split(' ')).map(([name = '', value]) => [name, Number(value)]),
    );
  } finally {
    const ended = once(exporter, 'close');
    exporter.kill('SIGKILL');
    await ended;
  }
}

async function listening({ stderr }: ChildProcess): Promise<void> {
  if (!stderr) throw new Error('no stderr');
  for await (const line of createInterface({ input: stderr })) {
    if (line.includes('TLS is disabled')) {
      stderr.resume();
      return;
    }
  }
  throw new Error('node_exporter ended');
}

/** Theirs has no reading of its own for pages as bytes, which depend on the page size of the machine it runs on. */
function comparable(metrics: Metrics): Metrics {
  return Object.fromEntries(Object.entries(metrics).filter(([name]) => !name.endsWith('_mem_bytes')));
}

describe.skipIf(lack !== undefined)(`node_exporter says the same${lack ? ` (${lack})` : ''}`, async () => {
  test.each(await machineNames())('of %s', async (name) => {
    const { readings } = await machineCard(name);
    const machine = await openMachine({ name });
    const { folder = '' } = readings[0] ?? {};
    const tree = path.join(import.meta.dirname, '../../../data/machines', name, folder);
    expect(comparable(await theirs(tree))).toEqual(await ours(machine));
  });

  test('of a live namespace where nothing moves', async () => {
    const { process } = namespace as QuietNamespace;
    const machine = await openMachine({ source: 'live', process });
    // The kernel counts these for all namespaces together: the rest of the machine moves them.
    const shared = ['TCP_alloc', 'TCP_mem', 'UDP_mem'].map((name) => [`node_sockstat_${name}`, NaN] as const);
    const without = (metrics: Metrics): Metrics => ({ ...metrics, ...Object.fromEntries(shared) });
    expect(without(comparable(await theirs(`/proc/${process}`)))).toEqual(without(await ours(machine)));
  });
});
