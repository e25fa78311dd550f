import { readFileSync } from 'node:fs';
import path from 'node:path';
import { courseTraces, type PlotlyBuild } from '../drawing/figure.js';
import { builtOnce } from './built-once.js';

/**
 * Plotly's distributed bundle, minified: 4.8 MB instead of 10; the course's build 1.3. Made once (seconds), then read from
 * `dist/`; where that folder is not writable it is made again by each process.
 *
 * @param build with which traces
 * @returns the source of a script that sets `window.Plotly`
 */
export async function plotlySource(build: PlotlyBuild): Promise<string> {
  const folder = path.dirname(require.resolve('plotly.js-dist/package.json'));
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const name = build === 'whole' ? 'whole' : [...courseTraces].join('-');
  return builtOnce(`plotly-${version}-${name}.min.js`, () => {
    const source = readFileSync(path.join(folder, 'plotly.js'), 'utf8');
    return minified(build === 'whole' ? moduleOf(source) : withTraces(moduleOf(source), courseTraces));
  });
}

/** ASCII only: the bundle crosses pages of any encoding. Licences stay, at the end. */
async function minified(contents: string): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    stdin: { contents, loader: 'js' },
    // A module that nothing asks for any more is left out.
    treeShaking: true,
    bundle: true,
    minify: true,
    format: 'iife',
    legalComments: 'eof',
    charset: 'ascii',
    target: 'es2020',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}

const opening = '\nvar Plotly = (() => {\n';
const closing = '\n  return require_index();\n})();\n';
const ending = '\nwindow.Plotly = Plotly;\n';

/**
 * The distributed file as a module. In it all parts stand inside one function; esbuild leaves out unused statements at the top of a
 * module only, so they are moved there.
 */
function moduleOf(source: string): string {
  const [start, end, last] = [
    source.indexOf(opening),
    source.lastIndexOf(closing),
    source.lastIndexOf(ending),
  ];
  if (start < 0 || end < start || last < end)
    throw new Error('plotly.js-dist is not the bundle that Sonde knows');
  const licence = source.slice(0, source.indexOf('*/') + 2).replace('/**', '/*!');
  const parts = source.slice(start + opening.length, end);
  const licences = source.slice(end + closing.length, last);
  const declared = parts.replace(
    /^( {2}var (?:require|init)_[\w$]+ = )(?=__(?:commonJS|esm)\()/gm,
    '$1/* @__PURE__ */ ',
  );
  return `${licence}\n${declared}\nwindow.Plotly = require_index();\n${licences}`;
}

/** The same, whose first module asks for these traces only. */
function withTraces(source: string, traces: ReadonlySet<string>): string {
  const list =
    /("lib\/index\.js"\(exports, module\) \{\s+var Plotly = \w+\(\);\s+Plotly\.register\(\[)([^\]]*)\]/;
  const [, before, all = ''] = list.exec(source) ?? [];
  if (before === undefined) throw new Error('plotly.js-dist does not list the traces that Sonde looks for');
  const kept = Array.from(all.matchAll(/require_([a-z\d]+)2\(\)/g))
    .filter(([, name = '']) => traces.has(name))
    .map(([call]) => call);
  return source.replace(list, () => `${before}${kept.join(', ')}]`);
}
