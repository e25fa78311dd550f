import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Reading } from '../../../src/host/kernel/kernel-file.js';
import type { Machine } from '../../../src/host/machine.js';
import { netstatInterfaces, netstatInterfacesReport } from '../../../src/tools/netstat/netstat-interfaces.js';
import {
  netstatIpv6Routes,
  netstatIpv6RoutesReport,
} from '../../../src/tools/netstat/netstat-ipv6-routes.js';
import { netstatRoutes, netstatRoutesReport } from '../../../src/tools/netstat/netstat-routes.js';
import { netstatStatistics, netstatStatisticsReport } from '../../../src/tools/netstat/netstat-statistics.js';
import { openMachine } from '../../../src/host/open-machine.js';
import { machineCard, machineNames } from '../../../src/host/recordings.js';
import { run } from '../../network/run-dist.js';
import { machineWith } from '../../host/recorded.js';
import { whyNotInstalled } from '../chain-lab.js';
import { QuietNamespace } from './quiet-namespace.js';

const missing = whyNotInstalled('netstat', 'ip', 'unshare');
const namespace = missing ?? (await QuietNamespace.make('netstat'));
const lack = typeof namespace === 'string' ? namespace : undefined;

afterAll(async () => {
  if (typeof namespace !== 'string') await namespace.remove();
});

/** Our report without its origin: netstat says none. */
async function ours<Data>(
  machine: Machine,
  read: (machine: Machine) => Promise<Reading<Data>>,
  print: (reading: Reading<Data>) => string,
): Promise<readonly string[]> {
  return print({ ...(await read(machine)), origin: 'live' }).split('\n');
}

const linesOf = (text: string): readonly string[] => text.trimEnd().split('\n');

describe.skipIf(lack !== undefined)(`live, the lines of netstat${lack ? ` (${lack})` : ''}`, () => {
  const quiet = namespace as QuietNamespace;
  const open = (): Promise<Machine> => openMachine({ source: 'live', process: quiet.process });

  test('-rn', async () => {
    const { stdout } = await quiet.run('netstat', '-rn');
    expect(await ours(await open(), netstatRoutes, netstatRoutesReport)).toEqual(linesOf(stdout));
  });

  test('-i', async () => {
    const { stdout } = await quiet.run('netstat', '-i');
    expect(await ours(await open(), netstatInterfaces, netstatInterfacesReport)).toEqual(linesOf(stdout));
  });

  test('-s', async () => {
    const { stdout } = await quiet.run('netstat', '-s');
    expect(await ours(await open(), netstatStatistics, netstatStatisticsReport)).toEqual(linesOf(stdout));
  });
});

/** A line of ipv6_route; the numbers in the kernel's hexadecimal. */
function ipv6Route(destination: string, gateway: string, ...numbers: readonly number[]): string {
  const hex = numbers.map((number) => number.toString(16).padStart(8, '0')).join(' ');
  return `${destination.padEnd(32, '0')} 40 ${'0'.repeat(32)} 00 ${gateway.padEnd(32, '0')} ${hex}     eth0\n`;
}

test.skipIf(lack !== undefined)(
  `every flag of an IPv6 route, every width${lack ? ` (${lack})` : ''}`,
  async () => {
    const bits = Array.from({ length: 32 }, (_, bit) =>
      ipv6Route('20010db8', '', bit, 1, 0, ((1 << bit) | 1) >>> 0),
    );
    const odd = [
      ipv6Route(
        '20010db8000100020003000400050006',
        'fe800000000011112222333344445555',
        12345,
        12345,
        12345,
        3,
      ),
      ipv6Route('20010db8', '', 0xffffffff, 0x80000001, 0x80000002, 0xfeffffff),
      ipv6Route('00000000000000000000ffff0a000001', '', 1, 99, 999, 0),
    ];
    const files = { 'net/ipv6_route': [...bits, ...odd].join('') };
    const folder = mkdtempSync(path.join(tmpdir(), 'sonde-netstat-'));
    try {
      mkdirSync(path.join(folder, 'net'));
      writeFileSync(path.join(folder, 'net/ipv6_route'), files['net/ipv6_route']);
      expect(await ours(machineWith(files), netstatIpv6Routes, netstatIpv6RoutesReport)).toEqual(
        await netstatOn(folder, '-rn', '-6'),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

/** The real netstat, with a recording in the place of /proc. */
async function netstatOn(folder: string, ...flags: readonly string[]): Promise<readonly string[]> {
  const script = 'mount --bind "$0" /proc && exec netstat "$@"';
  return linesOf((await run(['unshare', '-m', 'sh', '-c', script, folder, ...flags])).stdout);
}

describe.skipIf(lack !== undefined)(`recorded, the lines of netstat${lack ? ` (${lack})` : ''}`, async () => {
  test.each(await machineNames())('%s', async (name) => {
    const { readings } = await machineCard(name);
    const machine = await openMachine({ name });
    for (const { atMs, folder } of readings) {
      if (atMs > 0) await machine.wait(atMs - machine.now());
      const proc = path.join(import.meta.dirname, '../../../data/machines', name, folder);
      expect(await ours(machine, netstatRoutes, netstatRoutesReport)).toEqual(await netstatOn(proc, '-rn'));
      expect(await ours(machine, netstatIpv6Routes, netstatIpv6RoutesReport)).toEqual(
        await netstatOn(proc, '-rn', '-6'),
      );
      expect(await ours(machine, netstatStatistics, netstatStatisticsReport)).toEqual(
        await netstatOn(proc, '-s'),
      );
    }
  });
});
