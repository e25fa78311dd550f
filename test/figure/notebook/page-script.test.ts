/// <reference lib="dom" />
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { figure } from 'sonde';
import { displayBundle, displayBundleWithLibrary } from '../../../src/figure/export/bundle.js';
import { hasChromium, launchChromium } from '../../browser/chromium.js';

/** The outputs of a notebook in the page that nbconvert makes of it: require.js is there, as in classic Notebook. */
function notebookPage(outputs: readonly string[], style = ''): string {
  const cells = outputs.map((html) => `<div class="jp-OutputArea-output">${html}</div>`);
  const requireJs =
    '<script>window.define = function () { throw new Error("taken by require.js"); }; define.amd = {};</script>';
  return `<!doctype html><html lang="fr"><head><meta charset="utf-8">${requireJs}<style>${style}</style></head><body>${cells.join('\n')}</body></html>`;
}

describe.skipIf(!hasChromium)(`figures in a page${hasChromium ? '' : ' (needs Chromium)'}`, () => {
  let browser: Browser;
  let folder: string;
  let outputs: { readonly library: string; readonly profiles: string; readonly hops: string };

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'sonde-page-'));
    const hostile = '</script><img src=x onerror="document.title=1">';
    const profiles = figure.rttProfiles([{ name: hostile, rttMs: [8, null, 9], origin: 'simulated' }]);
    outputs = {
      library: (await displayBundleWithLibrary(figure.pingMechanism())).data['text/html'],
      profiles: (await displayBundle(profiles)).data['text/html'],
      hops: (await displayBundle(figure.ttlHops(57))).data['text/html'],
    };
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  test('all figures are drawn offline, from file://, when the library comes last', async () => {
    const { page, problems } = await open(notebookPage([outputs.profiles, outputs.hops, outputs.library]));
    await drawn(page, 3);
    expect(await page.locator('.sonde-figure > img:visible').count()).toBe(0);
    expect(
      await page.locator('[role=img][aria-label*="Hôte"], [role=img][aria-label*="hôte A"]').count(),
    ).toBe(1);
    expect(await page.title()).toBe('');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('a figure of a trace that the course does not use waits for the whole of Plotly', async () => {
    const parts = {
      ...{ title: 'Parts', alt: 'Neuf paquets sur dix sont reçus.' },
      data: [{ type: 'pie', labels: ['reçus', 'perdus'], values: [9, 1] }],
      layout: { height: 300, title: { text: 'Parts' } },
    };
    const whole = (await displayBundleWithLibrary(parts)).data['text/html'];
    const alone = (await displayBundle(parts)).data['text/html'];
    const { page, problems } = await open(notebookPage([alone, outputs.library]));
    await drawn(page, 1);
    expect(await page.locator('.sonde-figure > img:visible').count()).toBe(1);
    await page.context().close();
    const second = await open(notebookPage([alone, outputs.hops, whole]));
    await drawn(second.page, 3);
    expect(await second.page.locator('.slice').count()).toBe(4);
    expect([...problems, ...second.problems]).toEqual([]);
    await second.page.context().close();
  });

  test('a figure that comes after the library, or comes back, is drawn as well', async () => {
    const { page, problems } = await open(notebookPage([outputs.library]));
    await drawn(page, 1);
    // As Jupyter does: an element built apart, its script executed, then the element attached.
    await page.evaluate((html) => {
      const area = document.createElement('div');
      area.innerHTML = html;
      for (const inert of area.querySelectorAll('script')) {
        const script = document.createElement('script');
        script.textContent = inert.textContent;
        document.head.append(script);
      }
      document.body.append(area);
    }, outputs.hops);
    await drawn(page, 2);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('the drawing follows the width of the page and the colours of its background', async () => {
    const { page } = await open(notebookPage([outputs.library], 'body.night { background: #111 }'));
    await drawn(page, 1);
    expect(await inkOf(page)).toBe('rgb(27, 39, 51)');
    await page.evaluate(() => {
      document.body.className = 'night';
    });
    await page.waitForFunction(
      () => getComputedStyle(document.querySelector('.gtitle') as Element).fill === 'rgb(232, 237, 241)',
    );
    await page.setViewportSize({ width: 360, height: 700 });
    await page.waitForFunction(() => (document.querySelector('.main-svg')?.clientWidth ?? 999) <= 360);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.context().close();
  });

  test('without scripts, the images are there', async () => {
    const { page } = await open(notebookPage([outputs.profiles, outputs.library]), {
      javaScriptEnabled: false,
    });
    expect(await page.locator('.sonde-figure > img:visible').count()).toBe(2);
    expect(await page.locator('.js-plotly-plot').count()).toBe(0);
    await page.context().close();
  });

  async function open(html: string, options = {}): Promise<{ page: Page; problems: string[] }> {
    const file = path.join(folder, 'page.html');
    writeFileSync(file, html);
    const context = await browser.newContext({
      offline: true,
      viewport: { width: 900, height: 700 },
      ...options,
    });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
    });
    page.on('request', (request) => {
      if (!/^(file|data|blob):/.test(request.url())) problems.push(request.url());
    });
    await page.goto(pathToFileURL(file).href);
    return { page, problems };
  }

  /** Waits until so many figures are drawn, each with something in it. */
  async function drawn(page: Page, count: number): Promise<void> {
    await page.waitForFunction(
      (wanted) => document.querySelectorAll('.js-plotly-plot .gtitle').length === wanted,
      count,
    );
  }

  function inkOf(page: Page): Promise<string> {
    return page.evaluate(() => getComputedStyle(document.querySelector('.gtitle') as Element).fill);
  }
});
