/** A book whose cells are run in the page: notebooks as they come, published without MyST's other inputs. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { buildBook } from '../../src/book/build.js';
import type { Notebook } from '../../src/notebook/notebook.js';
import { writeNotebook } from '../../src/notebook/notebook-file.js';
import { repository } from '../book/sample-book.js';

/** A built book, and how to remove it. */
export interface CellsBook {
  readonly site: string;
  /** Address of the site, opened from the disk. */
  readonly base: string;
  /** Address of a page opened from the disk. */
  address(slug: string): string;
  remove(): Promise<void>;
}

/**
 * Builds a book in a folder of its own under `_build`.
 *
 * @param notebooks by name of file, such as `01-ping.ipynb`
 */
export async function cellsBook(notebooks: ReadonlyMap<string, Notebook>): Promise<CellsBook> {
  await mkdir(path.join(repository, '_build'), { recursive: true });
  const root = await mkdtemp(path.join(repository, '_build/test-cells-'));
  const executed = path.join(root, 'executed');
  const files = [...notebooks.keys()].map((name) => `    - file: notebooks/${name}\n`).join('');
  await cp(path.join(repository, 'theme'), path.join(root, 'theme'), { recursive: true });
  await mkdir(path.join(root, 'notebooks'));
  await writeFile(path.join(root, 'notebooks/index.md'), '# Accueil\n');
  await writeFile(
    path.join(root, 'jupyter_book.yml'),
    `version: 1\nproject:\n  title: Sonde\n  toc:\n    - file: notebooks/index.md\n${files}site:\n  template: ./theme\n`,
  );
  await writeFile(path.join(root, 'myst.yml'), 'version: 1\nextends: jupyter_book.yml\n');
  for (const [name, notebook] of notebooks) await writeNotebook(path.join(executed, name), notebook);
  const site = path.join(root, 'site');
  await buildBook({ root, executed, output: site });
  const base = `${pathToFileURL(site).href}/`;
  return {
    site,
    base,
    address: (slug) => `${base}${slug}/index.html`,
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/**
 * A notebook of code cells.
 *
 * @param title of its page
 * @param sources of its cells
 */
export function notebookOf(title: string, sources: readonly string[]): Notebook {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' } },
    cells: [
      { cell_type: 'markdown', metadata: {}, source: `# ${title}` },
      ...sources.map((source) => ({
        cell_type: 'code' as const,
        metadata: {},
        source,
        outputs: [],
        execution_count: null,
      })),
    ],
  };
}

/** Presses a button of a cell. */
export function press(page: Page, cell: number, action: string): Promise<void> {
  return page.locator(`#cellule-${cell} button[data-action="${action}"]`).click();
}

/** What a cell that ran in the page shows, once it has ended. */
export async function outputOf(page: Page, cell: number): Promise<string> {
  const status = page.locator(`#cellule-${cell} .cell-status`);
  await status.getByText(/^(Exécuté|Arrêtée|Interrompue|Demande)/).waitFor();
  return (await page.locator(`#cellule-${cell} > .outputs-page`).innerText()).trim();
}

/** Runs a cell and gives what it shows. */
export async function ran(page: Page, cell: number): Promise<string> {
  await press(page, cell, 'run');
  return outputOf(page, cell);
}
