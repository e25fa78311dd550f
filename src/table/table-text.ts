import { type Table, tableNote } from './table.js';

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
