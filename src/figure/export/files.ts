import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Figure } from '../drawing/figure.js';
import { pngOf, renderSvg } from './render.js';

/**
 * Writes a figure as `NAME.svg` and `NAME.png`, with no browser and no notebook.
 *
 * @param figure the figure.
 * @param base path of the files without their extension; its folder is created.
 * @returns the two paths.
 * @throws Error (of the file system) when a file cannot be written.
 * @example
 * ```ts
 * import { tmpdir } from 'node:os';
 * import { exportFigure, figure } from 'sonde';
 *
 * const [svg, png] = await exportFigure(figure.ttlHops(118), `${tmpdir()}/sonde-example/ttl`);
 * console.log(svg.endsWith('ttl.svg'), png.endsWith('ttl.png')); // → true true
 * ```
 */
export async function exportFigure(
  figure: Figure,
  base: string,
): Promise<readonly [svg: string, png: string]> {
  const svg = await renderSvg(figure);
  await mkdir(path.dirname(base), { recursive: true });
  await writeFile(`${base}.svg`, svg);
  await writeFile(`${base}.png`, await pngOf(svg, 2));
  return [`${base}.svg`, `${base}.png`];
}
