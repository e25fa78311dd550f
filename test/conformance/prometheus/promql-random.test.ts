import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PromEngine } from '../../../src/prometheus/promql/engine.js';
import { SeriesStore } from '../../../src/prometheus/series/store.js';
import { whyNotInstalled } from '../chain-lab.js';
import { difference, differenceIn2, fromAnswer, plain, type PlainAnswer } from './promql-answer.js';
import { randomQueryOf2, type RandomQuery } from './promql-random-query.js';
import { randomSeries } from './promql-random-series.js';
import { fill, PromqlServer } from './promql-server.js';

/** More than CI runs: SONDE_PROMQL_RUNS=100000 SONDE_PROMQL_SEED=7 npx vitest run test/conformance/prometheus/promql-random.test.ts */
const runs = Number(process.env.SONDE_PROMQL_RUNS ?? 1500);
const seed = Number(process.env.SONDE_PROMQL_SEED ?? 42);
const lack = whyNotInstalled('prometheus');

/** The same series in the opposite order. */
class TurnedStore extends SeriesStore {
  override select(...given: Parameters<SeriesStore['select']>): ReturnType<SeriesStore['select']> {
    return [...super.select(...given)].reverse();
  }
}

describe.skipIf(lack !== undefined)(
  `PromQL on random series, as the real Prometheus evaluates it${lack === undefined ? '' : ` (${lack})`}`,
  () => {
    let server: PromqlServer;
    const series = randomSeries(seed);
    const engine = new PromEngine(fill(new SeriesStore(), series), { prometheus: 2 });
    const turned = new PromEngine(fill(new TurnedStore(), series), { prometheus: 2 });

    beforeAll(async () => {
      server = await PromqlServer.start(series);
    }, 60_000);

    afterAll(async () => {
      await server.close();
    });

    /** Whether rounding decides the answer: it then depends on the order in which series are added up. */
    async function depends(query: RandomQuery, found: PlainAnswer): Promise<boolean> {
      return difference(await ours(turned, query), found) !== undefined;
    }

    test(`${runs} well-typed queries`, { timeout: runs * 100 }, async () => {
      let compared = 0;
      let unsure = 0;
      const property = fc.asyncProperty(randomQueryOf2, async (query) => {
        const found = await ours(engine, query);
        const wrong = differenceIn2(found, await theirs(server, query));
        if (wrong === undefined) compared++;
        else if (await depends(query, found)) unsure++;
        else throw new Error(wrong);
      });
      await fc.assert(property, { seed, numRuns: runs, interruptAfterTimeLimit: runs * 90 });
      expect(unsure).toBeLessThan(compared / 20);
    });
  },
);

async function ours(engine: PromEngine, query: RandomQuery): Promise<PlainAnswer> {
  const { expression, startMs, stepMs, steps } = query;
  const asked =
    steps === 1
      ? engine.query(expression, startMs)
      : engine.queryRange(expression, { startMs, stepMs, endMs: startMs + (steps - 1) * stepMs });
  return asked.then(
    (found) => plain(found, expression),
    (error: unknown) => ({ error: (error as Error).message }),
  );
}

async function theirs(server: PromqlServer, query: RandomQuery): Promise<PlainAnswer> {
  const { expression, startMs, stepMs, steps } = query;
  if (steps === 1) {
    return fromAnswer(
      await server.ask('query', { query: expression, time: String(startMs / 1000) }),
      expression,
    );
  }
  const endMs = startMs + (steps - 1) * stepMs;
  const [start, end, step] = [startMs, endMs, stepMs].map((ms) => String(ms / 1000)) as [
    string,
    string,
    string,
  ];
  return fromAnswer(await server.ask('query_range', { query: expression, start, end, step }), expression);
}
