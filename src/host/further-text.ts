import { MAX_LINE_BYTES } from './proc-tcp-line.js';
import type { LineCursor } from './proc-tcp-line.js';

const SEGMENT = 1 << 20;
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
    if (row === this.#ends.length) this.#ends = longer(this.#ends, new Uint32Array(2 * row));
    const start = this.#startOf(row);
    const base = start - (start % SEGMENT);
    const segment = (this.#segments[base / SEGMENT] ??= new Uint8Array(SEGMENT));
    this.#ends[row] = base + cursor.copyRest(segment, start - base);
  }

  /** The columns of a row, as they were written. */
  columns(row: number): readonly string[] {
    const start = this.#startOf(row);
    const base = start - (start % SEGMENT);
    const bytes = this.#segments[base / SEGMENT]?.subarray(start - base, (this.#ends[row] ?? 0) - base);
    const text = latin1.decode(bytes);
    return text === '' ? [] : text.split(/[ \t]+/);
  }

  /** After the row before, or in the next segment where a line might not fit any more. */
  #startOf(row: number): number {
    const end = row === 0 ? 0 : (this.#ends[row - 1] ?? 0);
    return end % SEGMENT > SEGMENT - MAX_LINE_BYTES ? end - (end % SEGMENT) + SEGMENT : end;
  }
}

/** The same values with room for more. */
export function longer<Values extends Uint8Array | Uint16Array | Uint32Array>(
  values: Values,
  room: Values,
): Values {
  room.set(values);
  return room;
}
