import { ParseError } from '../../parse-error.js';

/** The kernel pads a line of IPv4 to 150 bytes; whatever it may add one day, a line stays short. */
export const MAX_LINE_BYTES = 4096;

const NEWLINE = 0x0a;
const SPACE = 0x20;
const ZERO = 0x30;
const NO_DIGIT = 0xff;
const NO_PAIR = 0x100;

/** Value of each hexadecimal digit by its code. */
const digits = new Uint8Array(256).fill(NO_DIGIT);
for (let value = 0; value < 16; value++) {
  digits[value.toString(16).charCodeAt(0)] = value;
  digits[value.toString(16).toUpperCase().charCodeAt(0)] = value;
}

/** Value of two hexadecimal digits, most of what a line is made of, by their two codes. */
const pairs = new Uint16Array(65_536).fill(NO_PAIR);
for (const [high, tens] of digits.entries()) {
  if (tens === NO_DIGIT) continue;
  for (const [low, ones] of digits.entries())
    if (ones !== NO_DIGIT) pairs[(high << 8) | low] = (tens << 4) | ones;
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
    // Most often a single space.
    if (this.#bytes[this.at] === SPACE && (this.#bytes[this.at + 1] ?? SPACE) > SPACE) this.at++;
    else this.#blanks();
  }

  #blanks(): void {
    if (!isBlank(this.#bytes[this.at] ?? NEWLINE)) throw this.fault('blank and another field expected');
    this.skipBlanks();
  }

  /** Passes one byte that must be there. */
  pass(code: number, where: string): void {
    if (this.#bytes[this.at] !== code)
      throw this.fault(`${JSON.stringify(String.fromCharCode(code))} ${where} expected`);
    this.at++;
  }

  /** Two hexadecimal digits. */
  hex2(what: string): number {
    const value = this.#pair(this.at);
    if (value >= NO_PAIR) throw this.fault(`${what}: 2 hexadecimal digits expected`);
    this.at += 2;
    return value;
  }

  /** Four hexadecimal digits. */
  hex4(what: string): number {
    const high = this.#pair(this.at);
    const low = this.#pair(this.at + 2);
    if ((high | low) >= NO_PAIR) throw this.fault(`${what}: 4 hexadecimal digits expected`);
    this.at += 4;
    return (high << 8) | low;
  }

  /** Eight hexadecimal digits. */
  hex8(what: string): number {
    const value = this.#eight();
    if (value < 0) throw this.fault(`${what}: 8 hexadecimal digits expected`);
    this.at += 8;
    return value;
  }

  /** A hexadecimal number of 32 bits at most, with leading zeros or without; the kernel writes eight digits. */
  hex(what: string, max: number): number {
    const value = this.#eight();
    if (value < 0 || digits[this.#bytes[this.at + 8] ?? NEWLINE] !== NO_DIGIT) return this.#anyHex(what, max);
    if (value > max) throw this.fault(`${what} is over ${max.toString(16)}`);
    this.at += 8;
    return value;
  }

  #anyHex(what: string, max: number): number {
    const bytes = this.#bytes;
    let at = this.at;
    while (bytes[at] === ZERO) at++;
    const first = at;
    let value = 0;
    for (; ; at++) {
      const digit = digits[bytes[at] ?? NEWLINE] ?? NO_DIGIT;
      if (digit === NO_DIGIT) break;
      value = (value << 4) | digit;
    }
    if (at === this.at) throw this.fault(`${what}: hexadecimal number expected`);
    if (at - first > 8 || value >>> 0 > max) throw this.fault(`${what} is over ${max.toString(16)}`);
    this.at = at;
    return value >>> 0;
  }

  /** The value of the eight digits that come; -1 when they are not all digits. */
  #eight(): number {
    const at = this.at;
    const first = this.#pair(at);
    const second = this.#pair(at + 2);
    const third = this.#pair(at + 4);
    const fourth = this.#pair(at + 6);
    if ((first | second | third | fourth) >= NO_PAIR) return -1;
    return ((first << 24) | (second << 16) | (third << 8) | fourth) >>> 0;
  }

  #pair(at: number): number {
    const bytes = this.#bytes;
    return pairs[((bytes[at] ?? NEWLINE) << 8) | (bytes[at + 1] ?? NEWLINE)] ?? NO_PAIR;
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
   * Copies the words that are left in the line, a space between two, and passes its newline.
   *
   * @param kept has room for a whole line at `from`
   * @returns where the copy ends
   */
  copyRest(kept: Uint8Array, from: number): number {
    const bytes = this.#bytes;
    let at = this.at;
    let to = from;
    for (;;) {
      let byte = bytes[at] ?? NEWLINE;
      for (; byte !== NEWLINE && !isBlank(byte); byte = bytes[++at] ?? NEWLINE) kept[to++] = byte;
      while (isBlank(bytes[at] ?? NEWLINE)) at++;
      if ((bytes[at] ?? NEWLINE) === NEWLINE) break;
      kept[to++] = SPACE;
    }
    if (at - this.at >= MAX_LINE_BYTES) throw this.fault('line too long', this.at + MAX_LINE_BYTES);
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
  return byte <= SPACE && (byte === SPACE || byte === 0x09 || byte === 0x0d);
}
