import { cellOutput } from '../figure/notebook/cell-output.js';
import { tableHtml } from './table-html.js';
import { tableText } from './table-text.js';
import { layOut, type TableCell, type TableOptions, type TableRow } from './table.js';

/** What a table reads of a data frame: danfojs' has it. */
export interface TableFrame {
  readonly columns: readonly string[];
  /** A list of values for each row. */
  readonly values: readonly unknown[];
}

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
export function showTable(rows: readonly TableRow[] | TableFrame, options: TableOptions = {}): void {
  const table = layOut('columns' in rows ? rowsOf(rows) : rows, options);
  const send = cellOutput();
  if (send === undefined) {
    console.log(tableText(table));
    return;
  }
  const data = { 'text/html': tableHtml(table), 'text/plain': tableText(table) };
  send({ data, metadata: {}, transient: {} }, false);
}

/** The rows of a data frame, as plain objects again. */
function rowsOf({ columns, values }: TableFrame): readonly TableRow[] {
  const rows = values as readonly (readonly TableCell[])[];
  return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])));
}
