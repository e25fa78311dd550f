/** The cells of the course, run in its own book: they give what they gave in tslab. */
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Cell } from '../../src/notebook/notebook.js';
import { readNotebook } from '../../src/notebook/notebook-file.js';
import { cutNetwork, troublesOf } from '../browser/book-page.js';

/** Why a cell shows something else in a page than on this machine. */
interface MachineCell {
  /** It runs on what takes the machine's place, or says that it cannot and how to run it for real. */
  readonly inPage: 'replaced' | 'refused';
  /** What of this very machine it shows. */
  readonly shows: string;
}

const replaced = (shows: string): MachineCell => ({ inPage: 'replaced', shows });
const refused = (shows: string): MachineCell => ({ inPage: 'refused', shows });

/**
 * The chapters, and their cells that ask for this very machine: those alone may show something else in a page. All the
 * others give the same texts, the same tables and the same figures, to the last digit.
 */
const cellsOfMachine = {
  '00-accueil': {
    '03c14266': replaced('what this machine allows'),
    '9ff959bf': replaced('connections to itself'),
    '29426676': replaced('whether it has raw sockets'),
  },
  '01-ping': {
    e7a085e0: replaced('whether it has raw sockets'),
    '77e793aa': replaced('its own echoes'),
    be46dea3: replaced('its own echoes'),
    '77512352': replaced('their times'),
    ba55941b: replaced('their times'),
    dc780439: replaced('connections to itself'),
  },
  '02-traceroute': {
    f464e6fc: replaced('whether it has raw sockets'),
    bf25c7d1: replaced('the path to itself'),
  },
  '03-connexions': {
    a3c8fed1: replaced('its name'),
    '163d3789': refused('a server of its own'),
    '0ffa9003': refused('that server'),
    fa1861be: refused('that server'),
    '89cd38ec': refused('that server'),
    '06c99c7e': refused('that server'),
    '6384bd21': refused('that server'),
    a761cbfa: replaced('its sockets'),
  },
  '04-proc-net': {
    '7b0fd057': replaced('its name'),
    '5d7e29b6': replaced('its interfaces'),
    a533e2b1: refused('traffic of its own'),
    b41e1071: refused('that traffic'),
    '5133d9b9': replaced('its counters'),
  },
  '05-nmap': {
    '2f41aa7d': replaced('whether it opens connections'),
    bdb5a464: refused('a server of its own'),
    fe5b146a: refused('that server'),
    '8cf7e4ce': refused('that server'),
  },
  '06-iperf3': {
    '65a8a876': replaced('its own rate'),
    '941b7816': replaced('its own rate'),
  },
  '07-analyseur': {
    '7b6d83a3': refused('a capture of a server of its own'),
    '1e9f0042': refused('that capture'),
  },
  '08-prometheus': {
    '4c445f78': replaced('its counters'),
    '16b7b5cd': replaced('how many it has'),
    '60e2067b': replaced('its own echoes'),
    '6d8fdf11': replaced('how many samples it exports'),
    '8c25f53e': replaced('a port that was free'),
  },
  '09-tableau-de-bord': {
    '26c64bb0': replaced('its name'),
    '844d2c41': replaced('its counters, live'),
  },
  '10-enquetes': {},
  '11-synthese': {},
} as const satisfies Readonly<Record<string, Readonly<Record<string, MachineCell>>>>;

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
  /** What the page adds of its own. */
  readonly notices: readonly string[];
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
        notices: [...cell.querySelectorAll(':scope > .outputs-page > .output-notice')].map(
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

/** One cell: the same as in tslab, unless it shows the machine. */
function expectSame(inPage: PageCell, cell: Cell | undefined, machine: MachineCell | undefined): void {
  const { status, published, ran, figures, notices } = inPage;
  const id = cell?.id ?? '';
  if (machine?.inPage === 'refused') {
    expect(status, id).toBe('Demande une vraie machine');
    expect(notices.join(), id).toContain('npm run jupyter');
    return;
  }
  expect(status, id).toMatch(/^Exécuté dans cette page/);
  if (machine) {
    expect(ran.length > 0, id).toBe(published.length > 0);
    return;
  }
  expect(ran, id).toEqual(published);
  expect(
    figures.map((figure): unknown => JSON.parse(figure)),
    id,
  ).toEqual(figuresOf(cell));
}

/** A page of the course's book, with the network cut. */
interface ChapterPage {
  readonly page: Page;
  readonly troubles: readonly string[];
}

async function chapterPage(browser: Browser, name: string, site: string): Promise<ChapterPage> {
  const page = await (await browser.newContext()).newPage();
  const troubles = troublesOf(page);
  await cutNetwork(page, site);
  await page.goto(`${site}${name.slice(3)}/index.html`);
  return { page, troubles };
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
  const { page, troubles } = await chapterPage(browser, name, site);
  await page.getByRole('button', { name: 'Tout exécuter', exact: true }).click();
  await page.waitForFunction(
    () => {
      const texts = [...document.querySelectorAll('section.cell[data-cell] .cell-status')].map(
        ({ textContent }) => textContent,
      );
      // An error ends the run before the last cell.
      return texts.some((text) => /^Arrêtée/.test(text)) || /^(Exécuté|Demande)/.test(texts.at(-1) ?? '');
    },
    undefined,
    { timeout: 120_000 },
  );
  const sources = notebook.cells.filter((cell) => cell.cell_type === 'code');
  const ofMachine: Readonly<Record<string, MachineCell>> = cellsOfMachine[name];
  const cells = await readCells(page);
  expect(cells).toHaveLength(sources.length);
  for (const [i, cell] of cells.entries()) expectSame(cell, sources[i], ofMachine[sources[i]?.id ?? '']);
  const ids = sources.map(({ id }) => id);
  expect(Object.keys(ofMachine).filter((id) => !ids.includes(id))).toEqual([]);
  expect(troubles).toEqual([]);
  await page.context().close();
}

/** The cell of chapter 9 whose dashboard grows as the scenario goes on. */
const liveCell = 5;

/**
 * The dashboard of chapter 9 in its page: one figure in one place, drawn again and again, until the reader has enough of it.
 *
 * @param site address of the course's book
 */
export async function expectLiveDashboard(browser: Browser, site: string): Promise<void> {
  const { page, troubles } = await chapterPage(browser, '09-tableau-de-bord', site);
  const cell = page.locator(`#cellule-${liveCell}`);
  // At its third figure, from within the page: the cell would end before a hand gets there.
  const places = cell.evaluate(
    (element) =>
      new Promise<readonly number[]>((resolve) => {
        const figures = new Map<string, number>();
        new MutationObserver((_, observer) => {
          const scripts = element.querySelectorAll('.outputs-page .plot > script');
          for (const { textContent } of scripts) figures.set(textContent, scripts.length);
          if (figures.size < 3) return;
          observer.disconnect();
          element.querySelector<HTMLElement>('button[data-action="interrupt"]')?.click();
          resolve([...figures.values()]);
        }).observe(element, { childList: true, subtree: true, characterData: true });
      }),
  );
  await cell.locator('button[data-action="run-until"]').click();
  expect(await places).toEqual([1, 1, 1]);
  await cell.locator('.cell-status').getByText('Interrompue').waitFor();
  await cell.locator('.outputs-page .plot.drawn').waitFor();
  expect(await cell.locator('.outputs-page').innerText()).toContain('Les variables de la page sont perdues');
  // The page goes on.
  await page.locator('#cellule-1 button[data-action="run"]').click();
  await page
    .locator('#cellule-1 .cell-status')
    .getByText(/^Exécuté/)
    .waitFor();
  expect(troubles).toEqual([]);
  await page.context().close();
}
