import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** From src/figure/export as from dist/figure/export. */
const cacheFolder = path.resolve(__dirname, '../../../dist/figure');

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
  const cached = path.join(cacheFolder, `plotly-${version}.min.js`);
  const known = readIfThere(cached);
  if (known !== undefined) return known;
  const { transform } = await import('esbuild');
  const source = readFileSync(path.join(folder, 'plotly.js'), 'utf8');
  // ASCII only: the bundle crosses pages of any encoding. Licences stay, at the end.
  const { code } = await transform(source, {
    minify: true,
    legalComments: 'eof',
    charset: 'ascii',
    target: 'es2020',
  });
  keep(cached, code);
  return code;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written aside then renamed: several kernels may start at once. */
function keep(file: string, text: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(aside, text);
    renameSync(aside, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EROFS' && code !== 'EPERM') throw error;
  }
}
