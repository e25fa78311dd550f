import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What `plotElement` writes: no `<` can stand in it but that of its end. */
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
  const { assetScript } = await import('./asset-script.mjs');
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
