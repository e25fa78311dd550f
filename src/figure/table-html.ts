import type { Table, TableColumn } from './table.js';

/**
 * A table as HTML: no script, no class, nothing to load. Every text of the rows is escaped, since a host name or
 * a process name may hold anything.
 */
export function tableHtml({ heading, columns, rows, note }: Table): string {
  const head = columns.map((column) => `<th scope="col"${aligned(column)}>${escaped(column.heading)}</th>`);
  const body = rows.map(
    (row) =>
      `<tr>${row.map((cell, index) => `<td${aligned(columns[index])}>${escaped(cell)}</td>`).join('')}</tr>`,
  );
  return [
    '<table>',
    heading && `<caption>${escaped(heading)}</caption>`,
    `<thead><tr>${head.join('')}</tr></thead>`,
    `<tbody>${body.join('\n')}</tbody>`,
    '</table>',
    note && `<p>${escaped(note)}</p>`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** Both forms: Jupyter's own style sheet wins over the attribute, the book keeps no style. */
function aligned(column: TableColumn | undefined): string {
  const side = column?.numeric === true ? 'right' : 'left';
  return ` align="${side}" style="text-align:${side}"`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
