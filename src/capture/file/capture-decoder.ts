import { concatOctets } from '../../packet/octets.js';
import { ParseError } from '../../parse-error.js';
import { type CaptureFacts, type CapturedPacket, linkType } from '../capture.js';

/**
 * What is wrong with a capture file.
 *
 * - `cut`: it ends in the middle of a record; all that came before was given;
 * - `malformed`: a record cannot be what it claims, and nothing after it can be found;
 * - `unsupported`: it is not a capture, or of a kind that Sonde does not read.
 */
export type CaptureFault = 'cut' | 'malformed' | 'unsupported';

/** A capture file cannot be read further. Thrown after the packets that precede the fault have been given. */
export class CaptureError extends ParseError {
  override readonly name = 'CaptureError';

  /**
   * @param fault what kind of fault
   * @param message what was expected and what was found
   * @param offset where the faulty record starts, in bytes of the (unpacked) file
   */
  constructor(
    readonly fault: CaptureFault,
    message: string,
    offset: number,
  ) {
    super(message, offset);
  }
}

/** Reads the records of one format. */
export interface CaptureDecoder {
  readonly facts: CaptureFacts;
  /**
   * Reads the records that are whole, and adds the packets they hold.
   *
   * @throws CaptureError
   */
  decode(window: CaptureWindow, packets: CapturedPacket[]): void;
}

/** Finds packets whose record contradicts itself: they are given as they are, and told of once for each kind. */
export class RecordDoubts {
  readonly #kinds = new Map<string, { count: number; readonly first: number }>();

  /** @param snaplen the most that the file says it keeps; 0 when it does not say */
  check({ number, capturedLength, originalLength, fault }: CapturedPacket, snaplen: number): void {
    if (capturedLength > originalLength) this.add('longer in the file than on the wire', number);
    if (snaplen > 0 && capturedLength > snaplen) {
      this.add(`longer than the ${snaplen} bytes that the file says it keeps`, number);
    }
    if (fault !== undefined) this.add(`with a wrong record (${fault.replaceAll(/\d+/g, 'N')})`, number);
  }

  /** @param what is wrong with a packet */
  add(what: string, number: number): void {
    const known = this.#kinds.get(what);
    if (known) known.count++;
    else if (this.#kinds.size < MAX_KINDS) this.#kinds.set(what, { count: 1, first: number });
  }

  /** For the facts of the capture. */
  get facts(): Pick<CaptureFacts, 'notices'> {
    if (this.#kinds.size === 0) return {};
    return {
      notices: Array.from(this.#kinds, ([what, { count, first }]) =>
        count === 1 ? `packet ${first} is ${what}` : `${count} packets are ${what}, packet ${first} first`,
      ),
    };
  }
}

/** A file made to have a doubt of its own for each packet fills no memory. */
const MAX_KINDS = 64;

/** @throws CaptureError that says where the file stops making sense */
export function refuse(window: CaptureWindow, message: string): never {
  throw new CaptureError('malformed', message, window.offset);
}

/** DLT_RAW of the systems that write their own number instead of LINKTYPE_RAW: OpenBSD 14, the others 12. */
const rawOfSystems: readonly number[] = [12, 14];

/** The link type that a file's number stands for. */
export function linkTypeInFile(value: number): number {
  return rawOfSystems.includes(value) ? linkType.raw : value;
}

/**
 * The part of a capture file that is being read: chunks go in at one end, whole records go out at the other. Chunks are
 * joined only once a record is complete, so that a long record in many small chunks is copied once.
 */
export class CaptureWindow {
  /** Order of the numbers of the file. */
  littleEndian = true;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** Where the first of `#bytes` is in the file. */
  #base = 0;
  #waiting: Uint8Array[] = [];
  #waitingLength = 0;
  #needed = 0;
  #toSkip = 0;

  /** Where reading stands in the file. */
  get offset(): number {
    return this.#base + this.#at;
  }

  /** Bytes of a record that is not whole yet. */
  get left(): number {
    return this.#bytes.length - this.#at + this.#waitingLength;
  }

  /** Bytes still to come that are left out. */
  get toSkip(): number {
    return this.#toSkip;
  }

  /** Takes the next bytes of the file; they must not be written any more. */
  push(chunk: Uint8Array): void {
    const unwanted = Math.min(this.#toSkip, chunk.length);
    this.#toSkip -= unwanted;
    this.#base += unwanted;
    if (unwanted === chunk.length) return;
    this.#waiting.push(unwanted > 0 ? chunk.subarray(unwanted) : chunk);
    this.#waitingLength += chunk.length - unwanted;
    if (this.left >= this.#needed) this.#join();
  }

  /** Whether so many bytes can be read; if not, they are waited for. */
  has(length: number): boolean {
    if (this.#bytes.length - this.#at >= length) return true;
    this.#needed = length;
    if (this.#waitingLength > 0 && this.left >= length) {
      this.#join();
      return true;
    }
    return false;
  }

  /** @param at from where reading stands; {@link has} must have said that it is there */
  uint16(at: number): number {
    const bytes = this.#bytes;
    const start = this.#at + at;
    const first = bytes[start] ?? 0;
    const second = bytes[start + 1] ?? 0;
    return this.littleEndian ? (second << 8) | first : (first << 8) | second;
  }

  /** @param at from where reading stands; {@link has} must have said that it is there */
  uint32(at: number): number {
    const first = this.uint16(at);
    const second = this.uint16(at + 2);
    return this.littleEndian ? second * 0x10000 + first : first * 0x10000 + second;
  }

  /** A view from where reading stands; a plain Uint8Array even where the chunk is one of Node's buffers. */
  view(start: number, length: number): Uint8Array {
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset + this.#at + start, length);
  }

  /** Goes on after so many bytes, which may still have to come. */
  skip(length: number): void {
    const here = Math.min(length, this.#bytes.length - this.#at);
    this.#at += here;
    if (here === length) return;
    const rest = this.#waiting;
    this.#toSkip = length - here;
    this.#base += this.#bytes.length;
    [this.#bytes, this.#at, this.#waiting, this.#waitingLength, this.#needed] = [
      new Uint8Array(0),
      0,
      [],
      0,
      0,
    ];
    for (const chunk of rest) this.push(chunk);
  }

  #join(): void {
    const rest = this.#bytes.subarray(this.#at);
    this.#base += this.#at;
    const [first, ...others] = this.#waiting;
    const alone = rest.length === 0 && others.length === 0 ? first : undefined;
    this.#bytes = alone ?? concatOctets([rest, ...this.#waiting]);
    [this.#at, this.#waiting, this.#waitingLength, this.#needed] = [0, [], 0, 0];
  }
}
