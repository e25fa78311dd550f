import { h } from 'hastscript';
import type { ElementContent } from 'hast';

/** MIME type under which a cell gives a Plotly figure. */
export const plotlyType = 'application/vnd.plotly.v1+json';

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
 *
 * @example
 * ```ts
 * plotElement('{"data": [], "layout": {"height": 380}}', image, 'RTT de 127.0.0.1');
 * ```
 */
export function plotElement(json: string, image: ElementContent | undefined, alt: string): ElementContent {
  const { layout, narrow } = JSON.parse(json) as PlotJson;
  const height = heightOf(layout);
  const narrowHeight = narrow ? heightOf(narrow.layout) : height;
  // The box has its height before Plotly comes, so that the page does not move.
  const style = `--plot-height:${height}px;--plot-height-narrow:${narrowHeight}px`;
  return h('div.plot', { style }, [
    image ?? h('p', alt),
    h('div.plot-area', { role: 'figure', ariaLabel: alt, hidden: true }),
    h('script', { type: 'application/json' }, escapedForScript(json)),
  ]);
}

function heightOf(layout: PlotJson['layout']): number {
  return typeof layout?.height === 'number' ? layout.height : defaultHeight;
}

/** JSON that cannot end the script element that holds it, nor open another. */
function escapedForScript(json: string): string {
  return json.replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
