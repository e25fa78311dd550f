import { expect, test } from 'vitest';
import { seededRandom } from '../../src/simulator/random.js';

const draws = (seed: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: 5 }, () => [
    random.integer(0, 0xffff),
    random.normal(10, 2),
    random.chance(0.5),
  ]);
};

test('the same seed gives the same draws, another one others', () => {
  expect(draws(7)).toEqual(draws(7));
  expect(draws(7)).not.toEqual(draws(8));
});

test('draws follow their law', () => {
  const random = seededRandom(1);
  const normal = Array.from({ length: 10_000 }, () => random.normal(85, 8));
  const mean = normal.reduce((sum, x) => sum + x, 0) / normal.length;
  const deviation = Math.sqrt(normal.reduce((sum, x) => sum + (x - mean) ** 2, 0) / normal.length);
  expect(mean).toBeCloseTo(85, 0);
  expect(deviation).toBeCloseTo(8, 0);
  expect(Array.from({ length: 100 }, () => random.chance(0))).not.toContain(true);
  expect(Array.from({ length: 100 }, () => random.chance(1))).not.toContain(false);
});
