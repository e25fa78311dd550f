import { stripVTControlCharacters } from 'node:util';
import type { ElementContent } from 'hast';
import { h } from 'hastscript';
import { plotlyMimeType } from '../../figure/drawing/figure.js';
import { scriptJson } from '../../figure/notebook/escape.js';
import type { JupyterOutput, MimeContent, PagePlace } from './myst-tree.mjs';
import { assetFile, relativeUrl } from './relative-url.mjs';
import { safeHtml } from './safe-html.mjs';

/** Height of a figure which does not say its own: Plotly's default, in CSS pixels. */
const defaultHeight = 450;

/** What the page needs to know of a figure before it is drawn. */
interface PlotJson {
  readonly layout?: { readonly height?: unknown };
  /** The same figure arranged for a narrow page. */
  readonly narrow?: { readonly layout?: { readonly height?: unknown } };
}

/**
 * An interactive figure: the static image at once, and the data from which the page's script draws over it.
 *
 * @param json the figure as JSON
 * @param image its static image
 * @param alt the sentence that replaces it
 * @throws SyntaxError when the figure is not JSON
 */
function plotElement(json: string, image: ElementContent | undefined, alt: string): ElementContent {
  const { layout, narrow } = JSON.parse(json) as PlotJson;
  const height = heightOf(layout);
  const narrowHeight = narrow ? heightOf(narrow.layout) : height;
  // The box has its height before Plotly comes, so that the page does not move.
  const style = `--plot-height:${height}px;--plot-height-narrow:${narrowHeight}px`;
  return h('div.plot', { style }, [
    image ?? h('p', alt),
    h('div.plot-area', { role: 'figure', ariaLabel: alt, hidden: true }),
    h('script', { type: 'application/json' }, scriptJson(json)),
  ]);
}

function heightOf(layout: PlotJson['layout']): number {
  return typeof layout?.height === 'number' ? layout.height : defaultHeight;
}

const imageTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/svg+xml'] as const;

/**
 * One output of a cell: the richest of the forms it comes in, none of which can execute anything.
 *
 * @param output what the cell gave
 * @param place the page that shows it
 */
export function outputElement(output: JupyterOutput, place: PagePlace): ElementContent {
  switch (output.output_type) {
    case 'stream':
      return h('div', { className: ['output', `output-${output.name ?? 'stdout'}`] }, [
        h('pre', stripVTControlCharacters(output.text ?? '')),
      ]);
    case 'error':
      return errorElement(output);
    default:
      return h('div.output', richElements(output.data ?? {}, place));
  }
}

function errorElement(output: JupyterOutput): ElementContent {
  const title = `${output.ename ?? 'Erreur'}\u00a0: ${output.evalue ?? ''}`;
  return h('div.output.output-error', { role: 'group', ariaLabel: 'Erreur' }, [
    h('p', [h('strong', stripVTControlCharacters(title))]),
    h('pre', stripVTControlCharacters(output.traceback ?? '')),
  ]);
}

function richElements(data: Readonly<Record<string, MimeContent>>, place: PagePlace): ElementContent[] {
  const text = data['text/plain']?.content ?? '';
  const image = imageElement(data, text, place);
  const plotly = data[plotlyMimeType]?.content;
  if (plotly !== undefined) return [plotElement(plotly, image, text)];
  if (image !== undefined) return [image];
  const html = data['text/html']?.content;
  if (html !== undefined) return [h('div.table', safeHtml(html) as ElementContent[])];
  return [h('pre', stripVTControlCharacters(text))];
}

function imageElement(
  data: Readonly<Record<string, MimeContent>>,
  alt: string,
  place: PagePlace,
): ElementContent | undefined {
  const type = imageTypes.find((name) => data[name] !== undefined);
  const image = type && data[type];
  if (!image) return undefined;
  const src = image.path === undefined ? dataUrl(image) : relativeUrl(place.file, assetFile(image.path));
  return h('img', { src, alt, width: image.size?.width, height: image.size?.height, loading: 'lazy' });
}

/** An image that MyST left inline; SVG is text, the others are base64 already. */
function dataUrl(image: MimeContent): string {
  const content = image.content ?? '';
  return image.content_type === 'image/svg+xml'
    ? `data:image/svg+xml,${encodeURIComponent(content)}`
    : `data:${image.content_type};base64,${content}`;
}
