/*
 * A path of eight real routers (network namespaces, made and removed here): our traceroute beside traceroute(8) and mtr(8), runs
 * interleaved, medians. All three must find the same hops, three answers each (mtr: one). Goal: at most half of the quicker one's
 * wall time. Needs root, iproute2, traceroute and mtr.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { makeRouterChain } from './router-chain.mjs';
import { median, print } from './side-by-side.mjs';

const ROUTERS = 8;
const ROUNDS = 7;
/** mtr takes some six seconds. */
const MTR_ROUNDS = 2;
const IN_A_ROW = 20;

const [inside, server] = process.argv.slice(2);
if (inside === 'inside') measureFromClient(server);
else runInClient();

/** The timing program itself runs in the client's namespace: what `ip netns exec` takes is nobody's time. */
function runInClient() {
  const chain = makeRouterChain(ROUTERS);
  try {
    const program = [process.execPath, fileURLToPath(import.meta.url), 'inside', chain.server];
    execFileSync('ip', ['netns', 'exec', chain.client, ...program], { stdio: 'inherit' });
  } catch {
    // What went wrong has been printed.
    process.exitCode = 1;
  } finally {
    chain.remove();
  }
}

function measureFromClient(host) {
  const expected = Array.from({ length: ROUTERS + 1 }, (_, i) => `10.98.${i + 1}.2`);
  const times = { ours: [], first: [], next: [], traceroute: [], mtr: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.ours.push(ours(host, 1, expected).wholeMs);
    const { timesMs } = ours(host, IN_A_ROW, expected);
    times.first.push(timesMs[0]);
    times.next.push(...timesMs.slice(1));
    times.traceroute.push(theirs(['traceroute', '-n', '-N', '16', '-q', '3', host], expected));
    if (round < MTR_ROUNDS) times.mtr.push(theirs(['mtr', '-n', '-r', '-c', '1', host], expected));
  }
  report(Object.fromEntries(Object.entries(times).map(([who, values]) => [who, median(values)])));
}

function report({ ours, first, next, traceroute, mtr }) {
  const quicker = Math.min(traceroute, mtr);
  const goal = (ms) => ({ goal: 'half of the quicker one', reached: ms <= quicker / 2 });
  print('ms', [
    { what: 'whole process, beside traceroute', ours, peer: traceroute, ...goal(ours) },
    { what: 'whole process, beside mtr', ours, peer: mtr },
    { what: 'first trace of a process, beside all of traceroute', ours: first, peer: traceroute },
    { what: 'each next trace, beside all of traceroute', ours: next, peer: traceroute, ...goal(next) },
    { what: 'each next trace, beside mtr', ours: next, peer: mtr },
  ]);
}

function ours(host, times, expected) {
  const program = fileURLToPath(new URL('traceroute-ours.mjs', import.meta.url));
  const { ms, stdout } = timed(process.execPath, [program, host, String(times)]);
  const { timesMs, path } = JSON.parse(stdout);
  same(
    'ours',
    path,
    expected.map((address) => `${address} ${address} ${address}`),
  );
  return { wholeMs: ms, timesMs };
}

/** Addresses that begin a line's host: all of them, in their order. */
function theirs([program, ...args], expected) {
  const { ms, stdout } = timed(program, args);
  const path = [...stdout.matchAll(/^ *\d+(?:\.\|--)? +(\S+)/gm)].map(([, address]) => address);
  same(program, path, expected);
  if (stdout.includes('*')) throw new Error(`${program} lost an answer:\n${stdout}`);
  return ms;
}

function timed(program, args) {
  const from = performance.now();
  const stdout = execFileSync(program, args, { encoding: 'utf8' });
  return { ms: performance.now() - from, stdout };
}

function same(who, path, expected) {
  if (path.join() !== expected.join()) throw new Error(`${who} found another path: ${path.join()}`);
}
