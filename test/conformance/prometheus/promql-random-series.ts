import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { MadeSeries } from './promql-server.js';

/** All times of the random series: an hour, from a moment that is a multiple of nothing. */
export const randomStartMs = 1_700_000_003_217;
export const randomEndMs = randomStartMs + 3_600_000;

type Sample = MadeSeries['samples'][number];

/** Numbers of one seed, the same at each run. */
class Chance {
  readonly #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  below(limit: number): number {
    return uniformInt(this.#generator, 0, limit - 1);
  }

  /** Whether something happens, once in so many times. */
  once(inTimes: number): boolean {
    return this.below(inTimes) === 0;
  }

  fraction(): number {
    return this.below(1_000_003) / 1_000_003;
  }
}

/** What comes after a value; `missing` for a scrape that found nothing. */
type Walk = (previous: number, i: number) => number | 'stale' | 'missing';

function walked(chance: Chance, labels: Record<string, string>, next: Walk): MadeSeries {
  const stepMs = 10_000 + chance.below(4) * 5000;
  const jitterMs = chance.once(2) ? 1 : 2000;
  const samples: Sample[] = [];
  let value = chance.below(100);
  for (let timeMs = randomStartMs; timeMs < randomEndMs; timeMs += stepMs) {
    const found = next(value, samples.length);
    if (found === 'missing') continue;
    samples.push([timeMs + chance.below(jitterMs), found]);
    if (found !== 'stale' && Number.isFinite(found)) value = found;
  }
  return { labels, samples };
}

/**
 * Counters with resets, gauges with gaps and stale markers, histograms that lack buckets, values that are none.
 *
 * @param seed the same seed, the same series
 */
export function randomSeries(seed: number): readonly MadeSeries[] {
  const chance = new Chance(seed);
  const hosts = ['a', 'b', 'c'];
  const pairs = hosts.flatMap((host) => ['x', 'y'].map((dev) => ({ host, dev })));
  const counter: Walk = (previous) => {
    if (chance.once(40)) return chance.below(5);
    return chance.once(30) ? 'missing' : previous + chance.below(900) / 4;
  };
  let gap = 0;
  const gauge: Walk = () => {
    if (chance.once(50)) gap = 2 + chance.below(45);
    gap--;
    if (gap > 0) return 'missing';
    return chance.once(30) ? 'stale' : (chance.fraction() - 0.4) * 100;
  };
  const odd: Walk = (_, i) => {
    const strange = [NaN, Infinity, -Infinity, 0, -0, 1e300, -1e-300, 5e-324][chance.below(24)];
    return strange ?? i - 20;
  };
  const few: Walk = () => (chance.once(20) ? 'stale' : chance.below(5) - 1);
  return [
    ...pairs.map((labels) => walked(chance, { __name__: 'c_total', ...labels }, counter)),
    ...pairs.map((labels) => walked(chance, { __name__: 'g', ...labels }, gauge)),
    ...hosts.map((host) => walked(chance, { __name__: 'odd', host }, odd)),
    ...pairs.slice(1).map((labels) => walked(chance, { __name__: 'few', ...labels }, few)),
    ...hosts.map((host, i) => walked(chance, { __name__: 'info', host, os: `v${i % 2}` }, () => 1)),
    ...hosts.flatMap((host) =>
      ['0.1', '0.5', '1', '2.5', '1e1', '+Inf']
        .filter(() => !chance.once(8))
        .map((le, bucket) =>
          walked(chance, { __name__: 'h_bucket', host, le }, (previous) =>
            chance.once(60) ? 'missing' : previous + chance.below(3) * (bucket + 1),
          ),
        ),
    ),
  ];
}
