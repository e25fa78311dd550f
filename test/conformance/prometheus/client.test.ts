import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPrometheus } from '../../../src/prometheus/open-prometheus.js';
import type { Prometheus } from '../../../src/prometheus/prometheus.js';
import type { QueryResult } from '../../../src/prometheus/promql/result.js';
import { SeriesStore } from '../../../src/prometheus/series/store.js';
import { whyNotInstalled } from '../chain-lab.js';
import { differenceIn2, plain, type PlainAnswer } from './promql-answer.js';
import { endMs, expressions, isSameIn2, refused, startMs, tableSeries, wordsOf2 } from './promql-cases.js';
import { randomQueryOf2 } from './promql-random-query.js';
import { randomSeries } from './promql-random-series.js';
import { fill, type MadeSeries, PromqlServer } from './promql-server.js';

const lack = whyNotInstalled('prometheus');
const seed = 11;
const runs = 200;

/** One question to both: the real server over HTTP, and the engine of the library. */
class Both {
  private constructor(
    readonly server: Prometheus,
    readonly embedded: Prometheus,
    readonly close: () => Promise<void>,
  ) {}

  static async open(series: readonly MadeSeries[]): Promise<Both> {
    const program = await PromqlServer.start(series);
    const server = await openPrometheus({ source: 'server', url: program.url });
    const store = fill(new SeriesStore(), series);
    const embedded = await openPrometheus({ source: 'embedded', series: store, rules: [], prometheus: 2 });
    return new Both(server, embedded, program.close);
  }

  /** What differs between the answers. */
  async difference(
    expression: string,
    ask: (prometheus: Prometheus) => Promise<QueryResult>,
  ): Promise<string | undefined> {
    const [ours, theirs] = await Promise.all(
      [this.embedded, this.server].map((each) => answerOf(ask(each), expression)),
    );
    return differenceIn2(ours as PlainAnswer, theirs as PlainAnswer);
  }

  /** What each throws, whole. */
  async errors(ask: (prometheus: Prometheus) => Promise<unknown>): Promise<readonly [unknown, unknown]> {
    const [ours, theirs] = await Promise.all([errorOf(ask(this.embedded)), errorOf(ask(this.server))]);
    return [ours, theirs];
  }
}

function answerOf(asked: Promise<QueryResult>, expression: string): Promise<PlainAnswer> {
  return asked.then(
    (found) => plain(found, expression),
    (error: unknown) => ({ error: (error as Error).message }),
  );
}

async function errorOf(asked: Promise<unknown>): Promise<unknown> {
  try {
    return { answered: await asked };
  } catch (error) {
    const { name, message, ...more } = error as Error;
    return { name, message, ...more };
  }
}

