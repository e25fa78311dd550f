/*
 * PromQL on 10,000 series × 240 samples: the embedded engine beside a real Prometheus' HTTP API on the same data, asked
 * in turn. Goals: ahead on instant queries, within twice its time on ranges, under 24 bytes a sample.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median, print } from './side-by-side.mjs';

const { PromEngine, SeriesStore } = createRequire(import.meta.url)('../dist/index.js');

const ROUNDS = 5;
const SAMPLES = 240;
const STEP_MS = 15_000;
const startMs = 1_700_000_100_000;
const endMs = startMs + (SAMPLES - 1) * STEP_MS;
const bounds = ['0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '30', '+Inf'];

/** 4,000 counters, 4,000 gauges and 200 histograms of ten buckets. */
function* series() {
  for (let i = 0; i < 4000; i++) {
    const labels = { device: `eth${i % 4}`, host: `host${i >> 2}`, rack: `r${i % 20}` };
    yield [{ __name__: 'rx_bytes_total', ...labels }, (k) => k * 1000 + ((i * 7919 + k * 31) % 997)];
    yield [{ __name__: 'tx_queue', ...labels }, (k) => (i * 31 + k * 17) % 101];
  }
  for (let i = 0; i < 200; i++) {
    for (const [b, le] of bounds.entries())
      yield [{ __name__: 'rtt_bucket', host: `host${i}`, le }, (k) => k * (b + 1)];
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'sonde-bench-promql-'));
const store = new SeriesStore();
const file = createWriteStream(path.join(folder, 'data.om'));
const lines = new Map();
for (const [labels, value] of series()) {
  const { __name__: name, ...rest } = labels;
  const written = Object.entries(rest)
    .map(([label, text]) => `${label}="${text}"`)
    .join(',');
  let text = '';
  for (let k = 0; k < SAMPLES; k++) {
    store.append(labels, startMs + k * STEP_MS, value(k));
    text += `${name}{${written}} ${value(k)} ${(startMs + k * STEP_MS) / 1000}\n`;
  }
  if (!lines.has(name)) lines.set(name, []);
  lines.get(name).push(text);
}
for (const [name, texts] of lines) {
  file.write(`# TYPE ${name} unknown\n`);
  for (const text of texts) file.write(text);
}
file.end('# EOF\n');
await once(file, 'finish');
lines.clear();
writeFileSync(path.join(folder, 'prometheus.yml'), 'global: {}\n');
const storage = path.join(folder, 'tsdb');
execFileSync(
  'promtool',
  ['tsdb', 'create-blocks-from', 'openmetrics', path.join(folder, 'data.om'), storage],
  { stdio: 'ignore' },
);

const probe = createServer().listen(0, '127.0.0.1');
await once(probe, 'listening');
const { port } = probe.address();
probe.close();
const url = `http://127.0.0.1:${port}`;
const server = spawn(
  'prometheus',
  [
    `--config.file=${folder}/prometheus.yml`,
    `--storage.tsdb.path=${storage}`,
    '--storage.tsdb.retention.time=100y',
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
  ],
  { stdio: 'ignore' },
);
const ended = once(server, 'exit');
while (!(await fetch(`${url}/-/ready`).catch(() => ({ ok: false }))).ok)
  await new Promise((go) => setTimeout(go, 100));

const queries = [
  'tx_queue',
  'rate(rx_bytes_total[5m])',
  'sum by (rack) (rate(rx_bytes_total[5m]))',
  'histogram_quantile(0.9, rate(rtt_bucket[5m]))',
  'rx_bytes_total / on(host, device) tx_queue',
];
const engine = new PromEngine(store);
const range = { startMs: startMs + 600_000, endMs, stepMs: 30_000 };

async function timed(work) {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

async function ask(endpoint, parameters) {
  const response = await fetch(`${url}/api/v1/${endpoint}`, {
    method: 'POST',
    body: new URLSearchParams(parameters),
  });
  const { status, error } = await response.json();
  if (status !== 'success') throw new Error(error);
}

const measures = [];
try {
  for (const query of queries) {
    const times = { instant: [[], []], range: [[], []] };
    for (let round = 0; round <= ROUNDS; round++) {
      const all = [
        [times.instant[0], () => engine.query(query, endMs)],
        [times.instant[1], () => ask('query', { query, time: endMs / 1000 })],
        [times.range[0], () => engine.queryRange(query, range)],
        [
          times.range[1],
          () => ask('query_range', { query, start: range.startMs / 1000, end: endMs / 1000, step: 30 }),
        ],
      ];
      for (const [into, work] of all) {
        const elapsedMs = await timed(work);
        // The first round warms both.
        if (round > 0) into.push(elapsedMs);
      }
    }
    for (const [kind, most] of [
      ['instant', 1],
      ['range', 2],
    ]) {
      const [ours, peer] = times[kind].map(median);
      measures.push({
        what: `${kind}: ${query}`,
        ours,
        peer,
        goal: `ratio under ${most}`,
        reached: ours < peer * most,
      });
    }
  }
} finally {
  server.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true });
}
print('ms', measures);
const { samples, sampleBytes } = store.size;
print('bytes', [
  { what: 'one sample', ours: sampleBytes / samples, goal: 'under 24', reached: sampleBytes / samples < 24 },
]);
