import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Scraper } from '../../../src/prometheus/exposition/scrape.js';
import { SeriesStore } from '../../../src/prometheus/series/store.js';
import { whyNotInstalled } from '../chain-lab.js';
import { scrapeBodies } from './scrape-bodies.js';
import { type ScrapeVerdict, scrapeVerdicts } from './scrape-server.js';

const golden = path.join(import.meta.dirname, '../../prometheus/exposition/golden/scrapes.json');
const names = Object.keys(scrapeBodies);
const bodies = Object.values(scrapeBodies);
const lack = whyNotInstalled('prometheus');
const three = process.env.PROMETHEUS_3;

async function asked(program: string, version: 2 | 3): Promise<Record<string, ScrapeVerdict>> {
  const verdicts = await scrapeVerdicts(program, version, bodies);
  return Object.fromEntries(verdicts.map((verdict, i) => [names[i] ?? '', verdict]));
}

const whole = `# HELP a_total x\\\\y\\n
# TYPE a_total counter
a_total{b="c\\"d",e="f"} 1 1395066363000

# TYPE h histogram
h_bucket{le="0.5"} 1
h_bucket{le="+Inf"} 2
h_sum 3
h_count 2
# TYPE s summary
s{quantile="0.5"} NaN
`;
const pieces = ['', ' ', '\n', '{', '}', ',', '=', '\\', '#', '1', 'e', '_', '\t', ':', '-', 'Inf', '"'];

const mutations = fc
  .tuple(fc.nat(whole.length - 1), fc.constantFrom(...pieces), fc.nat(2))
  .map(([at, text, removed]) => whole.slice(0, at) + text + whole.slice(at + removed))
  // Names in quotes are of Prometheus 3.
  .filter((text) => !/[{,]\s*"/.test(text));

describe.skipIf(lack !== undefined)(`a server that scrapes${lack ? ` (${lack})` : ''}`, () => {
  // Records what CI replays: PROMETHEUS_3=~/go/bin/prometheus npx vitest run test/conformance/prometheus/scrape.test.ts
  // after `go install github.com/prometheus/prometheus/cmd/prometheus@v0.316.0`.
  if (three !== undefined)
    test('Prometheus 3 and 2 are asked again', async () => {
      const recorded = {
        origin: `scrapes by prometheus 3.16.0 (module v0.316.0) and by Debian's 2.42; recorded by test/conformance/prometheus/scrape.test.ts`,
        3: await asked(three, 3),
        2: await asked('prometheus', 2),
      };
      writeFileSync(golden, `${JSON.stringify(recorded, null, 2)}\n`);
    }, 180_000);

  test('Prometheus 2 says what was recorded', async () => {
    const recorded = JSON.parse(readFileSync(golden, 'utf8')) as Record<'2', Record<string, ScrapeVerdict>>;
    expect(await asked('prometheus', 2)).toEqual(recorded[2]);
  }, 180_000);

  test('mutations have the same fate', async () => {
    const mutated = fc.sample(mutations, 400).map((text) => ({ text }));
    const real = await scrapeVerdicts('prometheus', 2, mutated);
    const ours = mutated.map(({ text }) => {
      const scraper = new Scraper(new SeriesStore(), { job: 'j', instance: 'i' });
      return [text, scraper.scrape({ text, timestampMs: Date.now() }).up];
    });
    expect(ours).toEqual(mutated.map(({ text }, i) => [text, real[i]?.up]));
  }, 180_000);
});
