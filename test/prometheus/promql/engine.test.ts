import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PromEngine } from '../../../src/prometheus/promql/engine.js';
import { ExpressionError } from '../../../src/prometheus/promql/query-error.js';
import { parseExpression } from '../../../src/prometheus/promql/syntax/parse.js';
import { appendSeries } from '../../../src/prometheus/series/notation.js';
import { SeriesStore } from '../../../src/prometheus/series/store.js';

const minutes = { startMs: 0, stepMs: 60_000 };

function filled(values: string): SeriesStore {
  const store = new SeriesStore();
  appendSeries(store, { __name__: 'x', host: 'a' }, values, minutes);
  return store;
}

describe('what ends a series', () => {
  test('nothing is found after a stale marker, though the lookback reaches further', async () => {
    const engine = new PromEngine(filled('1 2 stale'));
    expect((await engine.query('x', 60_000)).result).toHaveLength(1);
    expect((await engine.query('x', 120_000)).result).toHaveLength(0);
    expect((await engine.query('count_over_time(x[5m])', 120_000)).result).toMatchObject([{ value: 2 }]);
  });

  test('a NaN that was measured is a value', async () => {
    const engine = new PromEngine(filled('1 NaN'));
    expect((await engine.query('x', 60_000)).result).toMatchObject([{ value: NaN }]);
  });
});

describe('a sample at the very start of a range', () => {
  const counts = async (expression: string, prometheus?: 2 | 3): Promise<unknown> => {
    const engine = new PromEngine(filled('0+10x10'), prometheus && { prometheus });
    const { result } = await engine.query(expression, 600_000);
    return Array.isArray(result) ? result[0] : result;
  };

  test.each([
    ['count_over_time(x[5m])', 5, 6],
    ['count_over_time(x[5m] offset 1m)', 5, 6],
    ['count_over_time(x[5m:1m])', 5, 6],
    ['count_over_time(x[5m:150s])', 2, 3],
    ['count_over_time(x[5m:1m] @ 480)', 5, 6],
    ['increase(x[5m])', 50, 50],
    ['sum_over_time(x[1m])', 100, 190],
  ])('%s leaves it out, unless the ranges of Prometheus 2 are asked for', async (expression, three, two) => {
    expect(await counts(expression)).toMatchObject({ value: three });
    expect(await counts(expression, 3)).toMatchObject({ value: three });
    expect(await counts(expression, 2)).toMatchObject({ value: two });
  });

  test('the lookback too, and the samples of a range vector', async () => {
    for (const [prometheus, found] of [[3, 0] as const, [2, 1] as const]) {
      const engine = new PromEngine(filled('1'), { prometheus });
      expect((await engine.query('x', 300_000)).result).toHaveLength(found);
      expect((await engine.query('x[5m]', 300_000)).result).toHaveLength(found);
      expect((await engine.query('x', 299_999)).result).toHaveLength(1);
      const range = { startMs: 240_000, endMs: 360_000, stepMs: 60_000 };
      expect((await engine.queryRange('timestamp(x)', range)).result).toMatchObject([
        { timesMs: [240_000, ...(prometheus === 2 ? [300_000] : [])] },
      ]);
    }
  });
});

describe('limits', () => {
  const engine = (options = {}): PromEngine => new PromEngine(filled('0+1x300'), options);

  test('too many samples', async () => {
    const range = { startMs: 0, endMs: 6_000_000, stepMs: 1000 };
    await expect(engine({ maxSamples: 100 }).queryRange('x', range)).rejects.toThrow(
      'query processing would load too many samples into memory in query execution',
    );
    await expect(engine().query('sum_over_time(x[100y:1ms])', 6_000_000)).rejects.toThrow('too many samples');
  });

  test('too many points', async () => {
    const range = { startMs: 0, endMs: 11_001_000, stepMs: 1000 };
    await expect(engine().queryRange('x', range)).rejects.toThrow(
      'exceeded maximum resolution of 11,000 points',
    );
  });

  test('out of time, and no longer wanted', async () => {
    await expect(engine({ timeoutMs: -1 }).query('x', 0)).rejects.toThrow(
      'query timed out in expression evaluation',
    );
    const signal = AbortSignal.abort();
    await expect(engine().query('x', 0, { signal })).rejects.toThrow(
      'query was canceled in expression evaluation',
    );
  });
});

test('a query lets others have their turn in the middle of an operator, so that it can be cancelled there', async () => {
  const store = new SeriesStore();
  for (let i = 0; i < 60; i++) appendSeries(store, { __name__: 'x', i: String(i) }, '0+1x1000', minutes);
  const controller = new AbortController();
  const range = { startMs: 0, endMs: 60_000_000, stepMs: 6000 };
  const asked = new PromEngine(store).queryRange('quantile_over_time(0.9, x[1000m])', range, controller);
  setTimeout(() => {
    controller.abort();
  }, 1);
  await expect(asked).rejects.toThrow('query was canceled in expression evaluation');
});

test('any text is an expression or an ExpressionError', async () => {
  const words = fc.constantFrom(
    ...[
      'sum',
      'rate',
      '(',
      ')',
      '[5m]',
      '[5m:1m]',
      '{',
      '}',
      'a',
      '"b"',
      '=',
      '=~',
      ',',
      '+',
      '-',
      '^',
      ' by ',
      ' and ',
    ],
    ...[
      ' offset ',
      '5m',
      '1',
      '@',
      'start()',
      ' bool ',
      '>',
      ' on ',
      '\n',
      '#',
      '`',
      '\\',
      'é',
      '🙂',
      '0x',
      ' group_left ',
    ],
  );
  await fc.assert(
    fc.asyncProperty(fc.array(words, { maxLength: 12 }), async (parts) => {
      try {
        expect((await parseExpression(parts.join(''))).type).toMatch(/scalar|string|vector|matrix/);
      } catch (error) {
        expect(error).toBeInstanceOf(ExpressionError);
      }
    }),
    { numRuns: 1500 },
  );
});

test.each(['(', '-', 'abs(', '1+', 'a[1m:'])('%j a thousand times is refused, not a crash', async (part) => {
  await expect(
    parseExpression(`${part.repeat(3000)}1${')'.repeat(part.endsWith('(') ? 3000 : 0)}`).then(
      () => 'read',
      (error: unknown) => (error instanceof ExpressionError ? 'refused' : error),
    ),
  ).resolves.toBe('refused');
});
