/* The part of traceroute.bench.mjs that is ours: node traceroute-ours.mjs HOST TIMES prints the hops and the time of each trace. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { openRaw } = require('../dist/network/raw.js');
const { traceroute } = require('../dist/probe/traceroute.js');

const [host, times] = process.argv.slice(2);
const network = openRaw('bench');
const timesMs = [];
let hops = [];
for (let i = 0; i < Number(times); i++) {
  const from = performance.now();
  ({ hops } = await traceroute(network, host));
  timesMs.push(performance.now() - from);
}
network.close();
const path = hops.map(({ probes }) =>
  probes.map((probe) => (probe.kind === 'answer' ? probe.from : '*')).join(' '),
);
console.log(JSON.stringify({ timesMs, path }));
