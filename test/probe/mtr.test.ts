import { describe, expect, test } from 'vitest';
import { openSimulated } from '../../src/network/simulated.js';
import { type MtrOptions, type MtrResult, mtr, mtring } from '../../src/probe/mtr.js';
import { mtrReport } from '../../src/tools/mtr/mtr-report.js';
import { InvalidOptionError } from '../../src/option.js';
import { loadScenario } from '../../src/scenario/load.js';
import {
  type Answer,
  type SentProbe,
  pathOf,
  routerAt,
  ScriptedNetwork,
  THERE,
  timeExceeded,
  unreachable,
} from './scripted-network.js';

type Script = (probe: SentProbe) => readonly Answer[];

const watch = (script: Script, options: MtrOptions = {}): Promise<MtrResult> =>
  mtr(new ScriptedNetwork(script), 'there', options);

/** One router, whose answers take these times, round after round; `undefined` is a loss. */
function times(...rttsMs: (number | undefined)[]): Script {
  return ({ ttl, bytes, atMs }) => {
    if (ttl > 1) return pathOf(1)({ ttl, bytes } as SentProbe);
    const afterMs = rttsMs[Math.floor(atMs / 1000)];
    return afterMs === undefined ? [] : [{ afterMs, bytes: timeExceeded(bytes, routerAt(1)) }];
  };
}

describe('the figures of a hop', () => {
  test('last, average, best, worst and the sample standard deviation, as mtr', async () => {
    const { hops } = await watch(times(10, 12, 20, 14), { cycles: 4 });
    const { stdevMs = NaN, ...rtt } = hops[0]?.rtt ?? {};
    expect(rtt).toEqual({ lastMs: 14, avgMs: 14, bestMs: 10, worstMs: 20 });
    // Squares 16 + 4 + 36 + 0, by n − 1 = 3.
    expect(stdevMs).toBeCloseTo(Math.sqrt(56 / 3), 10);
  });

  test('loss is what was sent and never answered', async () => {
    const { hops } = await watch(times(10, undefined, 10, undefined, 10), { cycles: 5 });
    expect(hops[0]).toMatchObject({ sent: 5, received: 3, lossPercent: 40 });
    expect(hops[1]).toMatchObject({ sent: 5, received: 5, lossPercent: 0 });
  });

  test('one answer deviates from nothing', async () => {
    expect((await watch(times(10), { cycles: 1 })).hops[0]?.rtt?.stdevMs).toBe(0);
  });

  test('a silent hop has no times, and is there all the same', async () => {
    const { hops } = await watch((probe) => (probe.ttl === 2 ? [] : pathOf(3)(probe)), { cycles: 3 });
    expect(hops[1]).toEqual({ ttl: 2, addresses: [], sent: 3, received: 0, lossPercent: 100 });
  });

  test('a path that divides shows all its addresses', async () => {
    const divided: Script = ({ rank, ttl, bytes }) =>
      ttl === 1
        ? [{ afterMs: 1, bytes: timeExceeded(bytes, routerAt(rank % 2)) }]
        : [{ afterMs: 2, bytes: unreachable(bytes, 3, THERE) }];
    const { hops } = await watch(divided, { cycles: 2, maxTtl: 2 });
    expect(hops[0]?.addresses).toEqual(['10.0.0.1']);
    const three = await watch(divided, { cycles: 3, maxTtl: 3 });
    expect(three.hops[0]?.addresses).toEqual(['10.0.0.1', '10.0.0.0']);
  });
});

describe('rounds', () => {
  test('start every second, and probe no farther than the destination once it has answered', async () => {
    const network = new ScriptedNetwork(pathOf(2));
    await mtr(network, 'there', { cycles: 3, maxTtl: 5 });
    const ttlsAt = (ms: number): number[] =>
      network.sent.filter(({ atMs }) => atMs === ms).map(({ ttl }) => ttl);
    expect([0, 1000, 2000].map(ttlsAt)).toEqual([
      [1, 2, 3, 4, 5],
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  test('the last one ends with its last answer', async () => {
    const network = new ScriptedNetwork(pathOf(2));
    await mtr(network, 'there', { cycles: 3 });
    expect(network.now()).toBe(2030);
  });

  test('each gives the figures so far', async () => {
    const sent: (number | undefined)[] = [];
    for await (const { hops } of mtring(new ScriptedNetwork(pathOf(2)), 'there', { cycles: 3 }))
      sent.push(hops[2]?.sent);
    expect(sent).toEqual([1, 2, 3]);
  });

  test('a path that grows longer is followed to its new end', async () => {
    const growing: Script = (probe) => pathOf(probe.atMs < 2500 ? 2 : 4)(probe);
    const { hops, reached } = await watch(growing, { cycles: 8, maxTtl: 10 });
    expect(hops.map(({ addresses }) => addresses.at(-1))).toEqual([1, 2, 3, 4].map(routerAt).concat(THERE));
    expect(reached).toBe(true);
  });

  test('a destination that loses one answer does not make the path longer', async () => {
    const lossy: Script = (probe) => (probe.ttl === 3 && probe.rank % 2 === 0 ? [] : pathOf(2)(probe));
    expect((await watch(lossy, { cycles: 6 })).hops).toHaveLength(3);
  });

  test('a destination that never answers: the hops up to the last that did', async () => {
    const { hops, reached } = await watch((probe) => (probe.ttl > 2 ? [] : pathOf(2)(probe)), { cycles: 2 });
    expect([hops.length, reached]).toEqual([2, false]);
  });

  test('a signal ends them; the figures stay', async () => {
    const network = new ScriptedNetwork(pathOf(2));
    const stop = new AbortController();
    network.schedule(1500, () => {
      stop.abort();
    });
    const result = await mtr(network, 'there', { cycles: Infinity, signal: stop.signal });
    expect(result).toMatchObject({ cycles: 2, reached: true, hops: [{ received: 2 }, {}, {}] });
  });

  test.each([{ cycles: 0 }, { intervalMs: 0 }, { maxTtl: 300 }, { size: 1 }])(
    '%o is refused',
    async (options) => {
      await expect(watch(pathOf(1), options)).rejects.toThrow(InvalidOptionError);
    },
  );
});

test('a router that rations its ICMP errors seems to lose, and those behind it do not', async () => {
  const network = openSimulated('test', await loadScenario('limite-icmp'), 1);
  const { hops } = await mtr(network, 'www.exemple.fr', { cycles: 10, intervalMs: 100 });
  expect(hops.map(({ lossPercent }) => lossPercent > 0)).toEqual([false, true, false, false]);
});

test('the report has the columns of mtr', () => {
  const rtt = { lastMs: 1.25, avgMs: 12.34, bestMs: 1, worstMs: 123.4, stdevMs: 0 };
  const counts = { sent: 10, received: 9, lossPercent: 10 };
  const report = mtrReport(
    {
      hops: [
        { ttl: 1, addresses: ['10.0.0.1', '10.0.0.2'], ...counts, rtt },
        { ttl: 2, addresses: [], sent: 10, received: 0, lossPercent: 100 },
      ],
    },
    { title: 'vm' },
  );
  expect(report.split('\n')).toEqual([
    'HOST: vm                          Loss%   Snt   Last   Avg  Best  Wrst StDev',
    '  1.|-- 10.0.0.1                  10.0%    10    1.3  12.3   1.0 123.4   0.0',
    '    |  `|-- 10.0.0.2',
    '  2.|-- ???                       100.0    10    0.0   0.0   0.0   0.0   0.0',
  ]);
});
