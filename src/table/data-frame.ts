import type { DataFrame } from 'danfojs-node';
import { danfo } from './danfo.js';
import { flatRow, type TableCell, type TableRow } from './flat-row.js';

export type { DataFrame };

/**
 * Rows as a danfojs data frame, to select, sort, group and describe them. What is inside an object becomes a
 * column with a dot in its name (`local.port`); a list becomes text; a counter above 2^53 too, since danfojs
 * computes in floating point.
 *
 * danfojs is loaded at the first call.
 *
 * @param rows plain objects; a value missing from some rows is `undefined` there.
 * @returns a data frame with a column for each name found in the rows.
 * @throws RangeError without any row: a data frame needs its columns.
 * @example
 * ```ts
 * import { dataFrame } from 'sonde/table';
 * const frame = await dataFrame([{ state: 'ESTAB', peer: { port: 443 } }, { state: 'LISTEN', peer: { port: 0 } }]);
 * console.log(frame.columns); // → [ 'state', 'peer.port' ]
 * ```
 */
export async function dataFrame(rows: readonly TableRow[]): Promise<DataFrame> {
  if (rows.length === 0) throw new RangeError('a data frame needs at least one row to know its columns');
  const flat = rows.map(flatRow);
  const columns = [...new Set(flat.flatMap((row) => Object.keys(row)))];
  const { DataFrame: Frame } = await danfo();
  return new Frame(
    flat.map((row) => columns.map((name) => frameCell(row[name]))),
    { columns },
  );
}

function frameCell(cell: TableCell): string | number | boolean | undefined {
  if (typeof cell !== 'bigint') return cell;
  return cell <= BigInt(Number.MAX_SAFE_INTEGER) && cell >= BigInt(Number.MIN_SAFE_INTEGER)
    ? Number(cell)
    : String(cell);
}
