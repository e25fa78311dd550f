import { type Figure, type PlotlyObject, plotlyBuildOf } from '../drawing/figure.js';
import { htmlText, scriptJson } from './escape.js';
import { pageScript } from './page-script.js';

/** A figure ready to be put in a page. */
interface Embedding {
  readonly figure: Figure;
  /** Names the figure in its page: figures with the same key are the same. Letters and digits. */
  readonly key: string;
  /** The static image, for readers without scripts and until the script has drawn. */
  readonly pngBase64: string;
  /** Plotly's build for this figure, gzip then base64, when this page has not received it with another figure. */
  readonly plotlyGzipBase64?: string | undefined;
}

/**
 * The HTML of a figure: the static image at once, and a script which draws it with Plotly over the image as
 * soon as one figure of the page has brought Plotly. Nothing of the figure's data can leave its quotes.
 *
 * @param embedding the figure, its image, and the library for one figure of the page.
 * @returns an HTML fragment that needs no network.
 */
export function embedded({ figure, key, pngBase64, plotlyGzipBase64 }: Embedding): string {
  const build = plotlyBuildOf(figure);
  const library =
    plotlyGzipBase64 === undefined
      ? ''
      : `<script>sondeFigures.library("${build}", "${plotlyGzipBase64}");</script>\n`;
  return (
    `<div class="sonde-figure" data-figure="${key}" style="max-width:100%;overflow-x:auto;overflow-y:hidden">` +
    `<img alt="${htmlText(figure.alt)}" src="data:image/png;base64,${pngBase64}" ` +
    `style="display:block;max-width:100%;height:auto;width:900px"></div>\n` +
    `<script>${pageScript()}\nsondeFigures.add("${key}", "${build}", ${scriptJson(JSON.stringify(plotlyJson(figure)))});</script>\n${library}`
  );
}

/**
 * A figure as Plotly's JSON, which VS Code and the book draw themselves. `narrow`, `alt` and `origin` come in
 * addition to what Plotly reads.
 */
export function plotlyJson(figure: Figure): PlotlyObject {
  const { data, layout, config, frames, narrow, alt, origin } = figure;
  return {
    data,
    layout,
    ...(config && { config }),
    ...(frames && { frames }),
    ...(narrow && { narrow }),
    alt,
    ...(origin && { origin }),
  };
}
