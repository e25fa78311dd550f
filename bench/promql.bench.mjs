/*
 * PromQL on 10,000 series × 240 samples: the embedded engine beside a real Prometheus' HTTP API on the same data, asked
 * in turn. Goals: ahead on instant queries, within twice its time on ranges, under 24 bytes a sample.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { median, print } from './side-by-side.mjs';

const { PromEngine, SeriesStore } = createRequire(import.meta.url)('../dist/prometheus/index.js');

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

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** Bytes of everything that lives: objects, and the arrays of samples. */
async function livingBytes() {
  // Buffers are given back by another thread, some time after the collection that found them dead.
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((go) => setTimeout(go, 300));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const bytesBefore = await livingBytes();
const store = new SeriesStore();
const loadedFrom = performance.now();
for (const [labels, value] of series()) {
  const into = store.series(labels);
  for (let k = 0; k < SAMPLES; k++) into.append(startMs + k * STEP_MS, value(k));
}
const loadMs = performance.now() - loadedFrom;
const bytesPerSample = ((await livingBytes()) - bytesBefore) / store.size.samples;

const folder = mkdtempSync(path.join(tmpdir(), 'sonde-bench-promql-'));
let server;
process.on('exit', () => {
  // Also where something was thrown: the server outlives nobody.
  server?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

/** Series of one metric stand together, as promtool wants them. */
function writeOpenMetrics(to) {
  const file = openSync(to, 'w');
  for (const wanted of ['rx_bytes_total', 'tx_queue', 'rtt_bucket']) {
    writeSync(file, `# TYPE ${wanted} unknown\n`);
    for (const [{ __name__: name, ...rest }, value] of series()) {
      if (name !== wanted) continue;
      const pairs = Object.entries(rest).map(([label, text]) => `${label}="${text}"`);
      const start = `${name}{${pairs.join(',')}}`;
      let text = '';
      for (let k = 0; k < SAMPLES; k++) text += `${start} ${value(k)} ${(startMs + k * STEP_MS) / 1000}\n`;
      writeSync(file, text);
    }
  }
  writeSync(file, '# EOF\n');
  closeSync(file);
}

writeOpenMetrics(path.join(folder, 'data.om'));
writeFileSync(path.join(folder, 'prometheus.yml'), 'global: {}\n');
const storage = path.join(folder, 'tsdb');
const blocks = ['tsdb', 'create-blocks-from', 'openmetrics', path.join(folder, 'data.om'), storage];
execFileSync('promtool', blocks, { stdio: 'ignore' });

const probe = createServer().listen(0, '127.0.0.1');
await once(probe, 'listening');
const { port } = probe.address();
probe.close();
const url = `http://127.0.0.1:${port}`;
server = spawn(
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
const readyBefore = Date.now() + 60_000;
while (!(await fetch(`${url}/-/ready`).catch(() => ({ ok: false }))).ok) {
  if (Date.now() > readyBefore || server.exitCode !== null)
    throw new Error('prometheus does not become ready');
  await new Promise((go) => setTimeout(go, 100));
}

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
  // Read to the end but not decoded: what the client makes of it is not the server's time.
  const answer = await response.text();
  if (!answer.startsWith('{"status":"success"')) throw new Error(answer.slice(0, 200));
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
}
print('ms', [
  { what: 'load 2,400,000 samples', ours: loadMs, goal: 'under 2000', reached: loadMs < 2000 },
  ...measures,
]);
print('bytes', [
  {
    what: 'one sample, labels and index included',
    ours: bytesPerSample,
    goal: 'under 24',
    reached: bytesPerSample < 24,
  },
]);
