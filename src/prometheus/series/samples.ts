/** High and low words of the NaN by which Prometheus says that a series has ended (value.StaleNaN). */
const staleHigh = 0x7ff00000;
const staleLow = 2;

/** Whether a sample was appended; Prometheus refuses a sample that is out of order or a duplicate in the same cases. */
export type AppendOutcome = 'appended' | 'out of order' | 'duplicate';

/** The samples of one series, in order of time, in two columns: 16 bytes a sample, and an eighth at most in reserve. */
export class Samples {
  #times = new Float64Array(0);
  #values = new Float64Array(0);
  #length = 0;
  #staleCount = 0;
  #withoutStale: Columns | undefined;

  get length(): number {
    return this.#length;
  }

  get lastTimeMs(): number {
    return this.#length === 0 ? -Infinity : (this.#times[this.#length - 1] as number);
  }

  /** Bytes held, reserve included. */
  get bytes(): number {
    return this.#times.byteLength + this.#values.byteLength;
  }

  append(timeMs: number, value: number): AppendOutcome {
    const { lastTimeMs } = this;
    if (timeMs < lastTimeMs) return 'out of order';
    if (timeMs === lastTimeMs) return this.#lastIs(value) ? 'appended' : 'duplicate';
    this.#push(timeMs, value);
    return 'appended';
  }

  /** A stale marker is a NaN of its own bits: a NaN that was measured stays a value. */
  appendStale(timeMs: number): AppendOutcome {
    if (timeMs < this.lastTimeMs) return 'out of order';
    if (timeMs === this.lastTimeMs) return this.isStale(this.#length - 1) ? 'appended' : 'duplicate';
    this.#push(timeMs, 0);
    const bits = new DataView(this.#values.buffer, this.#values.byteOffset + (this.#length - 1) * 8);
    bits.setUint32(0, littleEndian ? staleLow : staleHigh, littleEndian);
    bits.setUint32(4, littleEndian ? staleHigh : staleLow, littleEndian);
    this.#staleCount++;
    return 'appended';
  }

  isStale(index: number): boolean {
    if (this.#staleCount === 0 || !Number.isNaN(this.#values[index])) return false;
    const bits = new DataView(this.#values.buffer, this.#values.byteOffset + index * 8);
    const first = bits.getUint32(0, littleEndian);
    const second = bits.getUint32(4, littleEndian);
    return littleEndian
      ? first === staleLow && second === staleHigh
      : first === staleHigh && second === staleLow;
  }

  /** All samples, stale markers too: ask {@link isStale}. */
  get columns(): Columns {
    return { times: this.#times, values: this.#values, length: this.#length };
  }

  /** The samples without stale markers, as range vectors have them. */
  get measured(): Columns {
    if (this.#staleCount === 0) return this.columns;
    this.#withoutStale ??= this.#filterStale();
    return this.#withoutStale;
  }

  #filterStale(): Columns {
    const kept = Array.from({ length: this.#length }, (_, i) => i).filter((i) => !this.isStale(i));
    return {
      times: Float64Array.from(kept, (i) => this.#times[i] as number),
      values: Float64Array.from(kept, (i) => this.#values[i] as number),
      length: kept.length,
    };
  }

  #push(timeMs: number, value: number): void {
    if (this.#length === this.#times.length) this.#grow();
    this.#times[this.#length] = timeMs;
    this.#values[this.#length] = value;
    this.#length++;
    this.#withoutStale = undefined;
  }

  /** Whether the last sample has this value, to the bit where it is NaN or zero. */
  #lastIs(value: number): boolean {
    return Object.is(this.#values[this.#length - 1], value) && !this.isStale(this.#length - 1);
  }

  /** One buffer for both columns: each costs some hundred bytes beside what it holds. */
  #grow(): void {
    const capacity = Math.max(8, this.#length + (this.#length >> 3));
    const buffer = new ArrayBuffer(capacity * 16);
    const times = new Float64Array(buffer, 0, capacity);
    const values = new Float64Array(buffer, capacity * 8, capacity);
    times.set(this.#times);
    values.set(this.#values);
    this.#times = times;
    this.#values = values;
  }
}

/** Samples side by side: only the first `length` of each array count. */
export interface Columns {
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly length: number;
}

/** Index of the last time that is not after `timeMs`, or -1. */
export function lastUpTo({ times, length }: Pick<Columns, 'times' | 'length'>, timeMs: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Typed arrays have the byte order of the machine. */
const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
