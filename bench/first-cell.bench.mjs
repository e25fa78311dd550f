/*
 * From nothing to the output of a notebook's first cell: our runner beside Jupyter's own `jupyter nbconvert --execute`,
 * each in a fresh process, on the same notebook of one cell that imports the library. Needs jupyter-nbconvert.
 * And what the import of the library costs a kernel that is ready: to the cell's output, and in tslab's compiler alone.
 * `BEFORE=FOLDER` measures another checkout (installed and built) in the same run, as the peer of these two.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, print } from './side-by-side.mjs';

const ROUNDS = 5;
const GOALS = { output: 1500, check: 400 };
const root = fileURLToPath(new URL('..', import.meta.url));
const before = process.env.BEFORE;

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

/** In a checkout: from the kernel that is ready to the output of a first cell that pings. */
function fromReady(checkout) {
  const file = path.join(checkout, '_build', `bench-ready-${process.pid}.ipynb`);
  mkdirSync(path.dirname(file), { recursive: true });
  const source = ["import { open, ping } from 'sonde';\n", 'console.log(typeof open, typeof ping);'];
  const cells = [{ ...cell, source }];
  writeFileSync(
    file,
    JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec: kernel }, cells }),
  );
  try {
    const script = `
      const { executingNotebook } = require(${JSON.stringify(path.join(checkout, 'dist/notebook/execute.js'))});
      (async () => {
        for await (const event of executingNotebook(${JSON.stringify(file)})) {
          if (event.failure) throw new Error(JSON.stringify(event.failure));
          if (event.kind === 'cell-finished') console.log(event.elapsedMs);
        }
      })();`;
    return Number(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
  } finally {
    rmSync(file);
  }
}

/** In a checkout: what tslab's compiler takes for that cell, once it has compiled an empty one. */
function compiling(checkout) {
  const script = `
    const load = require('node:module').createRequire(require.resolve('tslab/dist/main.js'));
    const id = load.resolve('@tslab/typescript-for-tslab');
    const compiler = load(id);
    const { cellCompiler } = require(${JSON.stringify(path.join(checkout, 'dist/notebook/cell-compiler.js'))});
    const transpile = (input, { compilerOptions }) => compiler.transpileModule(input, { compilerOptions });
    const names = () => require(${JSON.stringify(path.join(checkout, 'dist/types/names.json'))});
    load.cache[id].exports = cellCompiler(compiler, transpile, names);
    const converter = load('./converter.js').createConverter({ isJS: false, isBrowser: false });
    converter.convert('', '');
    const from = performance.now();
    const { diagnostics } = converter.convert('', "import { open, ping } from 'sonde';\\nconsole.log(typeof open, typeof ping);");
    if (diagnostics?.length > 0) throw new Error(JSON.stringify(diagnostics));
    console.log(performance.now() - from);
    converter.close();`;
  const options = { cwd: path.join(checkout, 'notebooks'), encoding: 'utf8' };
  return Number(execFileSync(process.execPath, ['-e', script], options));
}

try {
  const times = { output: [], end: [], peer: [], ready: [], check: [], readyBefore: [], checkBefore: [] };
  for (let round = 0; round < ROUNDS; round++) {
    const { outputMs, endMs } = ours();
    times.output.push(outputMs);
    times.end.push(endMs);
    times.peer.push(theirs());
    times.ready.push(fromReady(root));
    times.check.push(compiling(root));
    if (before === undefined) continue;
    times.readyBefore.push(fromReady(before));
    times.checkBefore.push(compiling(before));
  }
  const ready = median(times.ready);
  const check = median(times.check);
  const peer = median(times.peer);
  print('ms', [
    { what: 'first cell to its output; peer: to its end', ours: median(times.output), peer },
    { what: 'one-cell notebook, from start to end', ours: median(times.end), peer },
    {
      ...{ what: 'kernel ready to output; peer: before', ours: ready, peer: median(times.readyBefore) },
      ...{ goal: `under ${GOALS.output} ms`, reached: ready < GOALS.output },
    },
    {
      ...{ what: 'compiling that cell; peer: before', ours: check, peer: median(times.checkBefore) },
      ...{ goal: `under ${GOALS.check} ms`, reached: check < GOALS.check },
    },
  ]);
} finally {
  rmSync(folder, { recursive: true });
}
