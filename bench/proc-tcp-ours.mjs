/* The part of proc-tcp.bench.mjs that is ours: node proc-tcp-ours.mjs FILE prints the counts per state, its time and its memory. */
import { closeSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { netTcp } = require('../dist/host/index.js');

const from = performance.now();
const reader = netTcp.inPieces('LE');
const file = openSync(process.argv[2]);
const buffer = new Uint8Array(256 * 1024);
// As the peer reads: one thing after the other, without a turn of the event loop for each piece.
for (let length; (length = readSync(file, buffer)) > 0;) reader.feed(buffer.subarray(0, length));
closeSync(file);
const sockets = reader.end();
const counts = sockets.countByState();
const peakKiB = process.resourceUsage().maxRSS;
console.log(JSON.stringify({ lines: sockets.length, counts, ms: performance.now() - from, peakKiB }));
