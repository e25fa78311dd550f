import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type BookServer, serveBook } from '../../src/book/serve.js';
import { serveFile } from '../../src/book/served-files.js';
import { notebooksFolder } from '../../src/notebook/course-notebooks.js';
import { isGone } from '../book/local-kernel/kernel-page.js';
import { accessibilityFaults, troublesOf, widthOverflow } from './book-page.js';
import { type CellsBook, cellsBook, notebookOf, outputOf, press, ran } from './cells-book.js';
import { hasChromium, launchChromium } from './chromium.js';

// A machine at work is several times slower, and a kernel takes seconds to start.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 600_000 });

const sources = [
  /* 1 */ "import { open, ping } from 'sonde';\nconst réseau = await open();\nconst { origin } = await ping(réseau, '127.0.0.1', { count: 1 });\norigin;",
  /* 2 */ 'origin;',
  /* 3 */ "process.title = 'boucle';\nfor (;;);",
  /* 4 */ "console.log('là');\nfor (;;) await new Promise((suite) => setTimeout(suite, 50));",
  /* 5 */ "import { figure, liveDisplay, showTable } from 'sonde';\nconst place = liveDisplay();\nfor (let i = 1; i <= 5; i += 1) await place.show(figure.ttlHops(60 + i));\nshowTable([{ hôte: '<img src=x onerror=\"window.hacked=1\">' }], { title: 'Hôtes' });",
  /* 6 */ "function échoue(): never {\n  throw new RangeError('trop loin');\n}\néchoue();",
  /* 7 */ 'const vide = ;',
  /* 8 */ "typeof process.pid === 'number' ? process.pid : 'dans la page';",
];

let book: CellsBook;
let browser: Browser;
let server: BookServer;

const toggleOf = (page: Page) =>
  page.getByRole('button', { name: 'Exécuter dans tslab, sur cette machine (sondes réelles)' });
const stateOf = (page: Page) => page.locator('.tslab-status');

/** A page as the terminal's address opens it. */
async function opened(
  address = server.privateUrl?.replace('/#', '/cellules/index.html#') ?? '',
): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(address);
  return page;
}

async function turnedOn(): Promise<Page> {
  const page = await opened();
  await toggleOf(page).click();
  await stateOf(page).getByText('Connecté à tslab.').waitFor();
  return page;
}

/** Ends a page and its kernel, so that the next has its place. */
async function left(page: Page): Promise<void> {
  const pids = await server.kernelPids();
  await page.context().close();
  await Promise.all(pids.map(isGone));
}

