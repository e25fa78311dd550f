/** How Node arranges what an object holds: on one line where it fits, lists in columns, else one line each. */

export type Braces = readonly [opening: string, closing: string];

/** Where the object stands. */
export interface Place {
  readonly indentation: number;
  /** Levels of objects inside this one. */
  readonly depthInside: number;
  readonly isList: boolean;
}

const breakLength = 80;
/** Levels of objects that may share a line. */
const compact = 3;
const maxColumns = 15;

/** The line that counts what is not shown. */
export function moreItems(count: number): readonly string[] {
  return count > 0 ? [`... ${count} more item${count > 1 ? 's' : ''}`] : [];
}

/**
 * Puts what an object holds between its braces.
 *
 * @param output its entries, each as text
 * @param base what stands before the braces
 * @param braces the two of them
 * @param value the object, whose numbers are set to the right in columns
 * @param place where it stands
 */
export function arranged(
  output: readonly string[],
  base: string,
  [opening, closing]: Braces,
  value: object,
  place: Place,
): string {
  const before = base === '' ? '' : `${base} `;
  const rows = place.isList && output.length > 6 ? inColumns(output, value, place.indentation) : output;
  const start = rows.length + place.indentation + opening.length + base.length + 10;
  if (place.depthInside < compact && rows.length === output.length && fits(rows, start, base)) {
    const line = rows.join(', ');
    if (!line.includes('\n')) return `${before}${opening} ${line} ${closing}`;
  }
  const indentation = `\n${' '.repeat(place.indentation)}`;
  return `${before}${opening}${indentation}  ${rows.join(`,${indentation}  `)}${indentation}${closing}`;
}

function fits(rows: readonly string[], start: number, base: string): boolean {
  const length = rows.reduce((sum, row) => sum + row.length, rows.length + start);
  return length <= breakLength && !base.includes('\n');
}

/** Short entries of a list in columns, in a shape nearer to a square than to a line. */
function inColumns(output: readonly string[], value: object, indentation: number): readonly string[] {
  const list = value as ArrayLike<unknown>;
  const last = output.at(-1) ?? '';
  const counted = list.length > 100 && last.startsWith('... ') ? output.slice(0, -1) : output;
  const widths = counted.map(textWidth);
  const total = widths.reduce((sum, width) => sum + width + 2, 0);
  const widest = Math.max(...widths) + 2;
  if (widest * 3 + indentation >= breakLength) return output;
  if (total / widest <= 5 && widest - 2 > 6) return output;
  const columns = columnCount(counted.length, widest, total / output.length, indentation);
  if (columns <= 1) return output;
  const columnWidths = Array.from({ length: columns }, (_, column) =>
    Math.max(...widths.filter((_width, i) => i % columns === column)),
  );
  const isNumeric = output.every((_, i) => ['number', 'bigint'].includes(typeof list[i]));
  const rows: string[] = [];
  for (let start = 0; start < counted.length; start += columns) {
    rows.push(rowOf(counted.slice(start, start + columns), columnWidths, isNumeric));
  }
  return [...rows, ...output.slice(counted.length)];
}

/** Characters are about two and a half times as high as they are wide. */
function columnCount(count: number, widest: number, average: number, indentation: number): number {
  const biased = Math.max(widest - 3 - Math.sqrt(widest - average), 1);
  return Math.min(
    Math.round(Math.sqrt(2.5 * biased * count) / biased),
    Math.floor((breakLength - indentation) / widest),
    compact * 4,
    maxColumns,
  );
}

function rowOf(cells: readonly string[], widths: readonly number[], isNumeric: boolean): string {
  return cells
    .map((cell, column) => {
      const isLast = column === cells.length - 1;
      const text = isLast ? cell : `${cell}, `;
      const width = (widths[column] ?? 0) + (isLast ? 0 : 2) + cell.length - textWidth(cell);
      if (isNumeric) return text.padStart(width);
      return isLast ? text : text.padEnd(width);
    })
    .join('');
}

/** Columns of a terminal that a text takes: two for an ideogram, none for an accent on its own. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text.normalize('NFC')) {
    if (/^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u.test(character)) continue;
    width +=
      /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}
