import fc from 'fast-check';
import { expect, test } from 'vitest';
import { QuantileTally } from '../../../src/capture/statistics/response-times.js';

function tallied(values: readonly number[]) {
  const tally = new QuantileTally();
  for (const value of values) tally.add(value);
  return tally.report();
}

test('few values: the quantiles are among them', () => {
  const report = tallied([5, 1, 4, 2, 3]);
  expect(report).toMatchObject({ count: 5, minMs: 1, p50Ms: 3, p90Ms: 5, maxMs: 5, meanMs: 3, exact: true });
});

test('nothing measured, nothing said', () => {
  expect(tallied([])).toBeUndefined();
});

test('many values: within 0.5 %', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 10_001, max: 12_000 }),
      fc.double({ min: 0.5, max: 3, noNaN: true }),
      (count, power) => {
        const values = Array.from({ length: count }, (_, i) => ((i * 7919) % count) ** power / 1000);
        const sorted = Float64Array.from(values).sort();
        const report = tallied(values);
        const p95 = sorted[Math.ceil(0.95 * count) - 1] ?? 0;
        expect(report?.exact).toBe(false);
        expect(Math.abs((report?.p95Ms ?? 0) - p95) / p95).toBeLessThan(0.0051);
      },
    ),
    { numRuns: 10 },
  );
});
