import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PromEngine } from '../../../src/prometheus/promql/engine.js';
import { SeriesStore } from '../../../src/prometheus/series/store.js';
import { whyNotInstalled } from '../chain-lab.js';
import { randomSeries, randomStartMs } from './promql-random-series.js';
import { fill, PromqlServer } from './promql-server.js';

const lack = whyNotInstalled('prometheus');
const maxSamples = 300;

describe.skipIf(lack !== undefined)(
  `samples in memory, as the real Prometheus counts them${lack === undefined ? '' : ` (${lack})`}`,
  () => {
    let server: PromqlServer;
    const engine = new PromEngine(fill(new SeriesStore(), randomSeries(3)), { maxSamples, prometheus: 2 });

    beforeAll(async () => {
      server = await PromqlServer.start(randomSeries(3), [`--query.max-samples=${maxSamples}`]);
    }, 60_000);

    afterAll(async () => {
      await server.close();
    });

    test.each([
      'c_total',
      'info + info',
      'sum(c_total)',
      'sum(c_total) + sum(g)',
      'sum_over_time(c_total[5m])',
      'rate(c_total[10m]) * 2',
      'c_total and g',
      'abs(c_total)',
      'topk(2, c_total)',
      'max_over_time(info[4m:1m])',
      '1 + time()',
    ])('%s is refused from the same number of steps on', async (query) => {
      for (let steps = 2; steps < 320; steps += steps < 70 ? 1 : 9) {
        const [startMs, stepMs] = [randomStartMs + 1_200_000, 1000];
        const endMs = startMs + (steps - 1) * stepMs;
        const asked = engine.queryRange(query, { startMs, endMs, stepMs });
        const ours = await asked.then(
          () => undefined,
          (error: unknown) => (error as Error).message,
        );
        const [start, end] = [String(startMs / 1000), String(endMs / 1000)];
        const { error } = await server.ask('query_range', { query, start, end, step: '1' });
        expect(ours, `${steps} steps`).toBe(error);
        if (error !== undefined) return;
      }
    });
  },
);
