import type { Cell, JsonObject, Notebook, Output } from '../notebook/notebook.js';

const plotlyType = 'application/vnd.plotly.v1+json';

/**
 * An executed notebook as the book takes it in. The HTML form of a figure is left out, for the book draws the
 * figure itself from its data; other HTML is made harmless here already, because MyST writes the long ones to
 * files of the site that anybody can open.
 *
 * @param notebook an executed notebook; it is not changed
 *
 * @example
 * ```ts
 * const notebook = await publishedNotebook(await readNotebook('_build/notebooks/01-ping.ipynb'));
 * ```
 */
export async function publishedNotebook(notebook: Notebook): Promise<Notebook> {
  const { safeHtmlText } = await import('./theme/safe-html.mjs');
  const publishedData = (data: JsonObject): JsonObject => {
    const { 'text/html': html, ...rest } = data;
    if (typeof html !== 'string' || plotlyType in data) return rest;
    return { ...rest, 'text/html': safeHtmlText(html) };
  };
  const publishedOutput = (output: Output): Output =>
    'data' in output ? { ...output, data: publishedData(output.data) } : output;
  const publishedCell = (cell: Cell): Cell =>
    cell.cell_type === 'code' ? { ...cell, outputs: cell.outputs.map(publishedOutput) } : cell;
  return { ...notebook, cells: notebook.cells.map(publishedCell) };
}
