import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../src/scenario/load.js';
import { Simulation } from '../../src/simulator/simulation.js';
import { chain, echo, endOf, exchange, icmpOf } from './probing.js';

/** The round trip at an instant; `undefined` when nothing comes back. */
function rttAt(world: Simulation, atMs: number, destination: string, source: string): number | undefined {
  world.clock.runUntil(atMs);
  const [answer] = exchange(world, echo({ source, destination }), atMs + 900);
  return answer && icmpOf(answer).kind === 'echo-reply'
    ? Math.round((answer.atMs - atMs) * 1000) / 1000
    : undefined;
}

describe('what happens at a given time', () => {
  test('a link that becomes slower', () => {
    const rest = 'changes: [{ at: 10 s, link: r1 - b, from: r1, delay: 50 ms }]';
    const world = new Simulation(chain(1, { rest }));
    expect([rttAt(world, 0, endOf(1), '10.0.1.1'), rttAt(world, 11_000, endOf(1), '10.0.1.1')]).toEqual([
      4, 53,
    ]);
  });

  test('routes of a node that change', () => {
    const rest = 'changes: [{ at: 10 s, node: r1, routes: [{ to: 10.0.2.2/32, type: blackhole }] }]';
    const world = new Simulation(chain(1, { rest }));
    expect([rttAt(world, 0, endOf(1), '10.0.1.1'), rttAt(world, 11_000, endOf(1), '10.0.1.1')]).toEqual([
      4,
      undefined,
    ]);
  });

  test('a cable that is cut: nothing, then the other way, then the first one again', async () => {
    const world = new Simulation(await loadScenario('bascule'));
    const times = [20, 31, 40, 80].map((second) => rttAt(world, second * 1000, '203.0.113.10', '192.0.2.10'));
    // Beside the two ways, the server takes a fraction of a millisecond of its own.
    expect(times.map((time) => time && Math.floor(time))).toEqual([14, undefined, 34, 14]);
  });
});

describe('traffic of others', () => {
  test('fills the queue: the round trip grows, packets overflow, and all is well again afterwards', async () => {
    const world = new Simulation(await loadScenario('congestion'));
    const at = (second: number): number =>
      rttAt(world, second * 1000, '203.0.113.10', '192.0.2.10') ?? Infinity;
    expect(at(5)).toBeCloseTo(20, 0);
    expect(at(20)).toBeGreaterThan(100);
    expect(at(38)).toBeGreaterThan(250);
    expect(world.interfaceCounters('box', 'eth1').dropped['queue-full']).toBeGreaterThan(0);
    expect(at(45)).toBeCloseTo(20, 0);
    expect(world.clock.planned()).toBe(0);
  });
});
