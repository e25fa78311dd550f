/** The cells of the course, run in its own book: they give what they gave in tslab. */
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Cell } from '../../src/notebook/notebook.js';
import { readNotebook } from '../../src/notebook/notebook-file.js';
import { cutNetwork, troublesOf } from '../browser/book-page.js';

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

/** Their notebooks, without `.ipynb`. */
export const chaptersInPage = Object.keys(cellsOfMachine) as (keyof typeof cellsOfMachine)[];

/** A cell in the page: how it ended, its published outputs and those of the page. */
interface PageCell {
  readonly status: string;
  /** Texts and tables; a figure is only named. */
  readonly published: readonly string[];
  readonly ran: readonly string[];
  /** Figures of the page, as JSON. */
  readonly figures: readonly string[];
}

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

/**
 * Runs all cells of a chapter in its page.
 *
 * @param site address of the course's book
 * @param executed folder of the executed notebooks that it was built from
 */
export async function expectSameInPage(
  browser: Browser,
  name: (typeof chaptersInPage)[number],
  { site, executed }: { readonly site: string; readonly executed: string },
): Promise<void> {
  const notebook = await readNotebook(path.join(executed, `${name}.ipynb`));
  const page = await (await browser.newContext()).newPage();
  const troubles = troublesOf(page);
  await cutNetwork(page, site);
  await page.goto(`${site}${name.slice(3)}/index.html`);
  await page.getByRole('button', { name: 'Tout exécuter', exact: true }).click();
  await page.waitForFunction(
    () => {
      const last = [...document.querySelectorAll('section.cell[data-cell] .cell-status')].at(-1);
      return /^(Exécuté|Arrêtée|Demande)/.test(last?.textContent ?? '');
    },
    undefined,
    { timeout: 120_000 },
  );
  const sources = notebook.cells.filter((cell) => cell.cell_type === 'code');
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
}
