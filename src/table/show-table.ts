import { cellOutput } from '../figure/notebook/cell-output.js';
import { htmlText } from '../figure/notebook/escape.js';
import { tableScript } from './table-page.js';
import type { TableCell, TableRow } from './flat-row.js';
import { type Table, type TableOptions, layOut, tableNote } from './table.js';

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

/** A table as aligned text, for terminals and for readers without HTML. Control characters become `\ufffd`. */
export function tableText({ heading, columns, rows, leftOut, rowsInText }: Table): string {
  const written = rows.slice(0, rowsInText);
  const note = tableNote(written.length, leftOut + rows.length - written.length);
  const cells = [columns.map((column) => column.heading), ...written].map((row) => row.map(onOneLine));
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => (row[index] ?? '').length)));
  const lines = cells.map((row) =>
    row
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return columns[index]?.numeric ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return [heading, ...lines, note].filter((line) => line !== '').join('\n');
}

function onOneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '\ufffd');
}

/**
 * A table as HTML: the first page of its rows, the others behind a disclosure, and a script which makes of them
 * one table to sort and to turn the pages of. Everything can be read where the script does not run. Every text
 * of the rows is escaped, since a host name or a process name may hold anything.
 */
export function tableHtml(table: Table): string {
  const { heading, rows, leftOut, rowsPerPage } = table;
  const note = tableNote(rows.length, leftOut);
  const sortable = rows.length > 1;
  return [
    `<table${sortable ? ` data-page="${rowsPerPage}"` : ''} style="font-variant-numeric:tabular-nums">`,
    heading && `<caption>${htmlText(heading)}</caption>`,
    rowGroups(table, 0, rowsPerPage),
    '</table>',
    rows.length > rowsPerPage && followingRows(table),
    note && `<p>${htmlText(note)}</p>`,
    sortable && `<script>${tableScript()}</script>`,
  ]
    .filter((part) => part !== '' && part !== false)
    .join('\n');
}

function followingRows(table: Table): string {
  const { rows, rowsPerPage } = table;
  return [
    `<details><summary>Lignes ${rowsPerPage + 1} à ${rows.length}</summary>`,
    `<table style="font-variant-numeric:tabular-nums">${rowGroups(table, rowsPerPage, rows.length)}</table>`,
    '</details>',
  ].join('\n');
}

function rowGroups({ columns, rows }: Table, start: number, end: number): string {
  const head = columns.map(
    ({ heading, numeric }) => `<th scope="col"${aligned(numeric)}>${htmlText(heading)}</th>`,
  );
  const body = rows.slice(start, end).map((row, index) => {
    const cells = columns.map(({ numeric, ranks }, column) => {
      const rank = ranks[start + index];
      const place = rank === undefined ? '' : ` data-rank="${rank}"`;
      return `<td${place}${aligned(numeric)}>${htmlText(row[column] ?? '')}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<thead><tr>${head.join('')}</tr></thead>\n<tbody>${body.join('\n')}</tbody>`;
}

/** Both forms: Jupyter's own style sheet wins over the attribute, the book keeps no style. */
function aligned(numeric: boolean): string {
  const side = numeric ? 'right' : 'left';
  return ` align="${side}" style="text-align:${side}"`;
}
