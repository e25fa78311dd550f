import { expect, test } from 'vitest';
import { generateTree } from '../../src/scenario/generate.js';
import { Simulation } from '../../src/simulator/simulation.js';
import { echo, exchange } from '../simulator/probing.js';

test('every host of a generated network answers', () => {
  const scenario = generateTree(300);
  const world = new Simulation(scenario);
  const source = scenario.names.at(-1)?.address ?? '';
  const others = scenario.names.slice(0, -1).map(({ address }) => address);
  const answers = exchange(
    world,
    others.map((destination) => echo({ source, destination })),
  );
  expect(new Set(answers.map(({ ip }) => ip.source))).toEqual(new Set(others));
});

test('its tables do not grow with it', () => {
  const longest = (routers: number): number =>
    Math.max(...generateTree(routers).nodes.map(({ routes }) => routes.length));
  expect([longest(100), longest(10_000)]).toEqual([16, 16]);
});

test.each([0, 1, 1.5, 54_242, Infinity, NaN])('%d routers: no', (routers) => {
  expect(() => generateTree(routers)).toThrow(RangeError);
});
