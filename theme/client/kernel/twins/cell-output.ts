/** Under a cell of a page: what takes the place of tslab's way to show. */
import type { SendOutput } from '#dist/figure/notebook/cell-output.js';
import { currentCell } from '../current-cell.js';

/** Never thrown in a page, but part of the public face. */
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