describe.skipIf(lack !== undefined)(
  `a real Prometheus and the embedded one behind one interface${lack === undefined ? '' : ` (${lack})`}`,
  () => {
    let table: Both;
    let random: Both;

    beforeAll(async () => {
      [table, random] = await Promise.all([Both.open(tableSeries()), Both.open(randomSeries(seed))]);
    }, 60_000);

    afterAll(async () => {
      await Promise.all([table.close(), random.close()]);
    });

    test('answer the written queries alike', { timeout: 60_000 }, async () => {
      const timeMs = startMs + 2_345_678;
      const range = { startMs, endMs, stepMs: 97_000 };
      for (const expression of expressions.filter(isSameIn2)) {
        if (wordsOf2(expression) !== expression) continue;
        const instant = await table.difference(expression, (each) => each.query(expression, timeMs));
        expect(instant, expression).toBeUndefined();
        const ranged = await table.difference(expression, (each) => each.queryRange(expression, range));
        expect(ranged, expression).toBeUndefined();
      }
    });

    test(`answer ${runs} random queries alike`, { timeout: 60_000 }, async () => {
      const property = fc.asyncProperty(
        randomQueryOf2,
        async ({ expression, startMs: fromMs, stepMs, steps }) => {
          const range = { startMs: fromMs, stepMs, endMs: fromMs + (steps - 1) * stepMs };
          const wrong = await random.difference(expression, (each) =>
            steps === 1 ? each.query(expression, fromMs) : each.queryRange(expression, range),
          );
          expect(wrong).toBeUndefined();
        },
      );
      await fc.assert(property, { seed, numRuns: runs });
    });

    test('refuse with the same errors, at the same places', async () => {
      for (const expression of refused) {
        if (wordsOf2(expression) !== expression) continue;
        const [ours, theirs] = await table.errors((each) => each.query(expression, startMs + 750_000));
        expect(theirs, expression).toEqual(ours);
      }
    });

    test.each([
      { startMs: 1, endMs: 0, stepMs: 1 },
      { startMs: 0, endMs: 1000, stepMs: 0 },
      { startMs: 0, endMs: 11_001_000, stepMs: 1000 },
      { startMs: NaN, endMs: 0, stepMs: 1 },
      { startMs: 0, endMs: 1, stepMs: 0.5 },
    ])('refuse the range %o with the same error', async (range) => {
      const [ours, theirs] = await table.errors((each) => each.queryRange('up', range));
      expect(theirs).toEqual(ours);
      expect(ours).toMatchObject({ name: 'QueryError', type: 'bad_data' });
    });

    test('refuse a range of texts with the same error', async () => {
      const range = { startMs: 0, endMs: 1000, stepMs: 1000 };
      for (const expression of ['"a"', 'up[5m]']) {
        const [ours, theirs] = await table.errors((each) => each.queryRange(expression, range));
        expect(theirs).toEqual(ours);
      }
    });

    test('know the same series, labels and values', async () => {
      for (const { server, embedded } of [table, random]) {
        const names = await embedded.labelNames();
        expect(await server.labelNames()).toEqual(names);
        for (const name of [...names, 'absent']) {
          expect(await server.labelValues(name), name).toEqual(await embedded.labelValues(name));
        }
        const metrics = await embedded.labelValues('__name__');
        expect(await server.series(metrics)).toEqual(await embedded.series(metrics));
        const some = ['{__name__=~".+",host!~"a|b"}', metrics[0] ?? ''];
        expect(await server.series(some)).toEqual(await embedded.series(some));
        const past = { startMs: 0, endMs: 1000 };
        expect(await server.series(metrics, past)).toEqual(await embedded.series(metrics, past));
      }
    });

    test.each([
      '1',
      '"a"',
      '{',
      '{}',
      '{a=~".*"}',
      'up{a="b"',
      'up{a=b}',
      'up{a="b"}{c="d"}',
      'up[5m]',
      'up offset 5m',
      'up + 1',
      '(up)',
      'sum(up)',
      'rate(up[5m])',
      'up{a="b",}}',
      'é',
      'up # commentaire',
      'up )',
    ])('read the selector %j alike', async (selector) => {
      const [ours, theirs] = await table.errors((each) => each.series(selector));
      expect(theirs).toEqual(ours);
    });

    test.each(['', 'a-b', '../targets', 'é', '0a'])('refuse the label name %j alike', async (name) => {
      const [ours, theirs] = await table.errors((each) => each.labelValues(name));
      expect(theirs).toEqual(ours);
    });

    test('find the one that is wrong among several', async () => {
      const [ours, theirs] = await table.errors((each) => each.series(['up', 'up +', '{']));
      expect(theirs).toEqual(ours);
      expect(ours).toMatchObject({ offset: 3 });
    });

    test('want a selector', async () => {
      const [ours, theirs] = await table.errors((each) => each.series([]));
      expect(theirs).toEqual(ours);
    });

    test('give up a query alike', async () => {
      const signal = AbortSignal.abort();
      const [ours, theirs] = await table.errors((each) => each.query('up', startMs, { signal }));
      expect(theirs).toEqual(ours);
      expect(ours).toMatchObject({ name: 'QueryError', type: 'canceled' });
    });

    test('the server is named with its version', () => {
      expect(table.server.origin).toBe('live');
      expect(table.server.reason).toMatch(
        /^serveur Prometheus 2\.\d+\.\d+\S* \(http:\/\/127\.0\.0\.1:\d+\), comme demandé$/,
      );
    });
  },
);
