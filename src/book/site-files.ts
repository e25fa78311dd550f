/** What the builder adds to the site that MyST wrote: the search index, the data of figures, notebooks to download. */
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readNotebook, writeNotebook } from '../notebook/notebook-file.js';
import { stripOutputs } from '../notebook/notebook.js';

/**
 * Writes what the page loads when a reader searches: a classic script, for a page opened from a USB stick
 * (file://) may not fetch JSON. It takes the place of MyST's own file, which our pages do not read.
 *
 * @param site folder of the site that MyST wrote with our theme
 * @throws the file system's error when MyST wrote no search file
 *
 * @example
 * ```ts
 * await writeSearchFile('_build/html'); // _build/html/assets/search-index.js
 * ```
 */
export async function writeSearchFile(site: string): Promise<void> {
  const { searchIndex } = await import('./theme/search-index.mjs');
  const theirs = path.join(site, 'myst.search.json');
  const { records } = JSON.parse(await readFile(theirs, 'utf8')) as {
    readonly records: Parameters<typeof searchIndex>[0];
  };
  const script = assetScript('search-index', searchIndex(records));
  await writeFile(path.join(site, 'assets/search-index.js'), script);
  await rm(theirs);
}

/** The element that `plotElement` writes; its JSON has no `<`, so the next one ends it. */
const figure = /<script type="application\/json">([^<]+)<\/script>/g;

/**
 * Takes the data of the figures out of the pages, into a script beside each that is loaded with the first figure: a page is
 * there to be read before it is drawn, and its figures can weigh as much as its text. A classic script, for a page opened
 * from a USB stick (file://) may not fetch JSON.
 *
 * @param site folder of the site that MyST wrote with our theme
 * @throws the file system's error when a page cannot be read or written
 *
 * @example
 * ```ts
 * await writeFigureFiles('_build/html'); // _build/html/ping/figures.js, …
 * ```
 */
export async function writeFigureFiles(site: string): Promise<void> {
  const names = await readdir(site, { recursive: true });
  for (const name of names.filter((each) => path.basename(each) === 'index.html')) {
    const page = path.join(site, name);
    const html = await readFile(page, 'utf8');
    const figures = Array.from(html.matchAll(figure), ([, json = '']) => json);
    if (figures.length === 0) continue;
    let count = 0;
    const emptied = html.replace(
      figure,
      () => `<script type="application/json" data-figure="${count++}"></script>`,
    );
    await writeFile(path.join(path.dirname(page), 'figures.js'), assetScript('figures', figures));
    await writeFile(page, emptied);
  }
}

/**
 * Writes the notebooks that the pages offer: as the course stores them, without outputs, so that a student's own
 * results are the only ones in them. They take the place of MyST's executed copies, twenty times as heavy and
 * under names that change at each build.
 *
 * @param stage folder in which MyST built the book
 * @param site folder of the site
 * @throws the file system's error when they cannot be written
 *
 * @example
 * ```ts
 * await writeNotebookDownloads(stage, site); // _build/html/notebooks/01-ping.ipynb, …
 * ```
 */
export async function writeNotebookDownloads(stage: string, site: string): Promise<void> {
  const from = path.join(stage, 'notebooks');
  const to = path.join(site, 'notebooks');
  await mkdir(to, { recursive: true });
  for (const name of await notebooksIn(from)) {
    await writeNotebook(path.join(to, name), stripOutputs(await readNotebook(path.join(from, name))));
  }
  const copies = path.join(site, 'build');
  for (const name of await notebooksIn(copies)) await rm(path.join(copies, name));
}

async function notebooksIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => name.endsWith('.ipynb'));
}

/**
 * A value as a classic script, which a page opened from a disk may load when it may not fetch.
 *
 * @param name under which the page asks for it
 * @param value plain data
 */
export function assetScript(name: string, value: unknown): string {
  // U+2028 and U+2029 end a line in older readings of the language.
  const json = JSON.stringify(value).replace(/[\u2028\u2029]/g, (character) =>
    character === '\u2028' ? '\\u2028' : '\\u2029',
  );
  return `(globalThis.sondeAssets??={})[${JSON.stringify(name)}]=${json};\n`;
}
