/** The scripts of pages, bundled by esbuild: the kernel of a page, danfo.js, and what makes cells run. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, type Plugin, build } from 'esbuild';
import { pageTwins } from './page-twins.mjs';

/** Seen from `src/book/page-kernel` and from `dist/book/page-kernel` alike. */
const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** How the scripts of pages are bundled: classic ones, for a page opened from a disk may not import. */
export const pageBundle = {
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'eof',
  logLevel: 'silent',
} as const satisfies BuildOptions;

async function bundled(options: BuildOptions): Promise<string> {
  // Cells print the names of classes.
  const { outputFiles } = await build({ ...pageBundle, keepNames: true, ...options, write: false });
  return outputFiles[0]?.text ?? '';
}

/**
 * The source of the worker that runs cells: the library, its simulator and its engines in one classic script.
 *
 * @param theme folder of the theme
 */
export async function kernelSource(theme: string): Promise<string> {
  const kernel = path.resolve(theme, 'client/kernel');
  return bundled({
    entryPoints: [path.join(kernel, 'worker.ts')],
    plugins: [pageTwins({ library: path.join(repository, 'dist'), kernel })],
  });
}

/** Parts of danfo.js that read the disk and the network, or draw: a page has its own ways. */
const danfoWithout =
  /^(request|node-fetch|stream-json.*|plotly\.js-dist-min|(node:)?(fs|path|stream|util|os|crypto|buffer))$/;

const nothing = `const nothing = new Proxy(function () {}, {
  get: (target, key) => (key === 'prototype' ? target.prototype : key === '__esModule' ? undefined : nothing),
  apply: () => nothing,
});
module.exports = nothing;`;

/** The source of danfo.js as a script whose value is the module. */
export async function danfoSource(): Promise<string> {
  const script = await bundled({
    stdin: { contents: "module.exports = require('danfojs-node');", resolveDir: repository },
    globalName: 'sondeDanfo',
    plugins: [danfoForPages],
  });
  return `${script}\nsondeDanfo`;
}

const danfoForPages: Plugin = {
  name: 'danfo-for-pages',
  setup(context) {
    context.onResolve({ filter: danfoWithout }, ({ path: name }) => ({ path: name, namespace: 'nothing' }));
    // Looked at when danfo.js starts, and never called by what a page uses.
    context.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: nothing }));
  },
};

/**
 * Writes the scripts of every page: its own, the one that comes before it is drawn, the search, and the offer of a kernel on this
 * machine, which `npm start` alone adds to pages.
 *
 * @param theme folder of the theme
 * @param assets folder of the site's scripts
 */
export async function writeBookScripts(theme: string, assets: string): Promise<void> {
  await build({
    ...pageBundle,
    entryPoints: ['book.ts', 'scheme.ts', 'search.mts', 'local-kernel/offer.ts'].map((name) =>
      path.join(theme, 'client', name),
    ),
    outdir: assets,
    // Browsers too old to run cells in a worker must still show the pages.
    target: 'es2020',
  });
}

/**
 * Writes the scripts that make the cells of a page run: what draws their outputs, the colours of code, the editor.
 *
 * @param theme folder of the theme
 * @param assets folder of the site's scripts
 */
export async function writeCellScripts(theme: string, assets: string): Promise<void> {
  const folder = path.resolve(theme, 'client/cells');
  await build({
    ...pageBundle,
    entryPoints: ['cells.mts', 'colours.ts', 'editor.ts'].map((name) => path.join(folder, name)),
    outdir: assets,
    plugins: [nodeUtilTwin(path.join(folder, 'node-util.ts'))],
  });
}

/** The theme draws outputs with one function of `node:util`, which this file has. */
function nodeUtilTwin(twin: string): Plugin {
  return {
    name: 'node-util',
    setup(context) {
      context.onResolve({ filter: /^node:util$/ }, () => ({ path: twin }));
    },
  };
}
