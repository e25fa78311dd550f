import { addressBytes } from '../scenario/prefix.js';

/** A prefix and what belongs to it. */
export interface PrefixEntry<T> {
  /** Such as `192.0.2.0/24`. */
  readonly prefix: string;
  readonly value: T;
}

/**
 * Longest prefix match. Prefixes are cut once into intervals that do not overlap, so that a look-up is one binary search
 * over 32-bit words, whatever the lengths of the prefixes.
 */
export class RoutingTable<T> {
  /** First address of each interval, `words` numbers each, in order. */
  readonly #starts: Uint32Array;
  readonly #values: readonly (T | undefined)[];
  readonly #words: 1 | 4;

  /**
   * @param version of IP
   * @param entries no prefix twice
   */
  constructor(version: 4 | 6, entries: readonly PrefixEntry<T>[]) {
    this.#words = version === 4 ? 1 : 4;
    const intervals = disjoint(entries, version === 4 ? 32 : 128);
    this.#values = intervals.map(({ value }) => value);
    this.#starts = new Uint32Array(intervals.length * this.#words);
    intervals.forEach(({ start }, i) => {
      for (let word = 0; word < this.#words; word++) {
        const shift = BigInt(32 * (this.#words - 1 - word));
        this.#starts[i * this.#words + word] = Number((start >> shift) & 0xffffffffn);
      }
    });
  }

  /** What belongs to the longest prefix that has the address written at `offset`. */
  lookup(bytes: Uint8Array, offset: number): T | undefined {
    return this.#values[this.#words === 1 ? this.#find4(bytes, offset) : this.#find6(bytes, offset)];
  }

  #find4(bytes: Uint8Array, offset: number): number {
    const starts = this.#starts;
    const key = wordAt(bytes, offset);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #find6(bytes: Uint8Array, offset: number): number {
    let low = 0;
    let high = this.#values.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#startsAtOrBefore(middle, bytes, offset)) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #startsAtOrBefore(interval: number, bytes: Uint8Array, offset: number): boolean {
    for (let word = 0; word < 4; word++) {
      const start = this.#starts[interval * 4 + word] ?? 0;
      const key = wordAt(bytes, offset + 4 * word);
      if (start !== key) return start < key;
    }
    return true;
  }
}

function wordAt(bytes: Uint8Array, offset: number): number {
  const high = ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
  return ((high << 16) | ((bytes[offset + 2] ?? 0) << 8) | (bytes[offset + 3] ?? 0)) >>> 0;
}

interface Interval<T> {
  readonly start: bigint;
  readonly value: T | undefined;
}

interface Range<T> {
  readonly first: bigint;
  /** The address after the last one. */
  readonly end: bigint;
  readonly value: T;
}

/** Cuts prefixes into intervals that do not overlap. Two prefixes are nested or apart: in each interval the innermost one counts. */
function disjoint<T>(entries: readonly PrefixEntry<T>[], bits: number): readonly Interval<T>[] {
  const ranges = entries
    .map((entry) => rangeOf(entry, bits))
    .sort((a, b) => (a.first === b.first ? compare(b.end, a.end) : compare(a.first, b.first)));
  const intervals: Interval<T>[] = [{ start: 0n, value: undefined }];
  const open: Range<T>[] = [];
  const closeUpTo = (address: bigint): void => {
    for (let top = open.at(-1); top && top.end <= address; top = open.at(-1)) {
      open.pop();
      put(intervals, { start: top.end, value: open.at(-1)?.value });
    }
  };
  for (const range of ranges) {
    closeUpTo(range.first);
    put(intervals, { start: range.first, value: range.value });
    open.push(range);
  }
  closeUpTo(1n << BigInt(bits));
  return intervals.filter(({ start }) => start < 1n << BigInt(bits));
}

/** Adds an interval; one that begins where the last one does replaces it. */
function put<T>(intervals: Interval<T>[], interval: Interval<T>): void {
  if (intervals.at(-1)?.start === interval.start) intervals.pop();
  intervals.push(interval);
}

function rangeOf<T>({ prefix, value }: PrefixEntry<T>, bits: number): Range<T> {
  const [address = '', length = ''] = prefix.split('/');
  const first = addressBytes(address).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return { first, end: first + (1n << BigInt(bits - Number(length))), value };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
