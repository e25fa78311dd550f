import { expect, test } from 'vitest';
import { Scraper } from '../../../src/prometheus/exposition/scrape.js';
import { PromEngine } from '../../../src/prometheus/promql/engine.js';
import { SeriesStore } from '../../../src/prometheus/series/store.js';

const target = { job: 'cours', instance: '127.0.0.1:9797' };

async function seen(store: SeriesStore, query: string, timeMs: number): Promise<unknown> {
  return (await new PromEngine(store).query(query, timeMs)).result;
}

test('the labels of the target win, and push the others aside', async () => {
  const store = new SeriesStore();
  const text = 'a{job="x",exported_job="y",instance=""} 1\n';
  expect(new Scraper(store, target).scrape({ text, timestampMs: 1000 })).toEqual({ up: true, scraped: 1 });
  expect(await seen(store, 'a', 1000)).toMatchObject([
    { metric: { __name__: 'a', ...target, exported_job: 'y', exported_exported_job: 'x' }, value: 1 },
  ]);
});

test('a series that is gone ends at once, and so does all when the scrape fails', async () => {
  const store = new SeriesStore();
  const scraper = new Scraper(store, target);
  scraper.scrape({ text: 'a 1\nb 1\n', timestampMs: 0 });
  scraper.scrape({ text: 'a 2\n', timestampMs: 1000, durationMs: 20 });
  expect(await seen(store, 'b', 1000)).toEqual([]);
  expect(await seen(store, 'scrape_duration_seconds', 1000)).toMatchObject([{ value: 0.02 }]);
  expect(scraper.scrape({ text: 'a 3\nb', timestampMs: 2000 })).toMatchObject({ up: false, scraped: 0 });
  expect(await seen(store, 'a', 2000)).toEqual([]);
  expect(await seen(store, 'up', 2000)).toMatchObject([{ metric: { __name__: 'up', ...target }, value: 0 }]);
  expect(scraper.scrape({ timestampMs: 3000 })).toEqual({ up: false, scraped: 0, error: 'no answer' });
  scraper.scrape({ text: 'a 4\n', timestampMs: 4000 });
  expect(await seen(store, 'a', 4000)).toMatchObject([{ value: 4 }]);
  expect(await seen(store, 'sum_over_time(up[10s])', 4000)).toMatchObject([{ value: 3 }]);
});

test('a sample with its own time stays at it, and is not ended by us', async () => {
  const store = new SeriesStore();
  const scraper = new Scraper(store, target);
  scraper.scrape({ text: 'a 1 500\n', timestampMs: 1000 });
  scraper.scrape({ text: '', timestampMs: 2000 });
  expect(await seen(store, 'timestamp(a)', 2000)).toMatchObject([{ value: 0.5 }]);
});

test('of two samples of one series the first counts', async () => {
  const store = new SeriesStore();
  new Scraper(store, target).scrape({ text: 'a 1\na 2\n', timestampMs: 1000 });
  expect(await seen(store, 'a', 1000)).toMatchObject([{ value: 1 }]);
});

test('OpenMetrics too', () => {
  const store = new SeriesStore();
  const answer = {
    text: '# TYPE a counter\na_total 3\n# EOF\n',
    format: 'openmetrics',
    timestampMs: 0,
  } as const;
  expect(new Scraper(store, target).scrape(answer)).toEqual({ up: true, scraped: 1 });
});
