/** High and low words of the NaN by which Prometheus says that a series has ended (value.StaleNaN). */
const staleHigh = 0x7ff00000;
const staleLow = 2;

/**
 * The samples of one series, in order of time, in two columns: 16 bytes a sample, and a quarter at most in reserve.
 */
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

  push(timeMs: number, value: number): void {
    if (this.#length === this.#times.length) this.#grow();
    this.#times[this.#length] = timeMs;
    this.#values[this.#length] = value;
    this.#length++;
    this.#withoutStale = undefined;
  }

  /** A stale marker is a NaN of its own bits: a NaN that was measured stays a value. */
  pushStale(timeMs: number): void {
    this.push(timeMs, 0);
    const bits = new DataView(this.#values.buffer, (this.#length - 1) * 8);
    bits.setUint32(0, littleEndian ? staleLow : staleHigh, littleEndian);
    bits.setUint32(4, littleEndian ? staleHigh : staleLow, littleEndian);
    this.#staleCount++;
  }

  isStale(index: number): boolean {
    if (this.#staleCount === 0 || !Number.isNaN(this.#values[index])) return false;
    const bits = new DataView(this.#values.buffer, index * 8);
    const first = bits.getUint32(0, littleEndian);
    const second = bits.getUint32(4, littleEndian);
    return littleEndian
      ? first === staleLow && second === staleHigh
      : first === staleHigh && second === staleLow;
  }

  /** Whether the last sample has this value, to the bit where it is NaN or zero. */
  lastIs(value: number): boolean {
    return Object.is(this.#values[this.#length - 1], value) && !this.isStale(this.#length - 1);
  }

  /** All samples, stale markers too: ask {@link isStale}. */
  get columns(): Columns {
    return { times: this.#times, values: this.#values, length: this.#length };
  }

  /** What range vectors see: stale markers are not samples. */
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

  #grow(): void {
    const capacity = Math.max(8, this.#length + (this.#length >> 2));
    const times = new Float64Array(capacity);
    const values = new Float64Array(capacity);
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

/** Typed arrays have the byte order of the machine. */
const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
