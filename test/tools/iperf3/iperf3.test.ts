import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { iperf3, iperf3Running } from '../../../src/tools/iperf3/iperf3.js';
import {
  type Iperf3Link,
  type Iperf3Options,
  testArguments,
} from '../../../src/tools/iperf3/iperf3-options.js';
import { iperf3Progress } from '../../../src/tools/iperf3/iperf3-server.js';
import {
  iperf3Recording,
  iperf3RecordingNames,
  nearestRecording,
} from '../../../src/tools/iperf3/iperf3-recording.js';
import { bandwidthDelayProduct, windowLimitedThroughput } from '../../../src/tools/iperf3/iperf3-window.js';

const megabits = async (name: string): Promise<number> => {
  const [summary] = (await iperf3Recording(name)).summaries;
  return (summary?.received?.bitsPerSecond ?? NaN) / 1e6;
};

describe('recordings', () => {
  test('are those of data/iperf3', () => {
    const files = readdirSync(path.join(import.meta.dirname, '../../..', 'data', 'iperf3'));
    const recorded = files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -5));
    expect(recorded.sort()).toEqual([...iperf3RecordingNames].sort());
  });

  test.each(iperf3RecordingNames)('%s is whole', async (name) => {
    const { origin, error, sums, summaries } = await iperf3Recording(name);
    const ways = name.startsWith('bidir-') ? 2 : 1;
    expect([origin, error, sums.length, summaries.length]).toEqual(['recorded', undefined, 10 * ways, ways]);
  });

  test('go from the satellite to the gigabit', async () => {
    const links = ['adsl-20', 'satellite-geo', '4g', 'fibre-100', 'wifi-ac', 'ethernet-gigabit'];
    const rates = await Promise.all(links.map((link) => megabits(`tcp-${link}-reverse`)));
    expect(rates[5]).toBeGreaterThan(900);
    expect(rates[3]).toBeGreaterThan(90);
    expect(Math.max(...rates.slice(0, 3))).toBeLessThan(rates[3] ?? 0);
  });

  test('show that a window bounds the throughput until it holds the path', async () => {
    for (const size of [16, 32, 64, 128, 256, 512]) {
      const limit = windowLimitedThroughput({ windowBytes: size * 1024, rttMs: 100 }) / 1e6;
      const measured = await megabits(`window-long-fat-${size}K`);
      expect(measured / limit).toBeGreaterThan(0.7);
      expect(measured / limit).toBeLessThan(1.3);
    }
    expect(await megabits('window-long-fat-4M')).toBeGreaterThan(85);
    expect(bandwidthDelayProduct({ bitsPerSecond: 100e6, rttMs: 100 })).toBe(1_250_000);
  });

  test('in UDP lose what the link cannot carry', async () => {
    const lost = async (rate: number): Promise<number> =>
      (await iperf3Recording(`udp-4g-${rate}M-reverse`)).summaries[0]?.received?.lostPercent ?? NaN;
    expect(await lost(5)).toBe(0);
    expect(await lost(60)).toBeGreaterThan(20);
  });

  test('the nearest is taken, or what none has is said', () => {
    expect(nearestRecording({})).toBe('tcp-fibre-100');
    expect(nearestRecording({ recordedLink: '4g', reverse: true })).toBe('tcp-4g-reverse');
    expect(nearestRecording({ udp: true })).toBe('udp-4g-5M-reverse');
    expect(nearestRecording({ udp: true, bitsPerSecond: 1e9 })).toBe('udp-4g-60M-reverse');
    expect(nearestRecording({ windowBytes: 60_000 })).toBe('window-long-fat-64K');
    expect(nearestRecording({ bidirectional: true })).toBe('bidir-adsl-20');
    expect(nearestRecording({ parallel: 8 })).toBe('parallel-long-fat-64K');
    expect(() => nearestRecording({ bidirectional: true, parallel: 2 })).toThrow('recorded');
    expect(() => nearestRecording({ omitS: 2 })).toThrow('recorded');
  });

  test('a link that is named is taken, even where iperf3 is installed', async () => {
    const { origin, reason, recording } = await iperf3({ recordedLink: 'satellite-geo' });
    expect([origin, reason, recording]).toEqual(['recorded', '', 'tcp-satellite-geo']);
  });

  test.each<Iperf3Options>([
    { source: 'live' },
    { server: '127.0.0.1' },
    { lab: { clientPrefix: [], serverPrefix: [], serverAddress: '127.0.0.1' } },
  ])('a link that is named is refused with %j, which measures', async (live) => {
    await expect(iperf3({ recordedLink: '4g', ...live })).rejects.toThrow('recordedLink must be left out');
  });

  test.each<[Iperf3Options, Iperf3Link]>([
    [{ udp: true }, '4g'],
    [{ windowBytes: 65_536 }, 'long-fat'],
    [{ parallel: 4 }, 'long-fat'],
    [{ bidirectional: true }, 'adsl-20'],
  ])('%j is recorded on %s only', (options, recordedLink) => {
    expect(nearestRecording({ ...options, recordedLink })).toBe(nearestRecording(options));
    expect(() => nearestRecording({ ...options, recordedLink: 'wifi-ac' })).toThrow(recordedLink);
  });

  test.each<Iperf3Options>([{ recordedLink: 'long-fat' }, { windowBytes: 65_536 }, { parallel: 4 }])(
    '%j is not recorded in the other direction',
    (options) => {
      expect(() => nearestRecording({ ...options, reverse: true })).toThrow('reverse must be false with');
    },
  );

  test.each<Iperf3Options>([{ parallel: 4 }, { bidirectional: true }])(
    '%j is not recorded in UDP',
    (options) => {
      expect(() => nearestRecording({ ...options, udp: true })).toThrow('udp must be false with');
    },
  );

  test('of several streams carry as many windows', async () => {
    const [one, four] = [await megabits('window-long-fat-64K'), await megabits('parallel-long-fat-64K')];
    expect(four / one).toBeGreaterThan(3.5);
    expect(four / one).toBeLessThan(4.5);
  });

  test('of both ways at once show acknowledgements that wait behind data', async () => {
    const { summaries } = await iperf3Recording('bidir-adsl-20');
    const down = summaries.find(({ direction }) => direction === 'server-to-client');
    expect((down?.received?.bitsPerSecond ?? NaN) / 1e6).toBeLessThan(await megabits('tcp-adsl-20-reverse'));
  });

  test('come as intervals, then the result', async () => {
    const kinds: string[] = [];
    for await (const { kind } of iperf3Running({ source: 'recorded' })) kinds.push(kind);
    expect(kinds).toEqual([...Array<string>(10).fill('interval'), 'result']);
  });
});

