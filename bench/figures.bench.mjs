/*
 * The course's figures, exported as SVG and PNG in one run by a fresh process, as `npm run figures` does; a figure's time runs
 * from its data to its two files. The peer is the same figure taken by Chromium, the way of those who export Plotly today:
 * one browser that stays open, one page that has Plotly loaded, `Plotly.toImage` for the SVG and for the PNG. Interleaved,
 * figure by figure. Goal: under 250 ms for each figure, after start-up. Needs /usr/bin/chromium for the peer.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { median, print } from './side-by-side.mjs';

const ROUNDS = 3;
const GOAL_MS = 250;
const CHROMIUM = '/usr/bin/chromium';
const load = createRequire(import.meta.url);
const { catalogue } = load('../dist/figure/catalogue/catalogue.js');
const { exportFigure } = load('../dist/figure/export/render.js');
const { writeFigures } = load('../dist/cli/figures.js');
const { drawingAt } = load('../dist/figure/drawing/figure.js');
const { ttlHops } = load('../dist/figure/ttl-hops.js');

const folder = mkdtempSync(path.join(os.tmpdir(), 'sonde-figures-'));
const browser = existsSync(CHROMIUM) ? await openBrowser() : undefined;

async function openBrowser() {
  const started = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const page = await started.newPage();
  await page.addScriptTag({ path: load.resolve('plotly.js-dist/plotly.js') });
  return { page, close: () => started.close() };
}

async function timed(work) {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

function ours({ name, figure }) {
  return timed(() => exportFigure(figure, path.join(folder, name)));
}

function theirs({ name, figure }) {
  const { data, layout } = drawingAt(figure, 900);
  const size = { width: 900, height: Number(layout.height ?? 450) };
  return timed(async () => {
    for (const format of ['svg', 'png']) {
      const options = { ...size, format, scale: format === 'png' ? 2 : 1 };
      const image = await browser.page.evaluate(
        ([drawing, how]) => globalThis.Plotly.toImage(drawing, how),
        [JSON.parse(JSON.stringify({ data, layout })), options],
      );
      writeFileSync(path.join(folder, `${name}-peer.${format}`), image);
    }
  });
}

try {
  const figures = await catalogue();
  const start = await timed(() => exportFigure(ttlHops(57), path.join(folder, 'start')));
  const rows = figures.map(({ name }) => ({ name, ours: [], peer: [] }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, figure] of figures.entries()) {
      rows[i].ours.push(await ours(figure));
      if (browser) rows[i].peer.push(await theirs(figure));
    }
  }
  const goal = `under ${GOAL_MS} ms`;
  const measures = rows.map(({ name, ours: times, peer }) => ({
    what: name,
    ours: median(times),
    ...(peer.length > 0 && { peer: median(peer) }),
    goal,
    reached: median(times) < GOAL_MS,
  }));
  const sum = (key) => measures.reduce((total, measure) => total + (measure[key] ?? 0), 0);
  print('ms', [
    ...measures,
    { what: `all ${figures.length}`, ours: sum('ours'), ...(browser && { peer: sum('peer') }) },
    {
      what: 'one run, for each of them',
      ours: (await timed(() => writeFigures(path.join(folder, 'run'), () => undefined))) / figures.length,
      goal,
    },
    { what: 'start-up, first figure included', ours: start },
  ]);
} finally {
  await browser?.close();
  rmSync(folder, { recursive: true });
}
