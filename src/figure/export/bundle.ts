import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { embedded, plotlyJson } from '../notebook/embed.js';
import { type Figure, type PlotlyBuild, plotlyBuildOf, plotlyMimeType } from '../drawing/figure.js';
import { plotlySource } from './plotly-library.js';
import { pngOf, renderSvg } from './render.js';

/** A Jupyter display message: the same figure for every kind of viewer. */
export interface DisplayBundle {
  readonly data: {
    /** For VS Code and the book. */
    readonly 'application/vnd.plotly.v1+json': object;
    /** For Jupyter and exported pages: image, then Plotly over it. */
    readonly 'text/html': string;
    /** For viewers that run no script, and for PDF. */
    readonly 'image/png': string;
    /** For terminals and screen readers. */
    readonly 'text/plain': string;
  };
  readonly metadata: { readonly 'image/png': { readonly width: number; readonly height: number } };
}

/**
 * The display message of a figure on its own: its page needs Plotly from another one.
 *
 * @param figure the figure.
 * @returns a message of some hundred kilobytes.
 */
export function displayBundle(figure: Figure): Promise<DisplayBundle> {
  return bundle(figure, undefined);
}

/**
 * The display message of the figure that brings Plotly to its notebook: half a megabyte more, or two for the whole of Plotly.
 *
 * @param figure the figure.
 */
export async function displayBundleWithLibrary(figure: Figure): Promise<DisplayBundle> {
  const build = plotlyBuildOf(figure);
  const library = libraries.get(build) ?? compressed(build);
  libraries.set(build, library);
  return bundle(figure, await library);
}

const libraries = new Map<PlotlyBuild, Promise<string>>();

async function compressed(build: PlotlyBuild): Promise<string> {
  return gzipSync(await plotlySource(build), { level: 9 }).toString('base64');
}

const widthPx = 900;

/** The image travels twice in a message, and scripts draw over it: sharp enough, and half the bytes of 2. */
const scale = 1.5;

async function bundle(figure: Figure, plotlyGzipBase64: string | undefined): Promise<DisplayBundle> {
  const png = Buffer.from(await pngOf(await renderSvg(figure, { widthPx }), scale));
  const pngBase64 = png.toString('base64');
  const json = plotlyJson(figure);
  const key = createHash('sha256').update(JSON.stringify(json)).digest('hex').slice(0, 16);
  return {
    data: {
      [plotlyMimeType]: json,
      'text/html': embedded({ figure, key, pngBase64, plotlyGzipBase64 }),
      'image/png': pngBase64,
      'text/plain': figure.alt,
    },
    metadata: { 'image/png': { width: widthPx, height: Number(figure.layout['height']) } },
  };
}
