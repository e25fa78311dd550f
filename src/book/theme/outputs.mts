import { stripVTControlCharacters } from 'node:util';
import { h } from 'hastscript';
import type { ElementContent } from 'hast';
import type { PagePlace } from './handlers.mjs';
import type { JupyterOutput, MimeContent } from './myst-tree.mjs';
import { plotElement, plotlyType } from './plot.mjs';
import { assetFile, relativeUrl } from './relative-url.mjs';
import { safeHtml } from './safe-html.mjs';

const imageTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/svg+xml'] as const;

/**
 * One output of a cell: the richest of the forms it comes in, none of which can execute anything.
 *
 * @param output what the cell gave
 * @param place the page that shows it
 *
 * @example
 * ```ts
 * outputElement({ output_type: 'stream', name: 'stdout', text: 'bonjour' }, place);
 * ```
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
  const plotly = data[plotlyType]?.content;
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
