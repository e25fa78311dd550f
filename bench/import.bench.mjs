/*
 * What `require('sonde')` costs a fresh process. The peer is a Node that requires nothing. Goal: under 100 ms, which
 * supposes that the heavy packages load only when they are used: one of them in memory is a failure.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median, print } from './side-by-side.mjs';

const ROUNDS = 15;
const GOAL_MS = 100;
const HEAVY = [
  'danfojs',
  'plotly.js',
  'jsdom',
  '@resvg',
  'tslab',
  '@tslab',
  'mystmd',
  'typescript',
  'zeromq',
];

const library = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const importing = `
  const from = performance.now();
  require(${JSON.stringify(library)});
  const requireMs = performance.now() - from;
  console.log(JSON.stringify({ requireMs, modules: Object.keys(require.cache) }));`;

function run(program) {
  const from = performance.now();
  const stdout = execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  return { totalMs: performance.now() - from, stdout };
}

const bare = [];
const total = [];
const required = [];
let modules = [];
for (let round = 0; round < ROUNDS; round++) {
  bare.push(run('').totalMs);
  const { totalMs, stdout } = run(importing);
  total.push(totalMs);
  const said = JSON.parse(stdout);
  required.push(said.requireMs);
  modules = said.modules;
}

const heavy = modules.filter((file) => HEAVY.some((name) => file.includes(`node_modules/${name}`)));
const requireMs = median(required);
const goal = `under ${GOAL_MS} ms`;
print('ms', [
  { what: "require('sonde')", ours: requireMs, goal, reached: requireMs < GOAL_MS },
  { what: 'whole process, beside bare node', ours: median(total), peer: median(bare) },
]);
console.log(`${modules.length} modules loaded`);
if (heavy.length > 0) {
  console.error(`loaded though nothing used them:\n${heavy.join('\n')}`);
  process.exitCode = 1;
}
