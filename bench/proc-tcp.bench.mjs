/*
 * A /proc/net/tcp of 1,000,000 lines into columns and counts per state, beside the course's Python function on the same
 * file; whole processes, runs interleaved, medians. Goals: 5 times quicker, a quarter of its peak memory; the cost of a line
 * the same from 10,000 lines to 1,000,000, within 2. Needs python3.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeProcTcp } from './proc-tcp-file.mjs';
import { median, print } from './side-by-side.mjs';

const ROUNDS = 5;
const SIZES = [10_000, 100_000, 1_000_000];
const folder = mkdtempSync(path.join(tmpdir(), 'sonde-proc-tcp-'));
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const ours = (file) => timed(process.execPath, [here('proc-tcp-ours.mjs'), file]);
const peer = (file) => timed('python3', [here('proc-tcp-peer.py'), file]);

try {
  const files = SIZES.map((lines) => {
    const file = path.join(folder, String(lines));
    writeProcTcp(file, lines);
    return file;
  });
  const runs = Array.from({ length: ROUNDS }, () => ({ sizes: files.map(ours), peer: peer(files.at(-1)) }));
  const last = runs[0].sizes.at(-1);
  if (Object.entries(last.counts).some(([state, count]) => runs[0].peer.counts[state] !== count))
    throw new Error('the counts differ');
  const of = (pick) => median(runs.map(pick));
  const [ms, peerMs] = [of(({ sizes }) => sizes.at(-1).wholeMs), of((run) => run.peer.wholeMs)];
  const [mib, peerMib] = [
    of(({ sizes }) => sizes.at(-1).peakKiB / 1024),
    of((run) => run.peer.peakKiB / 1024),
  ];
  print('ms', [
    {
      what: `whole process, 1,000,000 lines (peer: ${runs[0].peer.kind})`,
      ...{ ours: ms, peer: peerMs, goal: '5 times quicker', reached: ms <= peerMs / 5 },
    },
  ]);
  print('MiB', [
    { what: 'peak memory', ours: mib, peer: peerMib, goal: 'a quarter', reached: mib <= peerMib / 4 },
  ]);
  const perLine = SIZES.map((lines, i) => of(({ sizes }) => (sizes[i].ms * 1e6) / lines));
  print(
    'ns',
    SIZES.map((lines, i) => ({ what: `a line among ${lines}`, ours: perLine[i] })).concat({
      what: 'the most, beside the fewest lines',
      ...{
        ours: perLine.at(-1),
        peer: perLine[0],
        goal: 'at most twice',
        reached: perLine.at(-1) <= 2 * perLine[0],
      },
    }),
  );
} finally {
  rmSync(folder, { recursive: true });
}

function timed(file, args) {
  const from = performance.now();
  const stdout = execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return { wholeMs: performance.now() - from, ...JSON.parse(stdout) };
}
