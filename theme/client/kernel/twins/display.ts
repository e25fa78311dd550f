/** Under a cell of a page: what takes the place of tslab's way to show, and of the images that a notebook needs. */
import { type Figure, plotlyMimeType } from '#dist/figure/drawing/figure.js';
import type { SendOutput } from '#dist/figure/notebook/cell-output.js';
import { plotlyJson } from '#dist/figure/notebook/embed.js';
import { currentCell } from '../cell-port.js';

/** Never thrown in a page, but exported by a door. */
export class NoNotebookError extends Error {
  override readonly name = 'NoNotebookError';
}

export function cellOutput(): SendOutput | undefined {
  const cell = currentCell();
  return (
    cell &&
    (({ data, transient }, update) => {
      const { display_id: id } = transient as { readonly display_id?: unknown };
      cell.show(data, typeof id === 'string' ? id : undefined, update);
    })
  );
}

/** A figure as a page needs it: its data. The page has Plotly, and draws no image of its own. */
export interface DisplayBundle {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: object;
}

export function displayBundle(figure: Figure): Promise<DisplayBundle> {
  const data = { [plotlyMimeType]: plotlyJson(figure), 'text/plain': figure.alt };
  return Promise.resolve({ data, metadata: {} });
}

export const displayBundleWithLibrary = displayBundle;
