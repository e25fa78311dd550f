import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { plotlySource } from '../../figure/export/plotly-library.js';
import { libraryNames } from '../../package/doors.js';
import { dataAssets, notebookAssets } from '../page-kernel/page-assets.mjs';
import {
  danfoSource,
  kernelSource,
  writeBookScripts,
  writeCellScripts,
} from '../page-kernel/page-scripts.mjs';
import { assetScript } from '../site-files.js';

const require = createRequire(import.meta.url);

/** Weights and styles of Inter that the book uses; Latin covers French. */
const fonts = ['inter-latin-400-normal', 'inter-latin-400-italic', 'inter-latin-600-normal'];

/**
 * Writes the files that every page shares into the theme's `public/`, which `myst` copies into the site:
 * style, scripts (classic ones, for file://), fonts, and minified plotly.js.
 *
 * @param theme folder of the theme
 * @returns the folder written
 *
 * @example
 * ```ts
 * await writePublicFiles('theme'); // 'theme/public'
 * ```
 */
export async function writePublicFiles(theme: string): Promise<string> {
  const root = path.join(theme, 'public');
  const assets = path.join(root, 'assets');
  await rm(root, { recursive: true, force: true });
  await mkdir(assets, { recursive: true });
  const inter = path.dirname(require.resolve('@fontsource/inter/package.json'));
  await Promise.all([
    writeBookScripts(theme, assets),
    writePageKernel(theme, assets),
    copyFile(path.join(theme, 'assets/book.css'), path.join(assets, 'book.css')),
    copyFile(path.join(theme, 'assets/favicon.svg'), path.join(assets, 'favicon.svg')),
    copyFile(path.join(inter, 'LICENSE'), path.join(assets, 'inter-LICENSE.txt')),
    ...fonts.map((name) =>
      copyFile(path.join(inter, 'files', `${name}.woff2`), path.join(assets, `${name}.woff2`)),
    ),
    writeFile(path.join(assets, 'plotly.min.js'), await plotlySource('course')),
    writeFile(path.join(assets, 'plotly-whole.min.js'), await plotlySource('whole')),
  ]);
  return root;
}

/** What a page loads when a reader runs a cell: the kernel, data frames, the files of the course, the editor and its names. */
async function writePageKernel(theme: string, assets: string): Promise<void> {
  const [kernel, danfo, data, notebooks] = await Promise.all([
    kernelSource(theme),
    danfoSource(),
    dataAssets(),
    notebookAssets(path.join(theme, '../notebooks')),
    writeCellScripts(theme, assets),
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
