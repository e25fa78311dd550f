/*
 * What `require('sonde')` costs a fresh process, then with the names that a first cell uses, with one line chart (it must
 * load under ten files), with every name; and `import('sonde')` of an ES module, for which Node reads every name. The peer is a
 * Node that requires nothing. Goal: under 10 ms for the import; a heavy package in memory, even when every name was looked at, is
 * a failure: it should load when it is used.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median, print } from './side-by-side.mjs';

const ROUNDS = 15;
const GOAL_MS = 10;
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

const library = JSON.stringify(fileURLToPath(new URL('../dist/index.js', import.meta.url)));
const required = `const sonde = require(${library});`;
const importing = (use) => `(async () => {
  const from = performance.now();
  ${use}
  const importMs = performance.now() - from;
  console.log(JSON.stringify({ importMs, modules: Object.keys(require.cache) }));
})();`;
const uses = {
  "require('sonde')": required,
  '— and open, ping, figure, show': `${required} void [sonde.open, sonde.ping, sonde.figure, sonde.show];`,
  '— and one line chart': `${required} sonde.figure.lineChart({
    title: 'Débit', x: { title: 'Temps (s)' }, y: { title: 'Débit (Mbit/s)' }, origin: 'live',
    series: [{ name: 'eth0', x: [0, 1, 2], y: [10, null, 30] }],
  });`,
  "import('sonde')": `await import(${library});`,
  "require('sonde') and every name": `${required} for (const name of Object.keys(sonde)) void sonde[name];`,
};

function run(program) {
  const from = performance.now();
  const stdout = execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  return { totalMs: performance.now() - from, stdout };
}

const bare = [];
const runs = Object.entries(uses).map(([what, use]) => ({ what, use, total: [], imported: [], modules: [] }));
for (let round = 0; round < ROUNDS; round++) {
  bare.push(run('').totalMs);
  for (const each of runs) {
    const { totalMs, stdout } = run(importing(each.use));
    const said = JSON.parse(stdout);
    each.total.push(totalMs);
    each.imported.push(said.importMs);
    each.modules = said.modules;
  }
}

const [alone] = runs;
const every = runs.at(-1);
const goal = `under ${GOAL_MS} ms`;
print('ms', [
  ...runs.map(({ what, imported, modules }) => ({
    what: `${what} (${modules.length} files)`,
    ours: median(imported),
    ...(imported === alone.imported && { goal, reached: median(imported) < GOAL_MS }),
  })),
  { what: 'whole process, beside bare node', ours: median(alone.total), peer: median(bare) },
]);
const chart = runs.find(({ what }) => what.includes('line chart')).modules;
if (chart.length >= 10) {
  console.error(`a line chart loads ${chart.length} files:\n${chart.join('\n')}`);
  process.exitCode = 1;
}
const heavy = every.modules.filter((file) => HEAVY.some((name) => file.includes(`node_modules/${name}`)));
if (heavy.length > 0) {
  console.error(`loaded though nothing used them:\n${heavy.join('\n')}`);
  process.exitCode = 1;
}
