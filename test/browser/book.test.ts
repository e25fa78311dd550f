import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { buildBook } from '../../src/book/build.js';
import { type BookServer, serveBook } from '../../src/book/serve.js';
import { repository, sampleBook } from '../book/sample-book.js';
import {
  accessibilityFaults,
  cutNetwork,
  drawFigures,
  figureFaults,
  troublesOf,
  widthOverflow,
} from './book-page.js';
import { hasChromium, launchChromium } from './chromium.js';

// A machine at work is several times slower.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 600_000 });

const screenshots = path.join(repository, '_build/screenshots');
const pages = ['index.html', 'figures/index.html', 'suite/index.html'];

let book: Awaited<ReturnType<typeof sampleBook>>;
let server: BookServer;
let browser: Browser;
let addresses: Readonly<Record<string, string>>;

async function opened(url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(url);
  return page;
}

describe.skipIf(!hasChromium)(
  hasChromium ? 'the book in Chromium' : 'skipped: chromium is not installed',
  () => {
    beforeAll(async () => {
      book = await sampleBook();
      const site = path.join(book.root, 'site');
      await buildBook({ ...book, output: site });
      // Under a base path, as on GitHub Pages, without having been told of it.
      await cp(site, path.join(book.root, 'web/cours/sonde'), { recursive: true });
      server = await serveBook({ directory: path.join(book.root, 'web'), port: 0 });
      addresses = { 'http:': `${server.url}cours/sonde/`, 'file:': `${pathToFileURL(site).href}/` };
      browser = await launchChromium();
      await mkdir(screenshots, { recursive: true });
    });

    afterAll(async () => {
      await browser.close();
      await server.close();
      await book.remove();
    });

    test.each(['http:', 'file:'])(
      'every page opens over %s without error, figures alive',
      async (protocol) => {
        const page = await (await browser.newContext()).newPage();
        const troubles = troublesOf(page);
        await cutNetwork(page, addresses[protocol] ?? '');
        for (const name of pages) {
          await page.goto(`${addresses[protocol] ?? ''}${name}`);
          await drawFigures(page);
          expect(await page.locator('.plot.drawn').count(), name).toBe(await page.locator('.plot').count());
          expect(await figureFaults(page), name).toEqual([]);
        }
        expect(troubles).toEqual([]);
        await page.context().close();
      },
    );

    test('nothing of the outputs executed', async () => {
      const page = await opened(`${addresses['file:'] ?? ''}figures/index.html`);
      await drawFigures(page);
      expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
      await page.context().close();
    });

    test('Plotly is loaded when a figure is near, not before', async () => {
      const page = await opened(`${addresses['http:'] ?? ''}index.html`);
      expect(await page.evaluate(() => 'Plotly' in window)).toBe(false);
      await page.context().close();
    });

    test('the scheme follows the system, then the reader, who is remembered', async () => {
      const page = await opened(`${addresses['file:'] ?? ''}figures/index.html`, { colorScheme: 'light' });
      const background = () =>
        page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      await drawFigures(page);
      expect(await background()).toBe('rgb(255, 255, 255)');

      await page.getByRole('button', { name: 'Thème sombre' }).click();
      expect(await background()).toBe('rgb(20, 24, 29)');
      const title = page.locator('.gtitle').first();
      await expect
        .poll(() => title.evaluate((text) => getComputedStyle(text).fill))
        .toBe('rgb(232, 237, 241)');

      await page.reload();
      expect(await background()).toBe('rgb(20, 24, 29)');
      await page.context().close();
    });

    test('previous and next lead through the book', async () => {
      const page = await opened(`${addresses['file:'] ?? ''}index.html`);
      await page.getByRole('link', { name: 'Suivant' }).click();
      await page.getByRole('heading', { level: 1, name: 'Figures' }).waitFor();
      await page.getByRole('link', { name: 'Suivant' }).click();
      await page.getByRole('heading', { level: 1, name: 'Suite' }).waitFor();
      await page.getByRole('link', { name: 'Précédent' }).click();
      await page.getByRole('heading', { level: 1, name: 'Figures' }).waitFor();
      await page.context().close();
    });

    test('the keyboard skips to the content', async () => {
      const page = await opened(`${addresses['file:'] ?? ''}index.html`);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('contenu');
      await page.context().close();
    });

    test('at 360 px nothing scrolls sideways, and the table of contents opens', async () => {
      const page = await opened(`${addresses['file:'] ?? ''}index.html`, {
        viewport: { width: 360, height: 740 },
      });
      for (const name of pages) {
        await page.goto(`${addresses['file:'] ?? ''}${name}`);
        await drawFigures(page);
        expect(await widthOverflow(page), name).toBe(0);
      }
      const contents = page.getByRole('navigation', { name: 'Sommaire' });
      expect(await contents.isVisible()).toBe(false);
      await page.getByRole('button', { name: 'Sommaire' }).click();
      await contents.getByRole('link', { name: 'Accueil' }).click();
      await page.getByRole('heading', { level: 1, name: 'Accueil' }).waitFor();
      await page.context().close();
    });

    test.each(['http:', 'file:'])(
      'the search finds words over %s, without accents, and goes there',
      async (protocol) => {
        const page = await opened(`${addresses[protocol] ?? ''}figures/index.html`);
        const troubles = troublesOf(page);
        await page.keyboard.press('/');
        const field = page.getByRole('combobox', { name: 'Rechercher dans le cours' });
        await field.fill('LEGENDE');
        const option = page.getByRole('option');
        await option.first().waitFor();
        expect(await option.locator('mark').allTextContents()).toEqual(['légende']);
        expect(await page.locator('dialog').getByRole('status').textContent()).toBe('1 passage trouvé.');
        await field.fill('une');
        await expect.poll(() => option.count()).toBeGreaterThan(1);
        await field.fill('cible');
        await expect.poll(() => option.first().locator('.search-title').textContent()).toBe('Une cible');
        const chosen = await field.getAttribute('aria-activedescendant');
        expect(await page.locator(`[id="${chosen ?? ''}"]`).getAttribute('aria-selected')).toBe('true');
        await page.keyboard.press('Enter');
        await page.waitForURL(/suite\/index\.html#cible$/);
        await page.getByRole('heading', { level: 1, name: 'Suite' }).waitFor();
        expect(troubles).toEqual([]);
        await page.context().close();
      },
    );

    test('what the book holds is never markup in the search, and Escape leaves it', async () => {
      const page = await opened(`${addresses['file:'] ?? ''}figures/index.html`);
      await page.getByRole('button', { name: 'Rechercher' }).click();
      const field = page.getByRole('combobox');
      await field.fill('<img src=x onerror=alert(1)>');
      await expect
        .poll(() => page.locator('dialog').getByRole('status').textContent())
        .toContain('Aucun passage');
      await field.fill('hostile');
      await page.getByRole('option').first().waitFor();
      expect(await page.locator('dialog img, dialog script').count()).toBe(0);
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      expect(await page.locator('dialog').isVisible()).toBe(false);
      await page.context().close();
    });

    test('tabs follow the keyboard, and all of them are on paper', async () => {
      const page = await opened(`${addresses['file:'] ?? ''}suite/index.html`);
      const panel = (text: string) => page.getByText(`La commande ${text}.`).isVisible();
      expect([await panel('ss'), await panel('netstat')]).toEqual([true, false]);
      await page.getByRole('tab', { name: 'Linux' }).focus();
      await page.keyboard.press('ArrowRight');
      expect([await panel('ss'), await panel('netstat')]).toEqual([false, true]);
      await page.emulateMedia({ media: 'print' });
      expect([await panel('ss'), await panel('netstat')]).toEqual([true, true]);
      await page.context().close();
    });

    test('on paper a figure is its static image, in the dark scheme too', async () => {
      const page = await opened(`${addresses['file:'] ?? ''}figures/index.html`, { colorScheme: 'dark' });
      await drawFigures(page);
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.plot > img').first().isVisible()).toBe(true);
      expect(await page.locator('.plot-area').first().isVisible()).toBe(false);
      await page.context().close();
    });

    test.each(['light', 'dark'] as const)('axe-core finds nothing serious (%s)', async (colorScheme) => {
      for (const width of [360, 1280]) {
        const page = await opened(`${addresses['file:'] ?? ''}index.html`, {
          colorScheme,
          reducedMotion: 'reduce',
          viewport: { width, height: 800 },
        });
        for (const name of pages) {
          await page.goto(`${addresses['file:'] ?? ''}${name}`);
          await drawFigures(page);
          expect(await accessibilityFaults(page), `${name} at ${width} px`).toEqual([]);
        }
        await page.context().close();
      }
    });

    test('without scripts the page is whole: static images, table of contents', async () => {
      const page = await opened(`${addresses['file:'] ?? ''}figures/index.html`, {
        javaScriptEnabled: false,
      });
      expect(await page.getByRole('img', { name: 'RTT de 127.0.0.1' }).isVisible()).toBe(true);
      expect(await page.getByRole('navigation', { name: 'Sommaire' }).isVisible()).toBe(true);
      await page.context().close();
    });

    test('screenshots for a person to look at', async () => {
      for (const [width, colorScheme] of [
        [1280, 'light'],
        [1280, 'dark'],
        [360, 'light'],
      ] as const) {
        const page = await opened(`${addresses['file:'] ?? ''}index.html`, {
          colorScheme,
          reducedMotion: 'reduce',
          viewport: { width, height: 800 },
        });
        for (const name of pages) {
          await page.goto(`${addresses['file:'] ?? ''}${name}`);
          await drawFigures(page);
          await page.evaluate(() => {
            scrollTo(0, 0);
          });
          const file = `sample-${path.dirname(name).replace('.', 'accueil')}-${width}-${colorScheme}.png`;
          await page.screenshot({ path: path.join(screenshots, file), fullPage: true });
        }
        await page.context().close();
      }
    });
  },
);
