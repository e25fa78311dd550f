/*
 * 1,000,000 packets of generate-capture.mjs to conversation statistics and to one-line summaries, beside tcpdump -nn -r
 * and tshark on the same file; whole processes, what they print thrown away, runs interleaved, medians. Goals: quicker than
 * tcpdump's printing, ten times quicker than tshark, less than 300 MB of memory, for three times the packets too. tshark
 * runs once: it takes a minute. SONDE_BENCH_PACKETS sets another number of packets. Needs tcpdump, tshark and GNU time.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateCapture } from './generate-capture.mjs';
import { median, print } from './side-by-side.mjs';

const ROUNDS = Number(process.env.SONDE_BENCH_ROUNDS ?? 3);
const PACKETS = Number(process.env.SONDE_BENCH_PACKETS ?? 1_000_000);
const folder = mkdtempSync(path.join(tmpdir(), 'sonde-capture-'));
const [one, three] = ['one.pcap', 'three.pcap'].map((name) => path.join(folder, name));
const oursIn = fileURLToPath(new URL('capture-ours.mjs', import.meta.url));
const ours = (file, what) => timed(process.execPath, oursIn, file, what);

try {
  await generateCapture(PACKETS, one);
  await generateCapture(3 * PACKETS, three);
  const runs = Array.from({ length: ROUNDS }, () => ({
    conversations: ours(one, 'conversations'),
    tcpdump: timed('tcpdump', '-nn', '-r', one),
    lines: ours(one, 'lines'),
  }));
  const tsharkConversations = timed('tshark', '-n', '-q', '-r', one, '-z', 'conv,tcp', '-z', 'conv,ip');
  const tsharkLines = timed('tshark', '-n', '-r', one);
  const ms = (name) => median(runs.map((run) => run[name].ms));
  const against = (what, mine, peer, times) => ({
    ...{ what, ours: mine, peer, goal: `${times} times quicker`, reached: mine * times <= peer },
  });
  print('ms', [
    against('conversations, beside tcpdump -nn -r', ms('conversations'), ms('tcpdump'), 1),
    against('conversations, beside tshark -z conv', ms('conversations'), tsharkConversations.ms, 10),
    against('lines, beside tcpdump -nn -r', ms('lines'), ms('tcpdump'), 1),
    against('lines, beside tshark', ms('lines'), tsharkLines.ms, 10),
  ]);
  const memory = (what, { peakMb }, peer) => ({
    ...{ what, ours: peakMb, peer: peer?.peakMb, goal: 'less than 300 MB', reached: peakMb < 300 },
  });
  print('MB', [
    memory(`conversations of ${PACKETS} packets`, runs[0].conversations, tsharkConversations),
    memory(`conversations of ${3 * PACKETS} packets`, ours(three, 'conversations')),
    memory(`lines of ${PACKETS} packets`, runs[0].lines, tsharkLines),
    memory(`lines of ${3 * PACKETS} packets`, ours(three, 'lines')),
  ]);
} finally {
  rmSync(folder, { recursive: true });
}

/** A whole process and its peak memory, which GNU time gives for any program. */
function timed(...command) {
  const from = performance.now();
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', 'KiB %M', ...command], {
    ...{ stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' },
  });
  const ms = performance.now() - from;
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  return { ms, peakMb: (Number(/KiB (\d+)/.exec(stderr)?.[1]) * 1024) / 1e6 };
}
