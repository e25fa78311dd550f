import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  durationText,
  goDurationText,
  parseDuration,
} from '../../../../src/prometheus/promql/syntax/duration.js';

test.each([
  [0, '0s', '0s'],
  [250, '250ms', '250ms'],
  [1500, '1s500ms', '1.5s'],
  [90_000, '1m30s', '1m30s'],
  [120_000, '2m', '2m0s'],
  [3_600_000, '1h', '1h0m0s'],
  [90_061_000, '25h1m1s', '25h1m1s'],
  [172_800_000, '2d', '48h0m0s'],
])('%i ms is %s for Prometheus, %s for Go', (durationMs, prometheus, go) => {
  expect(durationText(durationMs)).toBe(prometheus);
  expect(goDurationText(durationMs)).toBe(go);
});

test('what Prometheus writes, it reads', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e12 }), (durationMs) => {
      expect(parseDuration(durationText(durationMs))).toBe(durationMs);
    }),
  );
});
