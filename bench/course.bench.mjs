/*
 * The whole course executed headless, each side in fresh processes and on the same notebooks: `sonde notebooks`, which runs a
 * kernel per core, beside `jupyter nbconvert --execute` on the list of all files, as its manual says. nbconvert runs them one after
 * the other: it is timed a second time as two processes that share the list, which is the best that can be had of it on two cores.
 * Processor time, of all processes, says what the machine's load does not change. Interleaved. Goal: under half of nbconvert's
 * time. Needs jupyter-nbconvert.
 *
 * node bench/course.bench.mjs [chapter…]: only the chapters whose names begin so, such as 01 02; ROUNDS in the environment, 3 by
 * default, says how often each side runs
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median, print } from './side-by-side.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const root = fileURLToPath(new URL('..', import.meta.url));
const asked = process.argv.slice(2);

// Inside the project: the cells' import is resolved from there.
mkdirSync(path.join(root, '_build'), { recursive: true });
const folder = mkdtempSync(path.join(root, '_build/bench-'));
const ourFolder = path.join(folder, 'ours');
const theirFolder = path.join(folder, 'theirs');

/** A kernelspec of our own on JUPYTER_PATH, under the name that the notebooks ask for: nothing is installed. */
const specs = path.join(folder, 'share/kernels/tslab');
mkdirSync(specs, { recursive: true });
const argv = [path.join(root, 'node_modules/.bin/tslab'), 'kernel', '--config-path', '{connection_file}'];
const kernel = { argv, display_name: 'TypeScript', language: 'typescript' };
writeFileSync(path.join(specs, 'kernel.json'), JSON.stringify(kernel));

/** Copies, so that neither side writes beside the sources. */
const source = path.join(folder, 'source');
mkdirSync(source);
const files = readdirSync(path.join(root, 'notebooks'))
  .filter((name) => name.endsWith('.ipynb'))
  .filter((name) => asked.length === 0 || asked.some((start) => name.startsWith(start)))
  .map((name) => {
    writeFileSync(path.join(source, name), readFileSync(path.join(root, 'notebooks', name)));
    return path.join(source, name);
  });

/** Seconds of the shell's `times`, such as `1m2.30s`. */
const seconds = (text) =>
  text.split('m').reduce((minutes, rest) => minutes * 60 + Number.parseFloat(rest), 0);

/** Wall time of a program, and processor time of it and of all that it started, in seconds. */
async function timed(program, args) {
  const env = { ...process.env, JUPYTER_PATH: path.join(folder, 'share') };
  const from = performance.now();
  // The last line of `times` is that of the shell's children.
  const words = ['-c', '"$@" >/dev/null 2>&1 || exit; times', 'sh', program, ...args];
  const { stdout } = await promisify(execFile)('sh', words, { env });
  const [user, system] = stdout.trim().split('\n').at(-1).split(' ').map(seconds);
  return { wall: (performance.now() - from) / 1000, processor: user + system };
}

const cli = path.join(root, 'dist/cli/main.js');
const ours = (some) => timed(process.execPath, [cli, 'notebooks', ...some, '--out', ourFolder]);
const nbconvert = ['nbconvert', '--to', 'notebook', '--execute', '--output-dir', theirFolder];
const theirs = (some) => timed('jupyter', [...nbconvert, ...some]);

/** Two at once, each with every second notebook. */
async function theirTwo(some) {
  const halves = [0, 1].map((half) => some.filter((_, index) => index % 2 === half));
  const both = await Promise.all(halves.filter(({ length }) => length > 0).map(theirs));
  return { wall: Math.max(...both.map(({ wall }) => wall)) };
}

const middle = (runs, key) => median(runs.map((run) => run[key]));

try {
  if (files.length === 0) throw new Error(`no notebook begins with ${asked.join(', ')}`);
  const runs = { ours: [], peer: [], two: [] };
  for (let round = 0; round < ROUNDS; round++) {
    runs.ours.push(await ours(files));
    runs.peer.push(await theirs(files));
    runs.two.push(await theirTwo(files));
  }
  const [mine, peer] = [middle(runs.ours, 'wall'), middle(runs.peer, 'wall')];
  const processor = { ours: middle(runs.ours, 'processor'), peer: middle(runs.peer, 'processor') };
  print('s', [
    { what: `${files.length} notebooks`, ours: mine, peer, goal: 'under half', reached: mine < peer / 2 },
    { what: 'beside two nbconvert at once', ours: mine, peer: middle(runs.two, 'wall') },
    { what: 'processor time, one nbconvert', ...processor },
  ]);
} finally {
  rmSync(folder, { recursive: true });
}
