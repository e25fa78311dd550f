import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PromEngine } from '../../../src/prometheus/promql/engine.js';
import type { QueryResult } from '../../../src/prometheus/promql/result.js';
import { SeriesStore } from '../../../src/prometheus/series/store.js';
import { whyNotInstalled } from '../chain-lab.js';
import { endMs, expressions, isSameIn2, refused, startMs, tableSeries, wordsOf2 } from './promql-cases.js';
import { fromAnswer, plain } from './promql-answer.js';
import { fill, PromqlServer } from './promql-server.js';

const lack = whyNotInstalled('prometheus');
const instants = [startMs + 750_000, startMs + 2_345_678, endMs + 200_000];
const range = { startMs: startMs - 120_000, endMs: endMs + 400_000, stepMs: 47_000 };

describe.skipIf(lack !== undefined)(
  `PromQL as the real Prometheus evaluates it${lack === undefined ? '' : ` (${lack})`}`,
  () => {
    let server: PromqlServer;
    const engine = new PromEngine(fill(new SeriesStore(), tableSeries()), { prometheus: 2 });

    beforeAll(async () => {
      server = await PromqlServer.start(tableSeries());
    }, 60_000);

    afterAll(async () => {
      await server.close();
    });

    const ours = async (expression: string, asked: Promise<QueryResult>): Promise<unknown> =>
      asked.then(
        (found) => plain(found, expression),
        (error: unknown) => ({ error: (error as Error).message }),
      );

    test.each(expressions.filter(isSameIn2))('%s', async (expression) => {
      for (const timeMs of instants) {
        const theirs = await server.ask('query', {
          query: wordsOf2(expression),
          time: String(timeMs / 1000),
        });
        const found = await ours(expression, engine.query(expression, timeMs));
        expect(found, `at ${timeMs}`).toBeLike(fromAnswer(theirs, expression));
      }
      const theirs = await server.ask('query_range', {
        query: wordsOf2(expression),
        start: String(range.startMs / 1000),
        end: String(range.endMs / 1000),
        step: String(range.stepMs / 1000),
      });
      expect(await ours(expression, engine.queryRange(expression, range)), 'range').toBeLike(
        fromAnswer(theirs, expression),
      );
    });

    test.each(refused)('refused: %s', async (expression) => {
      const timeMs = instants[0] as number;
      const theirs = await server.ask('query', { query: wordsOf2(expression), time: String(timeMs / 1000) });
      expect(await ours(expression, engine.query(expression, timeMs))).toEqual(
        fromAnswer(theirs, expression),
      );
    });
  },
);
