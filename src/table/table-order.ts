import { ipv4Bytes, ipv6Bytes } from '../packet/address.js';
import { macBytes } from '../packet/ethernet.js';
import { hexText } from '../packet/hex.js';
import type { TableCell } from './flat-row.js';

/** What stands for « no value » in a cell. */
const absent = /^[\s*—–-]*$/;

const collator = new Intl.Collator('fr', { numeric: true });

/**
 * The place of each cell in its sorted column, so that whatever sorts the table later needs to know nothing of
 * numbers, addresses, durations or French. Equal cells have the same place.
 *
 * @param cells one column, from the first row to the last
 * @returns places from 0; `undefined` for a cell without a value, which stays last in both directions
 */
export function columnRanks(cells: readonly TableCell[]): readonly (number | undefined)[] {
  const present = cells.flatMap((cell, row) => (isAbsent(cell) ? [] : [{ cell, row }]));
  const compare = comparison(present.map(({ cell }) => cell));
  const sorted = present.map(({ row }, index) => ({ row, index })).sort((a, b) => compare(a.index, b.index));
  const ranks: (number | undefined)[] = cells.map(() => undefined);
  let rank = -1;
  let previous: number | undefined;
  for (const { row, index } of sorted) {
    if (previous === undefined || compare(previous, index) !== 0) rank += 1;
    ranks[row] = rank;
    previous = index;
  }
  return ranks;
}

function isAbsent(cell: TableCell): boolean {
  if (cell === undefined) return true;
  return typeof cell === 'string' ? absent.test(cell) : Number.isNaN(cell);
}

/** How two cells of this column compare, given by their places in it. */
function comparison(cells: readonly TableCell[]): (a: number, b: number) => number {
  const numbers = numbersOf(cells);
  if (numbers) return (a, b) => ascending(numbers[a] ?? 0, numbers[b] ?? 0);
  const texts = addressesOf(cells);
  if (texts) return (a, b) => ascending(texts[a] ?? '', texts[b] ?? '');
  const words = cells.map(String);
  return (a, b) => collator.compare(words[a] ?? '', words[b] ?? '');
}

function ascending<T extends number | bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The column as numbers: it holds some, or quantities of one kind (`800 µs`, `1,2 s`). */
function numbersOf(cells: readonly TableCell[]): readonly (number | bigint)[] | undefined {
  const kinds = new Set<string>();
  const numbers: (number | bigint)[] = [];
  for (const cell of cells) {
    const { kind, value } = quantityOf(cell) ?? { kind: undefined, value: 0 };
    if (kind === undefined) return undefined;
    kinds.add(kind);
    numbers.push(value);
  }
  return kinds.size > 1 ? undefined : numbers;
}

function quantityOf(cell: TableCell): { readonly kind: string; readonly value: number | bigint } | undefined {
  switch (typeof cell) {
    case 'number':
    case 'bigint':
      return { kind: '', value: cell };
    case 'boolean':
      return { kind: 'boolean', value: Number(cell) };
    case 'string':
      return readQuantity(cell);
    default:
      return undefined;
  }
}

/** The column as addresses of the link or of the network, each as text that sorts as its bytes do. */
function addressesOf(cells: readonly TableCell[]): readonly string[] | undefined {
  const keys: string[] = [];
  for (const cell of cells) {
    const key = typeof cell === 'string' ? addressKey(cell) : undefined;
    if (key === undefined) return undefined;
    keys.push(key);
  }
  return keys;
}

/** An address, alone or with the length of its prefix; IPv4 before IPv6 before the link's. */
function addressKey(text: string): string | undefined {
  const [address = '', length = '', ...rest] = text.split('/');
  if (rest.length > 0 || !/^\d{0,3}$/.test(length)) return undefined;
  for (const [order, read] of [ipv4Bytes, ipv6Bytes, macBytes].entries()) {
    const bytes = bytesOrNothing(read, address);
    if (bytes) return `${order}${hexText(bytes, '')}/${length.padStart(3, '0')}`;
  }
  return undefined;
}

function bytesOrNothing(read: (text: string) => Uint8Array, text: string): Uint8Array | undefined {
  try {
    return read(text);
  } catch {
    return undefined; // A ParseError: this text is no such address.
  }
}

/** A number with its unit, brought to the smallest unit of its kind. */
interface Quantity {
  /** What is measured, such as `duration`; the unit itself when it is not a known one; empty without a unit. */
  readonly kind: string;
  readonly value: number;
}

type Scale = readonly [kind: string, factor: number];

const scales: Readonly<Record<string, Scale>> = {
  ns: ['duration', 1],
  µs: ['duration', 1e3],
  μs: ['duration', 1e3],
  ms: ['duration', 1e6],
  s: ['duration', 1e9],
  min: ['duration', 60e9],
  h: ['duration', 3600e9],
  j: ['duration', 86_400e9],
  'bit/s': ['rate', 1],
  'kbit/s': ['rate', 1e3],
  'Mbit/s': ['rate', 1e6],
  'Gbit/s': ['rate', 1e9],
  octet: ['size', 1],
  octets: ['size', 1],
  o: ['size', 1],
  ko: ['size', 1e3],
  Mo: ['size', 1e6],
  Go: ['size', 1e9],
  To: ['size', 1e12],
  Kio: ['size', 2 ** 10],
  Mio: ['size', 2 ** 20],
  Gio: ['size', 2 ** 30],
};

/** Longer texts are sentences. */
const maxLength = 40;

/** Digits in groups, a decimal comma or point, then one word at most. */
const shape = /^([+−-]?)(\d[\d\s]*)(?:[.,](\d+))?\s*([^\s\d.,]{0,12})$/;

/**
 * A number as French writes it, with its unit: `1 234,5 ms`.
 *
 * @param text any text
 * @returns `undefined` when the text is anything else
 */
export function readQuantity(text: string): Quantity | undefined {
  if (text.length > maxLength) return undefined;
  const [, sign, whole = '', decimals = '', unit = ''] = shape.exec(text.trim()) ?? [];
  if (whole === '') return undefined;
  const [kind, factor] = Object.hasOwn(scales, unit) ? (scales[unit] ?? ([unit, 1] as const)) : [unit, 1];
  const value = Number(`${whole.replace(/\s/g, '')}.${decimals}`) * factor;
  return { kind, value: sign === '' || sign === '+' ? value : -value };
}
