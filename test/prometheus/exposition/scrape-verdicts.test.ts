import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Scraper } from '../../../src/prometheus/exposition/scrape.js';
import { PromEngine } from '../../../src/prometheus/promql/engine.js';
import { SeriesStore } from '../../../src/prometheus/series/store.js';
import { formatFloat } from '../../../src/prometheus/go-float.js';
import { type ScrapeBody, scrapeBodies } from '../../conformance/prometheus/scrape-bodies.js';
import { labelsKey, type ScrapeVerdict } from '../../conformance/prometheus/scrape-server.js';

const golden = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'golden/scrapes.json'), 'utf8'),
) as Readonly<Record<'2' | '3', Readonly<Record<string, ScrapeVerdict>>>>;

/**
 * Prometheus 2 refuses these. Prometheus 3, where any text is a name, stores series whose names start with the blank:
 * nobody means that, and no query without quotes finds them. We refuse them.
 */
const leadingBlanks = ['text: leading blank', 'text: leading tab'];

/** Read without the target that the test server has, a body gives what a real server made of it. */
async function verdictOf({ text, contentType = 'text/plain', fallback }: ScrapeBody): Promise<ScrapeVerdict> {
  const store = new SeriesStore();
  const timestampMs = Date.UTC(2026, 0, 1);
  const { up, scraped } = new Scraper(store, { job: 'j', instance: 'i' }).scrape({
    ...{ text, contentType, timestampMs },
    ...(fallback !== undefined && { format: fallback }),
  });
  const { result } = await new PromEngine(store).query(
    '{__name__!="",__name__!~"up|scrape_.+"}',
    timestampMs,
  );
  const series = (result as readonly { metric: Record<string, string>; value: number }[])
    .map(({ metric, value }): [string, string] => [labelsKey(metric), formatFloat(value)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { up, scraped, series: Object.fromEntries(series) };
}

test('each case was recorded', () => {
  expect(Object.keys(golden[3])).toEqual(Object.keys(scrapeBodies));
  expect(Object.keys(scrapeBodies).length).toBeGreaterThan(200);
});

test.each(Object.entries(scrapeBodies))('%s', async (name, body) => {
  const ours = await verdictOf(body);
  if (leadingBlanks.includes(name)) {
    expect([golden[2][name]?.up, golden[3][name]?.up, ours.up]).toEqual([false, true, false]);
    return;
  }
  const real = golden[3][name];
  // Of a scrape that fails, a server still tells how many samples stood before the fault; we tell none.
  expect(ours).toEqual(real?.up === false ? { ...real, scraped: 0 } : real);
});
