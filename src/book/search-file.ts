import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

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
  const { assetScript } = await import('./asset-script.mjs');
  const { searchIndex } = await import('./theme/search-index.mjs');
  const theirs = path.join(site, 'myst.search.json');
  const { records } = JSON.parse(await readFile(theirs, 'utf8')) as {
    readonly records: Parameters<typeof searchIndex>[0];
  };
  const script = assetScript('search-index', searchIndex(records));
  await writeFile(path.join(site, 'assets/search-index.js'), script);
  await rm(theirs);
}
