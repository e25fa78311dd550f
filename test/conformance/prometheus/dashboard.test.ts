import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dashboardQueries } from '../../../src/prometheus/grafana/dashboard-panels.js';
import { dashboardExpression } from '../../../src/prometheus/grafana/dashboard-variables.js';
import { PromEngine } from '../../../src/prometheus/promql/engine.js';
import { whyNotInstalled } from '../chain-lab.js';
import { dashboardSeries, madeSeriesOf } from './dashboard-series.js';
import { fromAnswer, plain } from './promql-answer.js';
import { PromqlServer } from './promql-server.js';

const lack = whyNotInstalled('prometheus');
const { store, startMs, endMs } = await dashboardSeries();
const engine = new PromEngine(store, { prometheus: 2 });

/** Everything, then one machine and one target, by names that exist. */
const choices = [
  {},
  { instance: 'box', target: 'serveur', rateIntervalS: 20 },
  { instance: ['serveur-web', 'b.x'], target: ['serveur', 'autre'] },
];

const queries = dashboardQueries().map((query) => [`${query.panel}: ${query.legend}`, query] as const);

test.each(queries)('shows something on a monitored network, %s', async (_, { expression }) => {
  const range = { startMs, endMs, stepMs: 15_000 };
  const { result } = await engine.queryRange(dashboardExpression(expression), range);
  expect(result.length).toBeGreaterThan(0);
});

describe.skipIf(lack !== undefined)(
  `the dashboard on either engine${lack === undefined ? '' : ` (${lack})`}`,
  () => {
    let server: PromqlServer;

    beforeAll(async () => {
      server = await PromqlServer.start(madeSeriesOf(store));
    }, 60_000);

    afterAll(async () => {
      await server.close();
    });

    test.each(queries)('%s', async (_, { expression }) => {
      for (const choice of choices) {
        const query = dashboardExpression(expression, choice);
        const theirs = await server.ask('query_range', {
          query,
          start: String(startMs / 1000),
          end: String(endMs / 1000),
          step: '15',
        });
        const ours = await engine.queryRange(query, { startMs, endMs, stepMs: 15_000 });
        expect(plain(ours, query), query).toBeLike(fromAnswer(theirs, query));
        const then = await server.ask('query', { query, time: String(endMs / 1000) });
        expect(plain(await engine.query(query, endMs), query), query).toBeLike(fromAnswer(then, query));
      }
    });
  },
);
