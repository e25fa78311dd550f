import { originLabel, type Origin } from '../origin.js';
import { frenchNumber } from './label.js';

/** What a table's row holds: plain values, objects and lists of them. */
export type TableRow = object;

/** One cell, once its row is flat. */
export type TableCell = string | number | bigint | boolean | undefined;

/** How a table is shown. */
export interface TableOptions {
  /** Plain French text above the table. */
  readonly title?: string;
  /** Where the numbers come from, written beside the title. */
  readonly origin?: Origin;
  /** The columns to show, in order: name in the rows (`local.port` for what is inside), then its French heading. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Rows shown; how many more there are is said. Default 50. */
  readonly maxRows?: number;
}

/** A table ready to be written, as HTML or as text. */
export interface Table {
  /** Title and origin, as one line; empty when there is neither. */
  readonly heading: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
  /** What is said under the table, such as how many rows were left out. */
  readonly note: string;
}

/** One column of a {@link Table}. */
export interface TableColumn {
  readonly heading: string;
  /** Numbers are set against the right edge. */
  readonly numeric: boolean;
}

const defaultMaxRows = 50;

/** Lays rows out: columns chosen and named, numbers written the French way. */
export function layOut(rows: readonly TableRow[], options: TableOptions): Table {
  const { title, origin, maxRows = defaultMaxRows } = options;
  const flat = rows.slice(0, maxRows).map(flatRow);
  const names = options.columns ?? Object.fromEntries(allKeys(flat).map((key) => [key, key]));
  const keys = Object.keys(names);
  const hidden = rows.length - flat.length;
  return {
    heading: [title, origin && `[${originLabel[origin]}]`].filter((part) => part !== undefined).join(' '),
    columns: keys.map((key) => ({
      heading: names[key] ?? key,
      numeric: flat.some((row) => isNumber(row[key])) && flat.every((row) => isNumber(row[key] ?? 0)),
    })),
    rows: flat.map((row) => keys.map((key) => (identifier.test(key) ? named(row[key]) : written(row[key])))),
    note:
      rows.length === 0
        ? 'aucune ligne'
        : hidden > 0
          ? `… et ${plural(hidden, 'autre ligne', 'autres lignes')}`
          : '',
  };
}

/**
 * A row whose values are all plain: what is inside an object gets a name with a dot, a list becomes text.
 *
 * @param row any plain object
 */
export function flatRow(row: TableRow): Readonly<Record<string, TableCell>> {
  const flat: Record<string, TableCell> = Object.create(null) as Record<string, TableCell>;
  flatten(row, '', flat);
  return flat;
}

const maxDepth = 5;

function flatten(value: object, prefix: string, into: Record<string, TableCell>): void {
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    const name = prefix + key;
    if (inner === null || inner === undefined) into[name] = undefined;
    else if (Array.isArray(inner)) into[name] = inner.map(listed).join(', ');
    else if (typeof inner === 'object' && name.split('.').length < maxDepth) flatten(inner, `${name}.`, into);
    else into[name] = plain(inner);
  }
}

function plain(value: unknown): TableCell {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
    default:
      return JSON.stringify(value);
  }
}

function listed(value: unknown): string {
  return String(typeof value === 'object' ? JSON.stringify(value) : (plain(value) ?? ''));
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
