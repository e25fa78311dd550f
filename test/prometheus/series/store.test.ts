import { describe, expect, test } from 'vitest';
import type { InvalidMetricError } from '../../../src/prometheus/series/labels.js';
import { compileMatcher, type MatchOperator } from '../../../src/prometheus/series/matcher.js';
import { regexCompiler } from '../../../src/prometheus/series/regex.js';
import { SeriesStore } from '../../../src/prometheus/series/store.js';

const up = { __name__: 'up', job: 'a' };
const invalid = (fault: InvalidMetricError['fault']): unknown =>
  expect.objectContaining({ name: 'InvalidMetricError', fault });

describe('a store takes samples in order', () => {
  test('the same time twice is a duplicate, unless it says the same', () => {
    const store = new SeriesStore();
    expect(store.append(up, 1000, NaN)).toBe('appended');
    expect(store.append(up, 1000, NaN)).toBe('appended');
    expect(store.append(up, 1000, 1)).toBe('duplicate');
    expect(store.append(up, 999, 1)).toBe('out of order');
    expect(store.size.samples).toBe(1);
  });

  test('a stale marker is not the NaN that was measured', () => {
    const store = new SeriesStore();
    store.append(up, 1000, NaN);
    store.appendStale(up, 2000);
    for (let i = 3; i < 200; i++) store.append(up, i * 1000, i);
    const [series] = store.select([]);
    expect([0, 1, 2].map((i) => series?.samples.isStale(i))).toEqual([false, true, false]);
    expect(series?.samples.measured.length).toBe(198);
  });

  test('an empty label is no label, and a name must be one', () => {
    const store = new SeriesStore();
    store.append({ ...up, zone: '' }, 0, 1);
    store.append(up, 1, 1);
    expect(store.size.series).toBe(1);
    store.append({ __name__: 'débit.réseau', 'a-b': 'c' }, 0, 1);
    expect(store.labelNames()).toContain('a-b');
    expect(() => store.append({ '': 'c', 'half \ud800': 'd' }, 0, 1)).toThrow(invalid('label name'));
    expect(() => store.append({ __name__: 'half \ud800' }, 0, 1)).toThrow(invalid('metric name'));
    expect(() => store.append({}, 0, 1)).toThrow(invalid('labels'));
    expect(() => store.append(up, 0.5, 1)).toThrow(RangeError);
  });

  test('a series is looked up once for all its samples', () => {
    const store = new SeriesStore();
    const series = store.series(up);
    expect(series.append(1000, 1)).toBe('appended');
    expect(store.append(up, 1000, 2)).toBe('duplicate');
    expect(series.append(2000, 2)).toBe('appended');
    expect(series.appendStale(1500)).toBe('out of order');
    expect(series.appendStale(2000)).toBe('duplicate');
    expect(series.appendStale(3000)).toBe('appended');
    expect(() => series.append(NaN, 1)).toThrow(RangeError);
    expect(store.size).toMatchObject({ series: 1, samples: 3 });
  });

  test('less than 24 bytes a sample', () => {
    const store = new SeriesStore();
    for (let s = 0; s < 50; s++) {
      const series = store.series({ __name__: 'x', s: String(s) });
      for (let i = 0; i < 240; i++) series.append(i * 15_000, i);
    }
    const { samples, sampleBytes } = store.size;
    expect(sampleBytes / samples).toBeLessThan(24);
  });
});

test.each<[MatchOperator, string, string[]]>([
  ['=', 'a', ['a']],
  ['!=', 'a', ['', 'ab', 'b']],
  ['=~', 'a|b', ['a', 'b']],
  ['=~', 'a.*', ['a', 'ab']],
  ['=~', '.+', ['a', 'ab', 'b']],
  ['!~', 'a.?', ['', 'b']],
  ['=~', 'b|', ['', 'b']],
])('job%s"%s" finds %j', async (operator, value, found) => {
  const store = new SeriesStore();
  for (const job of ['a', 'ab', 'b', '']) store.append({ __name__: 'up', job }, 0, 1);
  const matcher = compileMatcher({ name: 'job', operator, value }, await regexCompiler());
  expect(store.select([matcher]).map(({ labels }) => labels.get('job'))).toEqual(found);
});
