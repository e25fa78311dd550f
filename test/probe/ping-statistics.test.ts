import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rttStatistics } from '../../src/probe/ping-statistics.js';

/** The arithmetic of iputils' gather_statistics() and finish(), retold on integers: microseconds in, microseconds out. */
function iputils(triptimes: readonly bigint[]) {
  let [sum, squares, smoothed] = [0n, 0n, 0n];
  for (const triptime of triptimes) {
    sum += triptime;
    squares += triptime * triptime;
    smoothed = smoothed === 0n ? triptime * 8n : smoothed + triptime - smoothed / 8n;
  }
  const total = BigInt(triptimes.length);
  return {
    average: sum / total,
    deviation: llsqrt((squares - (sum * sum) / total) / total),
    smoothed: smoothed / 8n,
  };
}

/** The square root of iputils, with its way of stopping. */
function llsqrt(a: bigint): bigint {
  let previous = 2n ** 63n - 1n;
  let x = a;
  if (x > 0n) {
    while (x < previous) {
      previous = x;
      x = (x + a / x) / 2n;
    }
  }
  return x;
}

const ms = (us: bigint): number => Number(us) / 1000;

test('without times there are no statistics', () => {
  expect(rttStatistics([])).toBeUndefined();
});

test('one time is its own minimum, average and maximum', () => {
  expect(rttStatistics([1.234])).toEqual({
    minMs: 1.234,
    avgMs: 1.234,
    maxMs: 1.234,
    mdevMs: 0,
    ewmaMs: 1.234,
  });
});

test('mdev is the population standard deviation, not the mean deviation', () => {
  // Mean deviation 1, sample standard deviation 1.155.
  expect(rttStatistics([10, 10, 12, 12])?.mdevMs).toBe(1);
  expect(rttStatistics([10, 14, 12, 12])?.mdevMs).toBe(1.414);
});

describe('equal to the arithmetic of iputils', () => {
  const times = (max: number) => fc.array(fc.integer({ min: 0, max }), { minLength: 1, maxLength: 60 });

  test.each([
    ['times of a loopback', 100],
    ['times of the Internet', 400_000],
    ['times up to five minutes', 300_000_000],
  ])('%s', (_, max) => {
    fc.assert(
      fc.property(times(max), (us) => {
        const { average, deviation, smoothed } = iputils(us.map(BigInt));
        expect(rttStatistics(us.map((each) => each / 1000))).toEqual({
          minMs: Math.min(...us) / 1000,
          avgMs: ms(average),
          maxMs: Math.max(...us) / 1000,
          mdevMs: ms(deviation),
          ewmaMs: ms(smoothed),
        });
      }),
    );
  });

  test('down to the way its square root stops: 1 µs more where the variance is n² - 1', () => {
    // 0 and 4 and 4 and 4 µs: variance 3, of which the root is 1.73.
    expect(rttStatistics([0, 0.004, 0.004, 0.004])?.mdevMs).toBe(0.002);
    expect(llsqrt(3n)).toBe(2n);
    expect(llsqrt(5n)).toBe(2n);
  });
});
