/* The part of ping.bench.mjs that is ours: node ping-ours.mjs COUNT INTERVAL_MS warm|cold prints the RTTs as JSON. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { open, ping } = require('../dist/index.js');
const [count, intervalMs, path] = process.argv.slice(2);
if (path === 'cold')
  require('../dist/network/warm-path.js').WarmPath.prototype.warm = () => Promise.resolve();

const network = await open({ network: 'raw' });
const { events } = await ping(network, '127.0.0.1', { count: Number(count), intervalMs: Number(intervalMs) });
network.close();
console.log(JSON.stringify(events.flatMap((event) => (event.kind === 'reply' ? [event.rttMs] : []))));
