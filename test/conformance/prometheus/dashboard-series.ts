import { openMachine } from '../../../src/host/open-machine.js';
import { machineFamilies } from '../../../src/prometheus/exporter/machine-families.js';
import { Scraper } from '../../../src/prometheus/exposition/scrape.js';
import { monitorScenario } from '../../../src/prometheus/monitored-scenario.js';
import { RuleEvaluator } from '../../../src/prometheus/rules/evaluate-rules.js';
import { courseRules } from '../../../src/prometheus/course-configuration.js';
import type { SeriesStore } from '../../../src/prometheus/series/store.js';
import type { MadeSeries } from './promql-server.js';

/** What the dashboard shows in its tests. */
export interface DashboardSeries {
  readonly store: SeriesStore;
  readonly startMs: number;
  readonly endMs: number;
}

const startMs = 1_700_000_000_000;

/**
 * The congested line for two minutes, the TCP counters of a recorded machine beside it (a simulated node has none), and
 * the course's rules on both.
 */
export async function dashboardSeries(): Promise<DashboardSeries> {
  const { store, endMs, stepMs } = await monitorScenario('congestion', { startMs });
  await scrapeRecordedMachine(store, endMs, stepMs);
  const evaluator = new RuleEvaluator(store, await courseRules());
  for (let timeMs = startMs; timeMs <= endMs; timeMs += stepMs) await evaluator.evaluate(timeMs);
  return { store, startMs, endMs };
}

/** A recording does not move: its counters are made to, a thousandth at each step. */
async function scrapeRecordedMachine(store: SeriesStore, endMs: number, stepMs: number): Promise<void> {
  const recorded = await machineFamilies(await openMachine({ name: 'serveur-web' }));
  const tcp = recorded.filter(({ name }) => /^node_(netstat_Tcp|sockstat_TCP)_/.test(name));
  const scraper = new Scraper(store, { job: 'node', instance: 'serveur-web' });
  for (let timestampMs = startMs; timestampMs <= endMs; timestampMs += stepMs) {
    const growth = 1 + (timestampMs - startMs) / stepMs / 1000;
    const families = tcp.map((family) => ({
      ...family,
      samples: family.samples.map((sample) => ({ ...sample, value: Math.round(sample.value * growth) })),
    }));
    scraper.scrape({ families, timestampMs });
  }
}

/** All that a store holds, as a server is given it. */
export function madeSeriesOf(store: SeriesStore): readonly MadeSeries[] {
  return store.select([]).map(({ labels, samples }) => {
    const { times, values, length } = samples.columns;
    return {
      labels: labels.plain,
      samples: Array.from({ length }, (_, i) => [
        times[i] as number,
        samples.isStale(i) ? 'stale' : (values[i] as number),
      ]),
    };
  });
}
