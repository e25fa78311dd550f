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

describe('expressions that would grow without end', () => {
  const engine = new PromEngine(filled('0+1x300'));
  const nested = (open: string, close: string, times: number, inner: string): string =>
    open.repeat(times) + inner + close.repeat(times);

  test.each([
    ['a label that doubles', nested('label_replace(', ', "host", "$1$1", "host", "(.*)")', 34, 'x')],
    ['labels that are joined', nested('label_join(', ', "host", "-", "host", "host", "host")', 25, 'x')],
  ])('%s, 34 times', async (_, expression) => {
    await expect(engine.query(expression, 0)).rejects.toThrow(
      'query processing would make more than 50 million characters of labels',
    );
  });

  test('a few of them are no matter', async () => {
    const expression = nested('label_replace(', ', "host", "$1$1", "host", "(.*)")', 10, 'x');
    const { result } = await engine.query(expression, 0);
    expect(result).toMatchObject([{ metric: { host: 'a'.repeat(1024) } }]);
  });

  test.each([
    ['a step of a millisecond in subqueries', 'max_over_time(max_over_time(x[100d:1ms])[100d:1ms])'],
    ['a range of a century', 'count_over_time(vector(1)[100y:1s])'],
    ['subqueries in subqueries', 'sum_over_time(sum_over_time(sum_over_time(x[1y:1s])[1y:1s])[1y:1s])'],
  ])('%s', async (_, expression) => {
    await expect(engine.query(expression, 0)).rejects.toThrow(/too many samples/);
  });

  test('each series with each', async () => {
    const store = new SeriesStore();
    for (let i = 0; i < 8000; i++) store.append({ __name__: 'x', i: String(i) }, 0, 1);
    for (let i = 0; i < 8000; i++) store.append({ __name__: 'y', i: String(i) }, i, 1);
    const many = new PromEngine(store);
    await expect(many.query('x * on () group_left () y', 8000)).rejects.toThrow(/too many samples/);
  });

  test('moments without number', async () => {
    const range = { startMs: 0, endMs: 1e12, stepMs: 1 };
    await expect(engine.queryRange('x', range)).rejects.toThrow('11,000 points');
    const few = { startMs: 0, endMs: 10_000_000, stepMs: 1000 };
    await expect(engine.queryRange('count_over_time(x[100y:1s])', few)).rejects.toThrow(/too many samples/);
  });
});

describe('what Prometheus 3 changed', () => {
  const engine = new PromEngine(filled('0+10x10'));
  const first = async (expression: string): Promise<unknown> => {
    const { result } = await engine.query(expression, 600_000);
    return Array.isArray(result) ? result[0] : result;
  };

  test.each([
    ['5m', { value: 300 }],
    ['count_over_time(x[300])', { value: 5 }],
    ['count_over_time(x[2m + 3m])', { value: 5 }],
    ['x offset (1m * 2)', { metric: { __name__: 'x', host: 'a' }, value: 80 }],
    ['{"x", "host"="a"}', { value: 100 }],
    ['sum by ("host") (x)', { metric: { host: 'a' }, value: 100 }],
    ['sum by (__name__) (rate(x[5m]))', { metric: {}, value: 1 / 6 }],
    ['sum(abs({host="a"}))', { value: 100 }],
    ['label_replace(rate(x[5m]), "from", "$1", "__name__", "(.*)")', { metric: { from: 'x', host: 'a' } }],
    ['increase(x[150s] anchored)', { value: 30 }],
    ['increase(x[150s] smoothed)', { value: 25 }],
    ['x smoothed offset 30s', { value: 95 }],
    ['x + on () fill(7) nothing', { value: 107 }],
    ['max_of(1, 2) + start() - end() + step() + range()', { value: 2 }],
    ['ts_of_last_over_time(x[5m])', { value: 600 }],
  ])('%s', async (expression, expected) => {
    expect(await first(expression)).toMatchObject(expected);
  });

  test('a function that has another name is no longer known by the old one', async () => {
    await expect(first('holt_winters(x[5m], 0.5, 0.5)')).rejects.toThrow(
      'unknown function with name "holt_winters"',
    );
  });

  test('native histograms are named where they are refused', async () => {
    await expect(first('x </ 5')).rejects.toThrow('native histograms are not supported');
    expect(() => {
      appendSeries(new SeriesStore(), { __name__: 'h' }, '{{schema:0 sum:1}}', minutes);
    }).toThrow('native histograms are not supported');
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

test.each(['(', '-', 'abs(', '1+', '1^', 'a[1m:', 'a[(', 'a[-', 'a offset (', 'a[1+', 'a offset 1m '])(
  '%j a thousand times is refused, not a crash',
  async (part) => {
    await expect(
      parseExpression(`${part.repeat(3000)}1${')'.repeat(part.endsWith('(') ? 3000 : 0)}`).then(
        () => 'read',
        (error: unknown) => (error instanceof ExpressionError ? 'refused' : error),
      ),
    ).resolves.toBe('refused');
  },
);
