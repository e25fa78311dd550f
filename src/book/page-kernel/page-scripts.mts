import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { pageBundle } from './page-bundle.mjs';

/**
 * Writes the scripts that make cells alive: what draws their outputs, the colours of code, the editor.
 *
 * @param theme folder of the theme
 * @param assets folder of the site's scripts
 *
 * @example
 * ```ts
 * await writePageScripts('theme', 'theme/public/assets');
 * ```
 */
export async function writePageScripts(theme: string, assets: string): Promise<void> {
  const folder = path.resolve(theme, 'client/cells');
  await build({
    ...pageBundle,
    entryPoints: ['cells.mts', 'colours.ts', 'editor.ts'].map((name) => path.join(folder, name)),
    outdir: assets,
    plugins: [nodeUtilTwin(path.join(folder, 'node-util.ts'))],
  });
}

/** The theme draws outputs with one function of Node's. */
function nodeUtilTwin(twin: string): Plugin {
  return {
    name: 'node-util',
    setup(context) {
      context.onResolve({ filter: /^node:util$/ }, () => ({ path: twin }));
    },
  };
}