test('options become arguments', () => {
  expect(
    testArguments({ udp: true, bitsPerSecond: 5e6, reverse: true, omitS: 1, windowBytes: 65536 }),
  ).toEqual('-J -t 10 -i 1 -P 1 -O 1 -u -R -b 5000000 -w 65536'.split(' '));
});

test.each([
  { durationS: 0 },
  { durationS: NaN },
  { parallel: 129 },
  { omitS: 61 },
  { intervalS: 0.01 },
  { bitsPerSecond: 1.5 },
  { windowBytes: -1 },
  { reverse: true, bidirectional: true },
  { port: 0 },
])('%j is refused', async (options) => {
  await expect(iperf3({ source: 'recorded', ...options })).rejects.toThrow('must be');
});

test.each([
  [
    '[  5]   0.00-1.00   sec  5.00 MBytes  41943 Kbits/sec                  ',
    1,
    41_943_000,
    'client-to-server',
  ],
  [
    '[  5][TX-S]   0.00-1.00   sec  5.00 MBytes  41943 Kbits/sec    0            ',
    1,
    41_943_000,
    'server-to-client',
  ],
  ['[SUM]   0.00-1.00   sec  9.00 MBytes  80000 Kbits/sec', 2, 80_000_000, 'client-to-server'],
])('%j is an interval', (line, parallel, bitsPerSecond, direction) => {
  expect(iperf3Progress(line, { reverse: false, parallel })).toMatchObject({
    bitsPerSecond,
    direction,
    endS: 1,
  });
});

test.each([
  '[ ID] Interval           Transfer     Bitrate',
  '- - - - - - - - - - - - - - - - - - - - - - - - -',
  '[  5]   0.00-2.00   sec  5.00 MBytes  41943 Kbits/sec                  receiver',
  '[SUM]   0.00-1.00   sec  9.00 MBytes  80000 Kbits/sec',
])('%j is none', (line) => {
  expect(iperf3Progress(line, { reverse: false, parallel: 1 })).toBeUndefined();
});
