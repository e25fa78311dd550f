/* The part of proc-tcp.bench.mjs that is ours: node proc-tcp-ours.mjs FILE prints the counts per state, its time and its memory. */
import { open } from 'node:fs/promises';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { SocketFileReader } = require('../dist/host/proc-tcp.js');

const from = performance.now();
const reader = new SocketFileReader(4, 'LE');
const file = await open(process.argv[2]);
const buffer = new Uint8Array(256 * 1024);
for (;;) {
  const { bytesRead } = await file.read(buffer, 0, buffer.length);
  if (bytesRead === 0) break;
  reader.feed(buffer.subarray(0, bytesRead));
}
await file.close();
const sockets = reader.end();
const counts = sockets.countByState();
const peakKiB = process.resourceUsage().maxRSS;
console.log(JSON.stringify({ lines: sockets.length, counts, ms: performance.now() - from, peakKiB }));
