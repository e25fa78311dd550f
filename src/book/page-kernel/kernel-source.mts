import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { builtOnce } from '../../figure/export/built-once.js';
import { pageBundle } from './page-bundle.mjs';
import { pageTwins } from './page-twins.mjs';

const require = createRequire(import.meta.url);

/** Seen from `src/book/page-kernel` and from `dist/book/page-kernel` alike. */
const repository = fileURLToPath(new URL('../../..', import.meta.url));

async function bundled(options: BuildOptions): Promise<string> {
  // Cells print the names of classes.
  const { outputFiles } = await build({ ...pageBundle, keepNames: true, ...options, write: false });
  return outputFiles[0]?.text ?? '';
}

/**
 * The source of the worker that runs cells: the library, its simulator and its engines in one classic script.
 *
 * @param theme folder of the theme
 *
 * @example
 * ```ts
 * const source = await kernelSource('theme');
 * ```
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
  /^(request|node-fetch|stream-json.*|xlsx|plotly\.js-dist-min|(node:)?(fs|path|stream|util|os|crypto|buffer))$/;

const nothing = `const nothing = new Proxy(function () {}, {
  get: (target, key) => (key === 'prototype' ? target.prototype : key === '__esModule' ? undefined : nothing),
  apply: () => nothing,
});
module.exports = nothing;`;

/**
 * The source of danfo.js as a script whose value is the module.
 *
 * @example
 * ```ts
 * const { DataFrame } = (0, eval)(await danfoSource());
 * ```
 */
export function danfoSource(): Promise<string> {
  const { version } = require('danfojs-node/package.json') as { readonly version: string };
  return builtOnce(`danfo-${version}.page.js`, async () => {
    const script = await bundled({
      stdin: { contents: "module.exports = require('danfojs-node');", resolveDir: repository },
      globalName: 'sondeDanfo',
      // One file of TensorFlow; from its parts, esbuild would take some of them twice.
      alias: { '@tensorflow/tfjs-node': require.resolve('@tensorflow/tfjs-node/dist/tf.es2017.min.js') },
      plugins: [danfoForPages],
    });
    return `${script}\nsondeDanfo`;
  });
}

const danfoForPages: Plugin = {
  name: 'danfo-for-pages',
  setup(context) {
    context.onResolve({ filter: danfoWithout }, ({ path: name }) => ({ path: name, namespace: 'nothing' }));
    // Looked at when danfo.js starts, and never called by what a page uses.
    context.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: nothing }));
  },
};
