/*
 * From nothing to the output of a notebook's first cell: our runner beside Jupyter's own `jupyter nbconvert --execute`,
 * each in a fresh process, on the same notebook of one cell that imports the library. Needs jupyter-nbconvert.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, print } from './side-by-side.mjs';

const ROUNDS = 5;
const root = fileURLToPath(new URL('..', import.meta.url));

// Inside the project: the cell's import is resolved from there.
mkdirSync(path.join(root, '_build'), { recursive: true });
const folder = mkdtempSync(path.join(root, '_build/bench-'));
const notebook = path.join(folder, 'one-cell.ipynb');
const kernel = { display_name: 'TypeScript', language: 'typescript', name: 'sonde-bench' };
const cell = {
  cell_type: 'code',
  id: 'first',
  metadata: {},
  execution_count: null,
  outputs: [],
  source: ["import { ipv4Bytes } from 'sonde/packet';\n", "console.log(ipv4Bytes('192.0.2.1').length);"],
};
writeFileSync(
  notebook,
  JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec: kernel }, cells: [cell] }),
);

/** A kernelspec of our own on JUPYTER_PATH: nothing is installed. */
const specs = path.join(folder, 'share/kernels/sonde-bench');
mkdirSync(specs, { recursive: true });
const argv = [path.join(root, 'node_modules/.bin/tslab'), 'kernel', '--config-path', '{connection_file}'];
writeFileSync(path.join(specs, 'kernel.json'), JSON.stringify({ argv, ...kernel }));

const program = `
  const { executingNotebook } = require(${JSON.stringify(path.join(root, 'dist/notebook/execute.js'))});
  (async () => {
    for await (const event of executingNotebook(${JSON.stringify(notebook)})) {
      if (event.failure) throw new Error(JSON.stringify(event.failure));
      if (event.kind === 'cell-finished') console.log(performance.now());
    }
  })();`;

/** From the start of the process, Node's own start included: to the cell's output, and to the end. */
function ours() {
  const from = performance.now();
  const outputMs = Number(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' }));
  return { outputMs, endMs: performance.now() - from };
}

/** nbconvert can only be timed to its end. */
function theirs() {
  const from = performance.now();
  const options = ['--to', 'notebook', '--execute', '--output', 'executed.ipynb', notebook];
  const env = { ...process.env, JUPYTER_PATH: path.join(folder, 'share') };
  execFileSync('jupyter', ['nbconvert', ...options], { env, stdio: 'pipe' });
  return performance.now() - from;
}

try {
  const times = { output: [], end: [], peer: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const { outputMs, endMs } = ours();
    times.output.push(outputMs);
    times.end.push(endMs);
    times.peer.push(theirs());
  }
  const peer = median(times.peer);
  print('ms', [
    { what: 'first cell to its output; peer: to its end', ours: median(times.output), peer },
    { what: 'one-cell notebook, from start to end', ours: median(times.end), peer },
  ]);
} finally {
  rmSync(folder, { recursive: true });
}
