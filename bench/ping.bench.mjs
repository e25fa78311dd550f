/*
 * Round-trip times on loopback: ours, in a fresh process, beside ping of iputils; 1,000 echoes at the same cadence, runs
 * interleaved, medians of the runs' medians. Goal: a difference within 30 µs. Needs root (or CAP_NET_RAW) and ping.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median, print } from './side-by-side.mjs';

const run = promisify(execFile);
const ROUNDS = 3;
const COUNT = 1000;
const GOAL_US = 30;

const program = fileURLToPath(new URL('ping-ours.mjs', import.meta.url));
const ours = async (intervalMs, path) =>
  JSON.parse((await run(process.execPath, [program, `${COUNT}`, `${intervalMs}`, path])).stdout);

/** `-A` is the cadence of our interval 0: the next request goes as soon as the last is answered. */
async function theirs(intervalMs) {
  const cadence = intervalMs === 0 ? ['-A'] : ['-i', `${intervalMs / 1000}`];
  const { stdout } = await run('ping', ['-n', '-c', `${COUNT}`, ...cadence, '127.0.0.1']);
  return [...stdout.matchAll(/time=([\d.]+) ms/g)].map(([, ms]) => Number(ms));
}

const inUs = (valuesMs) => median(valuesMs) * 1000;

const measures = [];
const firsts = { ours: [], cold: [], peer: [] };
for (const intervalMs of [0, 2, 10]) {
  const medians = { ours: [], cold: [], peer: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const runs = {
      ours: await ours(intervalMs, 'warm'),
      cold: await ours(intervalMs, 'cold'),
      peer: await theirs(intervalMs),
    };
    for (const [who, rttsMs] of Object.entries(runs)) {
      medians[who].push(inUs(rttsMs));
      firsts[who].push(rttsMs[0] * 1000);
    }
  }
  const cadence = intervalMs === 0 ? 'as fast as replies come' : `every ${intervalMs} ms`;
  const [usOurs, usCold, usPeer] = [median(medians.ours), median(medians.cold), median(medians.peer)];
  const reached = Math.abs(usOurs - usPeer) <= GOAL_US;
  measures.push({
    what: `median, ${cadence}`,
    ours: usOurs,
    peer: usPeer,
    goal: `within ${GOAL_US} µs`,
    reached,
  });
  measures.push({ what: `median, ${cadence}, warm-path.ts off`, ours: usCold, peer: usPeer });
}
measures.push({ what: 'first echo of a process', ours: median(firsts.ours), peer: median(firsts.peer) });
measures.push({ what: 'first echo, warm-path.ts off', ours: median(firsts.cold), peer: median(firsts.peer) });
print('µs', measures);
