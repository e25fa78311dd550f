import { describe, expect, test } from 'vitest';
import { LiveMachine } from '../../src/host/live-machine.js';
import { NoKernelFileError, read } from '../../src/host/kernel/kernel-file.js';
import { netDev } from '../../src/host/kernel/net-dev.js';
import { openMachine } from '../../src/host/open-machine.js';
import { machineCard, machineNames } from '../../src/host/recordings.js';
import { UnknownNameError } from '../../src/unknown-name.js';
import { watchingRates, watchRates } from '../../src/host/watch-rates.js';
import { netWireless } from '../../src/host/kernel/net-wireless.js';
import { machineWith, netDevText } from './recorded.js';

const lo = (bytes: number): string => netDevText(`lo: ${bytes} 1 0 0 0 0 0 0 ${bytes} 1 0 0 0 0 0 0`);
const recorded = (...bytes: readonly number[]) =>
  machineWith(...bytes.map((each) => ({ 'net/dev': lo(each) })));

describe('opening', () => {
  test('a recorded machine, by name, says so', async () => {
    const machine = await openMachine({ name: 'pc-maison' });
    expect(machine).toMatchObject({ origin: 'recorded', name: 'pc-maison', byteOrder: 'LE' });
    expect(machine.reason).toContain('comme demandé');
  });

  test('one that was never recorded', async () => {
    await expect(openMachine({ name: '../scenarios' })).rejects.toThrow(UnknownNameError);
    await expect(openMachine({ name: 'absent' })).rejects.toThrow('there is pc-maison, serveur-web');
  });

  test.each([0, -1, 1.5, NaN])('%s is no process', async (process) => {
    await expect(openMachine({ process })).rejects.toThrow(RangeError);
  });

  test('every recording has its card, and its readings can be read', async () => {
    for (const name of await machineNames()) {
      const card = await machineCard(name);
      const machine = await openMachine({ name });
      expect(card.origin).toContain('Recorded for real');
      for (const { atMs } of card.readings) {
        if (atMs > 0) expect(await machine.wait(atMs - machine.now())).toBe(true);
        expect(machine.now()).toBe(atMs);
        expect((await read(machine, netDev)).data).toHaveLength(2);
      }
      expect(await machine.wait(1)).toBe(false);
    }
  });
});

describe.runIf(process.platform === 'linux')('this machine', () => {
  const machine = new LiveMachine('a test');

  test('has files, folders and links', async () => {
    expect(await machine.read('net/dev')).toContain('Inter-|');
    expect(await machine.list('self/fd')).toContain('0');
    expect((await machine.links('')).get('self')).toBe(String(process.pid));
  });

  test('what is absent is nothing, not an error', async () => {
    expect(await machine.read('net/absent')).toBeUndefined();
    expect(await machine.read('net')).toBeUndefined();
    expect(await machine.stream('net/absent')).toBeUndefined();
    expect(await machine.list('absent')).toEqual([]);
    expect((await machine.links('net/dev')).size).toBe(0);
  });

  test('a file in pieces is the file', async () => {
    const pieces: Uint8Array[] = [];
    for await (const piece of (await machine.stream('version')) ?? []) pieces.push(piece);
    expect(Buffer.concat(pieces).toString()).toBe(await machine.read('version'));
  });

  test.each(['../etc/passwd', 'net/../../etc/passwd', '/etc/passwd', 'net//dev', 'net/dev\0', 'a\\b', '.'])(
    '%j leads out of it, and is refused',
    async (path) => {
      await expect(machine.read(path)).rejects.toThrow(RangeError);
      await expect(machine.list(path)).rejects.toThrow(RangeError);
      await expect(machine.links(path)).rejects.toThrow(RangeError);
    },
  );

  test('waiting stops when asked', async () => {
    expect(await machine.wait(60_000, AbortSignal.abort())).toBe(false);
    expect(await machine.wait(1)).toBe(true);
  });
});

test('a file that the kernel does without is told by its path', async () => {
  await expect(read(machineWith({}), netWireless)).rejects.toThrow(NoKernelFileError);
  await expect(read(machineWith({}), netWireless)).rejects.toThrow(
    'no readable /proc/net/wireless on "essai"',
  );
});

test('a recording has folders, and not what every object inherits', async () => {
  const machine = machineWith({ 'net/dev': '', '12/comm': 'x' });
  expect(await machine.list('')).toEqual(['net', '12']);
  expect(await machine.list('12')).toEqual(['comm']);
  expect(await machine.read('constructor')).toBeUndefined();
});

describe('watching', () => {
  test('one measure per interval, until the count', async () => {
    const rates = await watchRates(recorded(0, 10, 30, 60), { count: 2 });
    const bytes = rates.map(
      ({ interfaces: [first] }) => first?.kind === 'measured' && first.rx.bytesPerSecond,
    );
    expect(bytes).toEqual([10, 20]);
  });

  test('or until the recording is over', async () => {
    expect(await watchRates(recorded(0, 10, 30), { count: Infinity })).toHaveLength(2);
    expect(await watchRates(recorded(0))).toEqual([]);
  });

  test('or until the signal', async () => {
    const stop = new AbortController();
    const instants: number[] = [];
    for await (const { toMs } of watchingRates(recorded(0, 1, 2, 3), { signal: stop.signal })) {
      instants.push(toMs);
      stop.abort();
    }
    expect(instants).toEqual([1000]);
  });

  test.each([{ intervalMs: 0 }, { intervalMs: NaN }, { count: 0 }, { count: 1.5 }])(
    '%o is refused',
    async (options) => {
      await expect(watchRates(recorded(0, 1), options)).rejects.toThrow(RangeError);
    },
  );
});
