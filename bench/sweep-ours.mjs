/* The part of sweep.bench.mjs that is ours: node sweep-ours.mjs PREFIX prints how many hosts answered, and its own time. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { openRaw } = require('../dist/network/raw.js');
const { sweep } = require('../dist/probe/sweep.js');

const network = openRaw('bench');
const from = performance.now();
// A single try: a lost answer must show.
const { probed, hosts } = await sweep(network, process.argv[2], { tries: 1 });
console.log(JSON.stringify({ probed, alive: hosts.length, ms: performance.now() - from }));
network.close();
