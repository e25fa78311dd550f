/*
 * The whole course executed headless, each side in fresh processes and on the same notebooks: `sonde notebooks`, which runs a
 * kernel per core, beside `jupyter nbconvert --execute` on the list of all files, as its manual says. Interleaved. Goal: under
 * half of nbconvert's time. Needs jupyter-nbconvert.
 *
 * node bench/course.bench.mjs [chapter…]: only the chapters whose names begin so, such as 01 02; ROUNDS in the environment, 3 by
 * default, says how often each side runs
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
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

function timed(program, args) {
  const env = { ...process.env, JUPYTER_PATH: path.join(folder, 'share') };
  const from = performance.now();
  execFileSync(program, args, { env, stdio: 'pipe' });
  return (performance.now() - from) / 1000;
}

const cli = path.join(root, 'dist/cli/main.js');
const ours = (some) => timed(process.execPath, [cli, 'notebooks', ...some, '--out', ourFolder]);
const nbconvert = ['nbconvert', '--to', 'notebook', '--execute', '--output-dir', theirFolder];
const theirs = (some) => timed('jupyter', [...nbconvert, ...some]);

try {
  if (files.length === 0) throw new Error(`no notebook begins with ${asked.join(', ')}`);
  const times = { ours: [], peer: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.ours.push(ours(files));
    times.peer.push(theirs(files));
  }
  const [mine, peer] = [median(times.ours), median(times.peer)];
  const reached = mine < peer / 2;
  print('s', [{ what: `${files.length} notebooks`, ours: mine, peer, goal: 'under half', reached }]);
} finally {
  rmSync(folder, { recursive: true });
}
