/**
 * A chapter in Chromium at 4× CPU slow-down, from loopback: readable, first interactive figure, bytes before reading,
 * first run of a cell, and the same once the kernel is there. The book must have been built (`npm run book`).
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { serveBook } from '../dist/book/serve.js';
import { median } from './side-by-side.mjs';

const slowDown = 4;
const rounds = Number(process.env['ROUNDS'] ?? 5);
const site = process.env['SITE'] ?? path.resolve(import.meta.dirname, '../_build/html');
const chapter = process.env['CHAPTER'] ?? 'ping';

/** One visit with an empty cache. */
async function visit(browser, url) {
  const page = await (await browser.newContext()).newPage();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowDown });
  await devtools.send('Network.enable');
  let bytes = 0;
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.goto(url, { waitUntil: 'load' });
  const readableMs = await page.evaluate(async () => {
    const painted = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
    while (painted() === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
    return painted();
  });
  const bytesBefore = bytes;
  const figureMs = await page.evaluate(async () => {
    const started = performance.now();
    document.querySelector('.plot')?.scrollIntoView();
    while (!document.querySelector('.plot.drawn')) await new Promise((resolve) => setTimeout(resolve, 10));
    return performance.now() - started;
  });
  const [firstMs, secondMs] = [await run(page), await run(page)];
  await page.context().close();
  return { readableMs, bytesBefore, figureMs, firstMs, secondMs };
}

/** From the click on the first cell to its output, seen from the page. */
function run(page) {
  return page.evaluate(async () => {
    const cell = document.querySelector('section.cell[data-cell]');
    const started = performance.now();
    const ended = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (!cell.querySelector('.cell-status').textContent.startsWith('Exécuté')) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(cell, { childList: true, subtree: true, characterData: true });
    });
    cell.querySelector('button[data-action="run"]').click();
    await ended;
    return performance.now() - started;
  });
}

if (!existsSync(path.join(site, chapter, 'index.html')))
  throw new Error(`no ${chapter} in ${site}: npm run book`);
const server = await serveBook({ directory: site, port: 0 });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
});
try {
  const visits = [];
  for (let i = 0; i < rounds; i += 1) visits.push(await visit(browser, `${server.url}${chapter}/index.html`));
  const of = (name) => median(visits.map((each) => each[name]));
  console.log(`page (${chapter}, CPU ${slowDown}× slower, medians of ${rounds})`);
  console.log(`  readable                 ${of('readableMs').toFixed(0)} ms   goal 500 ms`);
  console.log(`  bytes before reading     ${(of('bytesBefore') / 1000).toFixed(0)} kB   goal 300 kB`);
  console.log(`  first figure, from view  ${of('figureMs').toFixed(0)} ms   goal 2000 ms`);
  console.log(`  first cell run           ${of('firstMs').toFixed(0)} ms   goal 1000 ms`);
  console.log(`  the same cell again      ${of('secondMs').toFixed(0)} ms`);
} finally {
  await browser.close();
  await server.close();
}
