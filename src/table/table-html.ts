import { type Table, tableNote } from './table.js';
import { tableScript } from './table-page.js';

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
    heading && `<caption>${escaped(heading)}</caption>`,
    rowGroups(table, 0, rowsPerPage),
    '</table>',
    rows.length > rowsPerPage && followingRows(table),
    note && `<p>${escaped(note)}</p>`,
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
    ({ heading, numeric }) => `<th scope="col"${aligned(numeric)}>${escaped(heading)}</th>`,
  );
  const body = rows.slice(start, end).map((row, index) => {
    const cells = columns.map(({ numeric, ranks }, column) => {
      const rank = ranks[start + index];
      const place = rank === undefined ? '' : ` data-rank="${rank}"`;
      return `<td${place}${aligned(numeric)}>${escaped(row[column] ?? '')}</td>`;
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

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
