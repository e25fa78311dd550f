import { frenchNumber } from '../figure/drawing/label.js';
import { type Origin, originLabel } from '../origin.js';
import { flatRow, type TableCell, type TableRow } from './flat-row.js';
import { columnRanks } from './table-order.js';

/** How a table is shown. */
export interface TableOptions {
  /** Plain French text above the table. */
  readonly title?: string;
  /** Where the numbers come from, written beside the title. */
  readonly origin?: Origin;
  /**
   * The columns to show, in order: name in the rows (`local.port` for what is inside), then its French heading,
   * unit included. All of them by default, the unit that ends a name between parentheses.
   */
  readonly columns?: Readonly<Record<string, string>>;
  /** Rows kept; how many more there are is said. Default 1000 in a notebook, 50 in a text. */
  readonly maxRows?: number;
  /** Rows of a page, in a notebook. Default 25. */
  readonly rowsPerPage?: number;
}

/** A table ready to be written, as HTML or as text. */
export interface Table {
  /** Title and origin, as one line; empty when there is neither. */
  readonly heading: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
  /** Rows that were given and are not in `rows`. */
  readonly leftOut: number;
  /** Rows of a page, where there are pages. */
  readonly rowsPerPage: number;
  /** Rows written where there are none. */
  readonly rowsInText: number;
}

/** One column of a {@link Table}. */
interface TableColumn {
  readonly heading: string;
  /** Numbers are set against the right edge. */
  readonly numeric: boolean;
  /** The place of each row once the table is sorted by this column; `undefined` without a value. */
  readonly ranks: readonly (number | undefined)[];
}

const defaultMaxRows = 1000;
const defaultRowsInText = 50;
const defaultRowsPerPage = 25;

/**
 * Lays rows out: columns chosen and named, numbers written the French way.
 *
 * @throws RangeError when a number of rows is not a positive whole one
 */
export function layOut(rows: readonly TableRow[], options: TableOptions): Table {
  const { title, origin, maxRows = defaultMaxRows, rowsPerPage = defaultRowsPerPage } = options;
  checkCounts({ maxRows, rowsPerPage });
  const flat = rows.slice(0, maxRows).map(flatRow);
  const names = options.columns ?? Object.fromEntries(allKeys(flat).map((key) => [key, columnHeading(key)]));
  const keys = Object.keys(names);
  return {
    heading: [title, origin && `[${originLabel[origin]}]`].filter((part) => part !== undefined).join(' '),
    columns: keys.map((key) => ({
      heading: names[key] ?? key,
      numeric: flat.some((row) => isNumber(row[key])) && flat.every((row) => isNumber(row[key] ?? 0)),
      ranks: columnRanks(flat.map((row) => row[key])),
    })),
    rows: flat.map((row) => keys.map((key) => (identifier.test(key) ? named(row[key]) : written(row[key])))),
    leftOut: rows.length - flat.length,
    rowsPerPage,
    rowsInText: options.maxRows ?? defaultRowsInText,
  };
}

/** What is said under a table of which some rows are not shown, or which has none; empty otherwise. */
export function tableNote(shown: number, leftOut: number): string {
  if (leftOut > 0) return `… et ${plural(leftOut, 'autre ligne', 'autres lignes')}`;
  return shown === 0 ? 'aucune ligne' : '';
}

function checkCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isSafeInteger(count) || count < 1)
      throw new RangeError(`${name} must be a positive whole number, got ${count}`);
  }
}

function allKeys(rows: readonly Readonly<Record<string, TableCell>>[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

function isNumber(cell: TableCell): boolean {
  return typeof cell === 'number' || typeof cell === 'bigint';
}

/** Numbers that count nothing: a port is 51234, not 51 234. */
const identifier = /(^|\.)(asn|fd|identifier|inode|number|pid|port|sequence|uid|vlan)$/i;

function named(cell: TableCell): string {
  return typeof cell === 'number' || typeof cell === 'bigint' ? String(cell) : written(cell);
}

/** Numbers keep their own precision up to three decimals: a table is read, a data frame computes. */
function written(cell: TableCell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'boolean') return cell ? 'oui' : 'non';
  if (typeof cell === 'bigint') return cell.toLocaleString('fr-FR');
  if (typeof cell === 'string') return cell;
  if (Number.isInteger(cell)) return frenchNumber(cell);
  return cell.toLocaleString('fr-FR', { maximumFractionDigits: 3 });
}

function plural(count: number, one: string, many: string): string {
  return `${frenchNumber(count)} ${count > 1 ? many : one}`;
}

/** The units that names carry, as they end them; the longest first. */
const units: readonly (readonly [suffix: string, unit: string])[] = [
  ['BitsPerSecond', 'bit/s'],
  ['.bitsPerSecond', 'bit/s'],
  ['BytesPerSecond', 'octets/s'],
  ['PerSecond', 'par seconde'],
  ['Percent', '%'],
  ['Octets', 'octets'],
  ['Bytes', 'octets'],
  ['Bits', 'bits'],
  ['Ms', 'ms'],
  ['Us', 'µs'],
  ['S', 's'],
];

/**
 * The heading of a column which was given none: its name, with the unit that ends it between parentheses.
 *
 * @param name a field's name, such as `rttMs` or `received.bitsPerSecond`
 */
export function columnHeading(name: string): string {
  for (const [suffix, unit] of units) {
    const stem = name.slice(0, -suffix.length);
    if (name.endsWith(suffix) && /[a-z0-9]$/.test(stem)) return `${stem} (${unit})`;
  }
  return name;
}
