import { ParseError } from '../parse-error.js';

/** The kernel pads a line of IPv4 to 150 bytes; whatever it may add one day, a line stays short. */
export const MAX_LINE_BYTES = 4096;

const NEWLINE = 0x0a;
const SPACE = 0x20;
const ZERO = 0x30;
const NO_DIGIT = 0xff;

/** Value of each hexadecimal digit by its code. */
const digits = new Uint8Array(256).fill(NO_DIGIT);
for (let value = 0; value < 16; value++) {
  digits[value.toString(16).charCodeAt(0)] = value;
  digits[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}

/**
 * A cursor over the bytes of lines, each with its newline: no field goes past it. It reads numbers without making a string
 * of them, and moves in local variables, each with a declaration of its own (`let [a, b] = [0, 0]` makes an array and an
 * iterator): files have a million lines.
 */
export class LineCursor {
  /** Where the next byte is. */
  at = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  /** Goes to other bytes; the last one is a newline. */
  moveTo(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.at = 0;
  }

  isAtLineEnd(): boolean {
    return this.#bytes[this.at] === NEWLINE;
  }

  skipBlanks(): void {
    const bytes = this.#bytes;
    let at = this.at;
    while (isBlank(bytes[at] ?? NEWLINE)) at++;
    this.at = at;
  }

  /** Passes the blanks between two fields: there must be one. */
  blank(): void {
    if (!isBlank(this.#bytes[this.at] ?? NEWLINE)) throw this.fault('blank and another field expected');
    this.skipBlanks();
  }

  /** Passes one byte that must be there. */
  pass(code: number, where: string): void {
    if (this.#bytes[this.at] !== code)
      throw this.fault(`${JSON.stringify(String.fromCharCode(code))} ${where} expected`);
    this.at++;
  }

  /** A field of so many hexadecimal digits, taken two by two: 2, 4 or 8. */
  fixedHex(width: 2 | 4 | 8, what: string): number {
    const bytes = this.#bytes;
    const stop = this.at + width;
    let value = 0;
    let seen = 0;
    for (let at = this.at; at < stop; at += 2) {
      const high = digits[bytes[at] ?? 0] ?? NO_DIGIT;
      const low = digits[bytes[at + 1] ?? 0] ?? NO_DIGIT;
      seen |= high | low;
      value = (value << 8) | (high << 4) | low;
    }
    if (seen > 15) throw this.fault(`${what}: ${width} hexadecimal digits expected`);
    this.at = stop;
    return value >>> 0;
  }

  /** A hexadecimal number of 32 bits at most, with leading zeros or without. */
  hex(what: string, max: number): number {
    const bytes = this.#bytes;
    let at = this.at;
    while (bytes[at] === ZERO) at++;
    const first = at;
    let value = 0;
    for (; ; at++) {
      const digit = digits[bytes[at] ?? 0] ?? NO_DIGIT;
      if (digit > 15) break;
      value = (value << 4) | digit;
    }
    if (at === this.at) throw this.fault(`${what}: hexadecimal number expected`);
    if (at - first > 8 || value >>> 0 > max) throw this.fault(`${what} is over ${max.toString(16)}`);
    this.at = at;
    return value >>> 0;
  }

  /** A decimal number; what the kernel never writes there (a sign, more than `max`) is refused. */
  decimal(what: string, max: number): number {
    const bytes = this.#bytes;
    let value = 0;
    let at = this.at;
    for (; ; at++) {
      const digit = (bytes[at] ?? 0) - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      if (value > max) throw this.fault(`${what} is over ${max}`);
    }
    if (at === this.at) throw this.fault(`${what}: decimal number expected`);
    this.at = at;
    return value;
  }

  /**
   * Copies what is left of the line, less the blanks at its end, and passes its newline.
   *
   * @param kept has room for a whole line at `from`
   * @returns where the copy ends
   */
  copyRest(kept: Uint8Array, from: number): number {
    const bytes = this.#bytes;
    let at = this.at;
    let to = from;
    const limit = at + MAX_LINE_BYTES;
    for (; at < limit; at++, to++) {
      const byte = bytes[at] ?? NEWLINE;
      if (byte === NEWLINE) break;
      kept[to] = byte;
    }
    if (at === limit) throw this.fault('line too long');
    // The kernel pads its lines with spaces.
    while (to > from && isBlank(kept[to - 1] ?? NEWLINE)) to--;
    this.at = at + 1;
    return to;
  }

  /** An error here; the reader knows which line of which file it is. */
  fault(message: string, at = this.at): ParseError {
    return new ParseError(message, at);
  }
}

/** A space, a tabulation, or the carriage return of a file that travelled through Windows. */
function isBlank(byte: number): boolean {
  return byte === SPACE || byte === 0x09 || byte === 0x0d;
}
