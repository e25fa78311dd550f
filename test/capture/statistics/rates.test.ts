import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RateTally } from '../../../src/capture/statistics/rates.js';

test('rates: no packet is lost when intervals grow', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e12, max: 1e18, noNaN: true }), { maxLength: 50 }), (times) => {
      const tally = new RateTally(1);
      for (const time of times) tally.add(time, 100);
      const report = tally.report();
      expect(report.length).toBeLessThanOrEqual(4096);
      expect(report.reduce((sum, { packets }) => sum + packets, 0)).toBe(times.length);
    }),
  );
});
