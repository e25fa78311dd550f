/** A figure as a page needs it: its data. The page has Plotly, and draws no image of its own. */
import { plotlyJson } from '#dist/figure/notebook/embed.js';
import { type Figure, plotlyMimeType } from '#dist/figure/drawing/figure.js';

export interface DisplayBundle {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: object;
}

export function displayBundle(figure: Figure): Promise<DisplayBundle> {
  const data = { [plotlyMimeType]: plotlyJson(figure), 'text/plain': figure.alt };
  return Promise.resolve({ data, metadata: {} });
}

export const displayBundleWithLibrary = displayBundle;
