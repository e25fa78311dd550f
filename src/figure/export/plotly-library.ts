import { readFileSync } from 'node:fs';
import path from 'node:path';
import { builtOnce } from './built-once.js';

/**
 * Plotly's distributed bundle, minified: 4.8 MB instead of 10. Made once (two seconds), then read from `dist/`;
 * where that folder is not writable it is made again by each process.
 *
 * @returns the source of a script that sets `module.exports`, or `window.Plotly` and the return value.
 */
export async function plotlySource(): Promise<string> {
  const folder = path.dirname(require.resolve('plotly.js-dist/package.json'));
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return builtOnce(`plotly-${version}.min.js`, async () => {
    const { transform } = await import('esbuild');
    const source = readFileSync(path.join(folder, 'plotly.js'), 'utf8');
    // ASCII only: the bundle crosses pages of any encoding. Licences stay, at the end.
    const { code } = await transform(source, {
      minify: true,
      legalComments: 'eof',
      charset: 'ascii',
      target: 'es2020',
    });
    return code;
  });
}
