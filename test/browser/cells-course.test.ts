import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { executeAll } from '../../src/notebook/execute-all.js';
import type { Cell, Notebook } from '../../src/notebook/notebook.js';
import { readNotebook } from '../../src/notebook/notebook-file.js';
import { repository } from '../book/sample-book.js';
import { cutNetwork, troublesOf } from './book-page.js';
import { type CellsBook, cellsBook } from './cells-book.js';
import { hasChromium, launchChromium } from './chromium.js';

// tslab runs each chapter first, for the outputs that the page has to give.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 600_000 });

/**
 * The chapters, and their cells that ask for this very machine: those alone may show something else in a page, which then
 * says why. All the others give the same texts, the same tables and the same figures, to the last digit.
 */
const cellsOfMachine = {
  '01-ping': ['e7a085e0', '77e793aa', 'be46dea3', '77512352', 'ba55941b', 'dc780439'],
  '02-traceroute': ['f464e6fc', 'bf25c7d1'],
  '03-connexions': [
    ...['a3c8fed1', '163d3789', '0ffa9003', 'fa1861be'],
    ...['89cd38ec', '06c99c7e', '6384bd21', 'a761cbfa'],
  ],
  '04-proc-net': ['7b0fd057', '5d7e29b6', 'a533e2b1', 'b41e1071', '5133d9b9'],
  '05-nmap': ['2f41aa7d', 'bdb5a464', 'fe5b146a', '8cf7e4ce'],
  '06-iperf3': ['65a8a876', '941b7816'],
  '07-analyseur': ['7b6d83a3', '1e9f0042', '53c5b657'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const chapters = Object.keys(cellsOfMachine) as (keyof typeof cellsOfMachine)[];

/** A cell in the page: how it ended, its published outputs and those of the page. */
interface PageCell {
  readonly status: string;
  /** Texts and tables; a figure is only named. */
  readonly published: readonly string[];
  readonly ran: readonly string[];
  /** Figures of the page, as JSON. */
  readonly figures: readonly string[];
}

let book: CellsBook;
let browser: Browser;
let executed: string;
const notebooks = new Map<string, Notebook>();

function readCells(page: Page): Promise<readonly PageCell[]> {
  return page.evaluate(() => {
    const form = (output: Element): string => {
      if (output.querySelector('.plot')) return 'figure';
      // Headings of live tables have a mark.
      for (const mark of output.querySelectorAll('th [aria-hidden]')) mark.remove();
      return (output as HTMLElement).innerText.trimEnd();
    };
    return [...document.querySelectorAll('section.cell[data-cell]')].map((cell) => {
      const published = cell.querySelector<HTMLElement>(':scope > .outputs:not(.outputs-page)');
      // What is hidden has no text.
      if (published) published.hidden = false;
      return {
        status: cell.querySelector('.cell-status')?.textContent ?? '',
        published: [...(published?.querySelectorAll(':scope > .output') ?? [])].map(form),
        ran: [...cell.querySelectorAll(':scope > .outputs-page > .output')].map(form),
        figures: [...cell.querySelectorAll(':scope > .outputs-page .plot > script')].map(
          ({ textContent }) => textContent,
        ),
      };
    });
  });
}

/** The figures that a cell showed in tslab. */
function figuresOf(cell: Cell | undefined): readonly unknown[] {
  if (cell?.cell_type !== 'code') return [];
  return cell.outputs.flatMap((output) =>
    'data' in output ? (output.data['application/vnd.plotly.v1+json'] ?? []) : [],
  );
}

describe.skipIf(!hasChromium)(
  hasChromium ? 'the cells of the course, run in the page' : 'skipped: chromium is not installed',
  () => {
    beforeAll(async () => {
      executed = await mkdtemp(path.join(repository, '_build/test-executed-'));
      const files = chapters.map((name) => path.join(repository, 'notebooks', `${name}.ipynb`));
      const { failures } = await executeAll(files, { outputFolder: executed });
      expect(failures).toEqual([]);
      for (const name of chapters) {
        notebooks.set(`${name}.ipynb`, await readNotebook(path.join(executed, `${name}.ipynb`)));
      }
      book = await cellsBook(notebooks);
      browser = await launchChromium();
    });

    afterAll(async () => {
      await browser.close();
      await book.remove();
      await rm(executed, { recursive: true, force: true });
    });

    test.each(chapters)('%s gives what it gives in tslab', async (name) => {
      const page = await (await browser.newContext()).newPage();
      const troubles = troublesOf(page);
      await cutNetwork(page, book.base);
      await page.goto(book.address(name.slice(3)));
      await page.getByRole('button', { name: 'Tout exécuter', exact: true }).click();
      await page.waitForFunction(
        () => {
          const last = [...document.querySelectorAll('section.cell[data-cell] .cell-status')].at(-1);
          return /^(Exécuté|Arrêtée|Demande)/.test(last?.textContent ?? '');
        },
        undefined,
        { timeout: 120_000 },
      );
      const sources = notebooks.get(`${name}.ipynb`)?.cells.filter((cell) => cell.cell_type === 'code') ?? [];
      const ofMachine: readonly string[] = cellsOfMachine[name];
      const cells = await readCells(page);
      expect(cells).toHaveLength(sources.length);
      for (const [i, { status, published, ran, figures }] of cells.entries()) {
        const id = sources[i]?.id ?? '';
        if (ofMachine.includes(id)) {
          expect(status, id).toMatch(/^(Exécuté dans cette page|Demande une vraie machine)/);
        } else {
          expect(status, id).toMatch(/^Exécuté dans cette page/);
          expect(ran, id).toEqual(published);
          expect(
            figures.map((figure): unknown => JSON.parse(figure)),
            id,
          ).toEqual(figuresOf(sources[i]));
        }
      }
      expect(troubles).toEqual([]);
      await page.context().close();
    });
  },
);
