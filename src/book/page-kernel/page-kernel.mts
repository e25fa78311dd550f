import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { libraryNames } from '../../package/doors.js';
import { assetScript } from '../asset-script.mjs';
import { dataAssets } from './data-assets.mjs';
import { danfoSource, kernelSource } from './kernel-source.mjs';
import { notebookAssets } from './notebook-assets.mjs';
import { writePageScripts } from './page-scripts.mjs';

/**
 * Writes what a page loads when a reader runs a cell, as classic scripts: the kernel, data frames, the files of the course,
 * the editor and the names that it proposes.
 *
 * @param theme folder of the theme
 * @param assets folder of the site's scripts
 *
 * @example
 * ```ts
 * await writePageKernel('theme', 'theme/public/assets');
 * ```
 */
export async function writePageKernel(theme: string, assets: string): Promise<void> {
  const [kernel, danfo, data, notebooks] = await Promise.all([
    kernelSource(theme),
    danfoSource(),
    dataAssets(),
    notebookAssets(path.join(theme, '../notebooks')),
    writePageScripts(theme, assets),
  ]);
  const values = new Map<string, unknown>([
    ['kernel', kernel],
    ['danfo', danfo],
    ['names', libraryNames()],
    ...data,
    ...notebooks,
  ]);
  await Promise.all(
    [...values].map(([name, value]) => writeFile(path.join(assets, `${name}.js`), assetScript(name, value))),
  );
}
