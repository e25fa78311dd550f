/*
 * A ping scan of 127.0.0.0/22, 1,022 addresses which all answer: ours, with a single try, beside fping -g -i 1; whole processes,
 * runs interleaved, medians. Goal: at most half, no loss. Needs root and fping.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median, print } from './side-by-side.mjs';

const PREFIX = '127.0.0.0/22';
const ADDRESSES = 1022;
const ROUNDS = 5;

const program = fileURLToPath(new URL('sweep-ours.mjs', import.meta.url));
const times = { ours: [], inside: [], peer: [] };
let lost = 0;
for (let round = 0; round < ROUNDS; round++) {
  const ours = timed(process.execPath, [program, PREFIX]);
  const { probed, alive, ms } = JSON.parse(ours.stdout);
  if (probed !== ADDRESSES) throw new Error(`we probed ${probed} addresses`);
  lost += probed - alive;
  times.ours.push(ours.ms);
  times.inside.push(ms);
  const peer = timed('fping', ['-g', '-i', '1', '-q', '-a', PREFIX]);
  times.peer.push(peer.ms);
}

const [ours, inside, peer] = [median(times.ours), median(times.inside), median(times.peer)];
const goal = 'at most half, no loss';
print('ms', [
  {
    what: `whole process, ${ADDRESSES} addresses, ${lost} lost in ${ROUNDS} runs`,
    ours,
    peer,
    goal,
    reached: ours <= peer / 2 && lost === 0,
  },
  { what: 'the sweep itself, beside all of fping', ours: inside, peer },
]);

function timed(file, args) {
  const from = performance.now();
  const stdout = execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return { ms: performance.now() - from, stdout };
}
