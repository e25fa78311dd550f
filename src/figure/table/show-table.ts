import { cellOutput } from '../notebook/cell-output.js';
import { frameRows, isDataFrame, type DataFrame } from './data-frame.js';
import { tableHtml } from './table-html.js';
import { tableText } from './table-text.js';
import { layOut, type TableOptions, type TableRow } from './table.js';

/**
 * Shows rows as a table under the notebook's cell, which its headings sort and which is paged when it is long; outside a
 * notebook, prints it as aligned text.
 *
 * @param rows plain objects, or a data frame.
 * @param options title, origin, columns with their headings, numbers of rows kept and of a page.
 * @throws RangeError when a number of rows is not a positive whole one.
 * @example
 * ```ts
 * import { showTable } from 'sonde';
 * showTable([{ name: 'lo', mtu: 65536 }], { columns: { name: 'Interface', mtu: 'MTU' }, origin: 'live' });
 * ```
 */
export function showTable(rows: readonly TableRow[] | DataFrame, options: TableOptions = {}): void {
  const table = layOut(isDataFrame(rows) ? frameRows(rows) : rows, options);
  const send = cellOutput();
  if (send === undefined) {
    console.log(tableText(table));
    return;
  }
  const data = { 'text/html': tableHtml(table), 'text/plain': tableText(table) };
  send({ data, metadata: {}, transient: {} }, false);
}