describe.skipIf(!hasChromium)(
  hasChromium ? 'cells that run in tslab on this machine' : 'skipped: chromium is not installed',
  () => {
    beforeAll(async () => {
      book = await cellsBook(new Map([['cellules.ipynb', notebookOf('Cellules', sources)]]));
      server = await serveBook({ directory: book.site, port: 0, cells: notebooksFolder });
      browser = await launchChromium();
    });

    afterAll(async () => {
      await browser.close();
      await server.close();
      await book.remove();
    });

    test('off unless turned on: the page runs its own cells, and no kernel starts', async () => {
      const page = await opened();
      const troubles = troublesOf(page);
      await expect.poll(() => toggleOf(page).getAttribute('aria-pressed')).toBe('false');
      expect(new URL(page.url()).hash).toBe('');
      expect(await ran(page, 1)).toContain('simulated');
      expect(await server.kernelPids()).toEqual([]);
      expect(troubles).toEqual([]);
      await page.context().close();
    });

    test('turned on: real probes, and variables shared between cells', async () => {
      const page = await turnedOn();
      const troubles = troublesOf(page);
      expect(await toggleOf(page).getAttribute('aria-pressed')).toBe('true');
      expect(await ran(page, 1)).toBe('live');
      expect(await page.locator('#cellule-1 .cell-status').textContent()).toContain('Exécuté dans tslab');
      expect(await ran(page, 2)).toBe('live');
      expect(await ran(page, 8)).toBe(String((await server.kernelPids())[0]));
      await toggleOf(page).click();
      expect(await ran(page, 8)).toBe('dans la page');
      expect(await server.kernelPids()).toEqual([]);
      expect(troubles).toEqual([]);
      await page.context().close();
    });

    test('figures, tables and progress are drawn as elsewhere, and nothing of them is executed', async () => {
      const page = await turnedOn();
      await ran(page, 5);
      expect(await page.locator('#cellule-5 .plot').count()).toBe(1);
      await page.locator('#cellule-5 .plot.drawn').waitFor();
      await expect.poll(() => page.locator('#cellule-5 .gtitle').first().textContent()).toContain('65');
      expect(await page.locator('#cellule-5 .table').innerText()).toContain('<img src=x');
      expect(await page.locator('#cellule-5 .table img').count()).toBe(0);
      expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
      await left(page);
    });

    test('errors tell their line, and which cell to run first', async () => {
      const page = await turnedOn();
      const told = await ran(page, 6);
      expect(told).toContain('RangeError, ligne 4\u00a0: trop loin');
      expect(told).toMatch(/at échoue \(cellule \[6\]:2:9\)/);
      expect(await ran(page, 7)).toBe('Erreur de compilation, ligne 1\u00a0: Expression expected.');
      expect(await ran(page, 2)).toContain('vient de la cellule 1');
      await press(page, 2, 'run-until');
      await page.locator('#cellule-2 .outputs-page').getByText('live').waitFor();
      await left(page);
    });

    test('an endless loop is interrupted and keeps the variables; one that waits ends with them', async () => {
      const page = await turnedOn();
      await ran(page, 1);
      const [pid] = await server.kernelPids();
      await press(page, 3, 'run');
      const name = async () => (await readFile(`/proc/${String(pid)}/comm`, 'utf8')).trim();
      await vi.waitUntil(async () => (await name()) === 'boucle', { timeout: 50_000, interval: 10 });
      await press(page, 3, 'interrupt');
      expect(await outputOf(page, 3)).toBe('');
      expect(await ran(page, 2)).toBe('live');

      await press(page, 4, 'run');
      await page.locator('#cellule-4 .outputs-page').getByText('là').waitFor();
      await press(page, 4, 'interrupt');
      expect(await outputOf(page, 4)).toContain('variables');
      await isGone(pid);
      expect(await ran(page, 2)).toContain('vient de la cellule 1');
      await left(page);
    });

    test('restarted, and lost, and joined again, with the keyboard', async () => {
      const page = await opened();
      const lines: { close(): Promise<void> }[] = [];
      await page.routeWebSocket(/local-kernel/, (line) => {
        lines.push(line, line.connectToServer());
      });
      await toggleOf(page).press('Enter');
      const connected = stateOf(page).getByText('Connecté à tslab.');
      await connected.waitFor();
      const [first] = await server.kernelPids();
      await page.getByRole('button', { name: 'Redémarrer tslab' }).press('Enter');
      await isGone(first);
      await connected.waitFor();
      const [second] = await server.kernelPids();
      await press(page, 4, 'run');
      await page.locator('#cellule-4 .outputs-page').getByText('là').waitFor();
      for (const line of lines) await line.close();
      expect(await outputOf(page, 4)).toContain('La connexion avec tslab est perdue.');
      await stateOf(page).getByText('Connexion avec tslab perdue').waitFor();
      await isGone(second);
      await page.getByRole('button', { name: 'Reconnecter' }).press('Enter');
      await connected.waitFor();
      expect(await ran(page, 1)).toBe('live');
      await left(page);
    });

    test('the choice lasts for the tab: the next page starts tslab with its first cell', async () => {
      const page = await turnedOn();
      await page.goto(`${server.url}cellules/index.html`);
      await stateOf(page).getByText('tslab démarrera avec la première cellule.').waitFor();
      expect(await toggleOf(page).getAttribute('aria-pressed')).toBe('true');
      expect(await ran(page, 1)).toBe('live');
      const other = await page.context().newPage();
      await other.goto(`${server.url}cellules/index.html`);
      expect(await toggleOf(other).getAttribute('aria-pressed')).toBe('false');
      await left(page);
    });

    test('a page without the right token says how to have it', async () => {
      const page = await opened(`${server.url}cellules/index.html`);
      await toggleOf(page).click();
      await stateOf(page).getByText('Ouvrez le cours par l’adresse').waitFor();
      expect(await toggleOf(page).getAttribute('aria-pressed')).toBe('false');
      await page.goto(`${server.url}cellules/index.html?encore#tslab=${'A'.repeat(43)}`);
      await toggleOf(page).click();
      await stateOf(page).getByText('n’est plus le bon').waitFor();
      expect(await ran(page, 1)).toContain('n’est plus le bon');
      expect(await server.kernelPids()).toEqual([]);
      await page.context().close();
    });

    test('the toolbar has no serious fault of accessibility, and fits a telephone', async () => {
      const page = await turnedOn();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      expect(await widthOverflow(page)).toBeLessThanOrEqual(0);
      await left(page);
    });

    test('a page of another origin is refused, with the token itself', async () => {
      const other = await listening(
        createServer((_, response) => response.end('<!doctype html><title>x</title>')),
      );
      const page = await opened(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
      const address = `${server.url.replace('http', 'ws')}local-kernel?token=${server.privateUrl?.split('=')[1] ?? ''}`;
      const ended = await page.evaluate(
        (to) =>
          new Promise((resolve) => {
            const socket = new WebSocket(to);
            socket.onopen = () => {
              resolve('open');
            };
            socket.onerror = () => {
              resolve('refused');
            };
          }),
        address,
      );
      expect(ended).toBe('refused');
      expect(await server.kernelPids()).toEqual([]);
      await page.context().close();
      other.close();
    });

    test('the published site, served under another path, has no token and offers nothing', async () => {
      const other = await listening(
        createServer((request, response) => {
          request.url = request.url?.replace(/^\/sonde(?=\/)/, '') ?? '/';
          void serveFile(book.site, request, response).then((found) => {
            if (!found) response.writeHead(404).end();
          });
        }),
      );
      const page = await (await browser.newContext()).newPage();
      const troubles = troublesOf(page);
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(
        `http://127.0.0.1:${(other.address() as AddressInfo).port}/sonde/cellules/index.html#tslab=${'A'.repeat(43)}`,
      );
      expect(await ran(page, 1)).toContain('simulated');
      expect(await toggleOf(page).count()).toBe(0);
      expect(asked.filter((url) => url.includes('local-kernel'))).toEqual([]);
      expect(troubles).toEqual([]);
      await page.context().close();
      other.close();

      const token = server.privateUrl?.split('=')[1] ?? '';
      const names = (await readdir(book.site, { recursive: true, withFileTypes: true })).filter((each) =>
        each.isFile(),
      );
      for (const { parentPath, name } of names) {
        expect((await readFile(path.join(parentPath, name))).includes(token), name).toBe(false);
      }
    });
  },
);

function listening(server: Server): Promise<Server> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(server);
    });
  });
}
