import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Figure, drawingAt, plotlyBuildOf } from '../drawing/figure.js';
import { type Scheme, darkPalette, inScheme, palette } from '../drawing/palette.js';
import { plotlyPage } from './plotly-page.js';
import { fontFiles } from './svg-layout.js';

/** Size and colours of a static image. */
export interface RenderOptions {
  /** Width, in CSS pixels; under 640 the narrow arrangement is drawn. Default 900. */
  readonly widthPx?: number;
  /** Height, in CSS pixels. Default: the one the figure asks for. */
  readonly heightPx?: number;
  /** The background, which is opaque: the image may land on any page. Default `light`. */
  readonly scheme?: Scheme;
}

/**
 * Draws a figure as an SVG document, with no browser. The same figure gives the same bytes.
 *
 * @param figure the figure; its first state only, if it moves.
 * @param options size and colours.
 * @returns a standalone SVG with the figure's alternative text as its description.
 * @throws RangeError when a size is not positive.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * import { renderSvg } from 'sonde/figure';
 *
 * const svg = await renderSvg(figure.ttlHops(118), { widthPx: 360 });
 * console.log(svg.startsWith('<svg ')); // → true
 * ```
 */
export async function renderSvg(figure: Figure, options: RenderOptions = {}): Promise<string> {
  const { widthPx = 900, scheme = 'light' } = options;
  const drawing = drawingAt(inScheme(figure, scheme), widthPx);
  const { heightPx = Number(drawing.layout['height'] ?? 450) } = options;
  if (!(widthPx > 0 && heightPx > 0))
    throw new RangeError(`a figure cannot be ${widthPx} × ${heightPx} pixels`);
  const background = (scheme === 'dark' ? darkPalette : palette).surface;
  const layout = { ...drawing.layout, paper_bgcolor: background, width: widthPx, height: heightPx };
  const page = await plotlyPage(plotlyBuildOf(drawing));
  const svg = await page.svg({ data: drawing.data, layout }, widthPx, heightPx);
  return described(svg, figure);
}

/**
 * Draws a figure as a PNG, twice as many pixels as its CSS size, with no browser.
 *
 * @param figure the figure; its first state only, if it moves.
 * @param options size and colours.
 * @returns the bytes of the PNG file.
 * @throws RangeError when a size is not positive.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * import { renderPng } from 'sonde/figure';
 *
 * const png = await renderPng(figure.ttlHops(118), { scheme: 'dark' });
 * console.log(String.fromCharCode(...png.subarray(1, 4))); // → PNG
 * ```
 */
export async function renderPng(figure: Figure, options: RenderOptions = {}): Promise<Uint8Array> {
  return pngOf(await renderSvg(figure, options), 2);
}

/**
 * Turns the SVG of a figure, whose background is opaque, into a PNG.
 *
 * @param svg what {@link renderSvg} returned.
 * @param scale pixels for each of CSS.
 * @returns the bytes of the PNG file.
 */
export async function pngOf(svg: string, scale: number): Promise<Uint8Array> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const font = { fontFiles: fontFiles(), loadSystemFonts: false, defaultFontFamily: 'Inter' };
  // In a thread of its own: another figure is drawn meanwhile.
  return (await renderAsync(svg, { font, fitTo: { mode: 'zoom', value: scale } })).asPng();
}

/** Plotly's document, with a name and a description for screen readers. */
function described(svg: string, { title, alt }: Figure): string {
  const names = `<title>${xml(title)}</title><desc>${xml(alt)}</desc>`;
  return svg
    .replaceAll('TOBESTRIPPED', '')
    .replace(/^<svg [^>]*>/, (tag) => `${tag.slice(0, -1)} role="img">${names}`);
}

function xml(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

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
