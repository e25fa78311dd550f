/*
 * An exposition of 100,000 lines: read by our parser beside `promtool check metrics` (its start and end, measured on one
 * line, taken off; it also looks for bad names); rounds interleaved, medians. Goal: ahead. Needs promtool.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { median, print } from './side-by-side.mjs';

const { parseExposition, Scraper, SeriesStore } = createRequire(import.meta.url)(
  '../dist/prometheus/index.js',
);

const ROUNDS = 5;
const LINES = 100_000;

/** Families of a thousand series, as an exporter of many interfaces writes them. */
function exposition(round) {
  const lines = [];
  for (let i = 0; lines.length < LINES; i++) {
    const family = Math.floor(i / 998);
    const name = `node_network_statistic_${family}_total`;
    if (i % 998 === 0) lines.push(`# HELP ${name} Network device statistic.`, `# TYPE ${name} counter`);
    lines.push(`${name}{device="eth${i % 998}",host="host${i % 20}"} ${i * 1031 + round}.5`);
  }
  return `${lines.slice(0, LINES).join('\n')}\n`;
}

function timed(work) {
  const from = performance.now();
  work();
  return performance.now() - from;
}

const promtool = (input) =>
  timed(() => spawnSync('promtool', ['check', 'metrics'], { input, maxBuffer: 1e9 }));

const [parse, peerParse, store] = [[], [], []];
const scraper = new Scraper(new SeriesStore(), { job: 'bench', instance: 'ours' });
for (let i = 0; i <= ROUNDS; i++) {
  const text = exposition(i);
  const times = [
    [parse, timed(() => parseExposition(text))],
    [peerParse, promtool(text) - promtool('a 1\n')],
    [store, timed(() => scraper.scrape({ text, timestampMs: i * 1000 }))],
  ];
  // The first round warms all of them.
  if (i > 0) for (const [into, elapsedMs] of times) into.push(elapsedMs);
}

const [ours, peer, stored] = [parse, peerParse, store].map(median);
print('ms', [
  { what: '100,000 lines: parse', ours, peer, goal: 'ahead', reached: ours < peer },
  { what: '100,000 lines: parse and store', ours: stored },
]);
