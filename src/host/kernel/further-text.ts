import { MAX_LINE_BYTES, type LineCursor } from './line-cursor.js';

const SEGMENT = 1 << 20;
const NOTHING = new Uint8Array(0);
const latin1 = new TextDecoder('latin1');

/**
 * What stands at the end of each line, one byte per character. Segments are filled one after the other: nothing is moved,
 * however long the file.
 */
export class FurtherText {
  readonly #segments: Uint8Array[] = [];
  /** Where each row ends, all segments counted. */
  #ends = new Uint32Array(256);

  /** Takes what the cursor has left of its line, for the row after the last one. */
  append(row: number, cursor: LineCursor): void {
    const start = this.#open(row);
    const from = start % SEGMENT;
    this.#ends[row] = start - from + cursor.copyRest(this.#segmentAt(start), from);
  }

  /** Takes what another text has in a row, for the row after the last one. */
  appendRow(row: number, other: FurtherText, otherRow: number): void {
    const start = this.#open(row);
    const bytes = other.#bytesOf(otherRow);
    this.#segmentAt(start).set(bytes, start % SEGMENT);
    this.#ends[row] = start + bytes.length;
  }

  /** Makes room for a row, and says where it starts. */
  #open(row: number): number {
    if (row === this.#ends.length) this.#ends = longer(this.#ends, 2 * row);
    return this.#startOf(row);
  }

  #segmentAt(place: number): Uint8Array {
    return (this.#segments[(place - (place % SEGMENT)) / SEGMENT] ??= new Uint8Array(SEGMENT));
  }

  /** The columns of a row, each as it was written. */
  columns(row: number): readonly string[] {
    const text = latin1.decode(this.#bytesOf(row));
    return text === '' ? [] : text.split(' ');
  }

  #bytesOf(row: number): Uint8Array {
    const start = this.#startOf(row);
    const base = start - (start % SEGMENT);
    return this.#segments[base / SEGMENT]?.subarray(start - base, (this.#ends[row] ?? 0) - base) ?? NOTHING;
  }

  /** After the row before, or in the next segment where a line might not fit any more. */
  #startOf(row: number): number {
    const end = row === 0 ? 0 : (this.#ends[row - 1] ?? 0);
    return end % SEGMENT > SEGMENT - MAX_LINE_BYTES ? end - (end % SEGMENT) + SEGMENT : end;
  }
}

/** The same values with room for as many as `length`. */
export function longer<Values extends Uint8Array | Uint16Array | Uint32Array>(
  values: Values,
  length: number,
): Values {
  const room = new (values.constructor as new (length: number) => Values)(length);
  room.set(values);
  return room;
}
