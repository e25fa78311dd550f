import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Machine, Reading } from '../../src/host/machine.js';
import { netstatInterfaces, netstatInterfacesReport } from '../../src/host/netstat-interfaces.js';
import { netstatRoutes, netstatRoutesReport } from '../../src/host/netstat-routes.js';
import { netstatStatistics, netstatStatisticsReport } from '../../src/host/netstat-statistics.js';
import { openMachine } from '../../src/host/open-machine.js';
import { machineCard, machineNames } from '../../src/host/recordings.js';
import { run } from '../network/run-dist.js';
import { whyNotInstalled } from './chain-lab.js';
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

/** The real netstat, with a recording in the place of /proc. */
async function netstatOn(folder: string, flag: string): Promise<readonly string[]> {
  const script = 'mount --bind "$0" /proc && exec netstat "$1"';
  return linesOf((await run(['unshare', '-m', 'sh', '-c', script, folder, flag])).stdout);
}

describe.skipIf(lack !== undefined)(`recorded, the lines of netstat${lack ? ` (${lack})` : ''}`, async () => {
  test.each(await machineNames())('%s', async (name) => {
    const { readings } = await machineCard(name);
    const machine = await openMachine({ name });
    for (const { atMs, folder } of readings) {
      if (atMs > 0) await machine.wait(atMs - machine.now());
      const proc = path.join(import.meta.dirname, '../../data/machines', name, folder);
      expect(await ours(machine, netstatRoutes, netstatRoutesReport)).toEqual(await netstatOn(proc, '-rn'));
      expect(await ours(machine, netstatStatistics, netstatStatisticsReport)).toEqual(
        await netstatOn(proc, '-s'),
      );
    }
  });
});
