import { describe, expect, test } from 'vitest';
import { openSimulated } from '../../src/network/simulated.js';
import { multipath } from '../../src/probe/multipath.js';
import { InvalidOptionError } from '../../src/option.js';
import { loadScenario } from '../../src/scenario/load.js';
import { pathOf, routerAt, ScriptedNetwork } from './scripted-network.js';

const ecmp = await loadScenario('ecmp');

describe('the load-balanced core', () => {
  test.each([1, 2, 3, 4, 5])('both branches are found, and how they join (seed %i)', async (seed) => {
    const { hops, links, reached } = await multipath(openSimulated('test', ecmp, seed), 'www.exemple.fr');
    const found = hops.map(({ interfaces }) => interfaces.map(({ address }) => address).sort());
    expect(found.slice(0, 4)).toEqual([
      ['192.0.2.1'],
      ['198.51.100.1'],
      ['198.51.100.3', '198.51.100.9'],
      ['198.51.100.11', '198.51.100.5'],
    ]);
    expect(found.at(-1)).toEqual(['203.0.113.10']);
    const arrows = links.filter(({ ttl }) => ttl === 3).map(({ from, to }) => `${from} → ${to}`);
    expect(arrows.sort()).toEqual(['198.51.100.3 → 198.51.100.5', '198.51.100.9 → 198.51.100.11']);
    expect(reached).toBe(true);
  });

  test('each flow keeps to its branch', async () => {
    const { hops } = await multipath(openSimulated('test', ecmp, 1), 'www.exemple.fr');
    const branchOf = (ttl: number, address: string) =>
      hops[ttl - 1]?.interfaces.find((seen) => seen.address === address)?.flows ?? [];
    const north = branchOf(3, '198.51.100.3');
    expect(branchOf(4, '198.51.100.5').filter((flow) => flow < 11)).toEqual(
      north.filter((flow) => flow < 11),
    );
  });
});

test('a single path takes six flows a hop: enough, at 95 %, to believe that there is no other', async () => {
  const network = new ScriptedNetwork(pathOf(2));
  const { hops } = await multipath(network, 'there');
  expect(hops.map(({ interfaces }) => interfaces)).toEqual([
    [{ address: routerAt(1), flows: [0, 1, 2, 3, 4, 5] }],
    [{ address: routerAt(2), flows: [0, 1, 2, 3, 4, 5] }],
    [{ address: '192.0.2.99', flows: [0, 1, 2, 3, 4, 5] }],
  ]);
  expect(network.sent).toHaveLength(18);
});

test('silent flows are counted, and the search goes on behind them', async () => {
  const network = new ScriptedNetwork((probe) => (probe.ttl === 1 ? [] : pathOf(1)(probe)));
  const { hops, reached } = await multipath(network, 'there');
  expect(hops[0]).toEqual({ ttl: 1, interfaces: [], silentFlows: [0, 1, 2, 3, 4, 5] });
  expect(reached).toBe(true);
});

test('a signal ends the search; what was found stays', async () => {
  const stop = new AbortController();
  const network = new ScriptedNetwork(pathOf(9));
  network.schedule(25, () => {
    stop.abort();
  });
  const { hops, reached } = await multipath(network, 'there', { signal: stop.signal });
  expect(hops[0]?.interfaces).toHaveLength(1);
  expect([hops.length, reached]).toEqual([2, false]);
});

test.each([{ maxTtl: 0 }, { maxFlows: 0 }, { maxFlows: 129 }, { timeoutMs: 0 }])(
  '%o is refused',
  async (options) => {
    await expect(multipath(new ScriptedNetwork(pathOf(1)), 'there', options)).rejects.toThrow(
      InvalidOptionError,
    );
  },
);
