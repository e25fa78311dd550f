import { CountedBytes, type MessageEnd } from './message-end.js';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
/** Letters kept of a line: those that tell the length of a body are short. */
const MAX_LINE = 200;

/** Lines of a text whose bytes come in pieces. */
class LineReader {
  #kept = '';
  #line = '';

  /** @returns where the line ends, or -1; `line` is it then */
  find(bytes: Uint8Array, from: number, end: number): number {
    const feed = bytes.indexOf(LINE_FEED, from);
    const isWhole = feed !== -1 && feed < end;
    let stop = isWhole ? feed : end;
    if (isWhole && stop > from && bytes[stop - 1] === CARRIAGE_RETURN) stop--;
    const last = Math.min(stop, from + MAX_LINE - this.#kept.length);
    for (let i = from; i < last; i++) this.#kept += String.fromCharCode(bytes[i] ?? 0);
    if (!isWhole) return -1;
    this.#line = this.#kept.endsWith('\r') ? this.#kept.slice(0, -1) : this.#kept;
    this.#kept = '';
    return feed + 1;
  }

  get line(): string {
    return this.#line;
  }

  /** Whether a line begins here, and not before. */
  get isFresh(): boolean {
    return this.#kept === '';
  }
}

/** The head of a message of HTTP/1, up to its empty line, and the body that its fields announce (RFC 9112, section 6). */
export class HttpHead implements MessageEnd {
  #lines: LineReader | undefined;
  /** The code of an answer, 0 of a request; unknown before the first line. */
  #code: number | undefined;
  #length: number | undefined;
  #isChunked = false;

  /** @param isBare the answer to a HEAD, or what opens a tunnel */
  constructor(readonly isBare: boolean) {}

  find(bytes: Uint8Array, from: number, end: number): number {
    for (let at = from; at < end;) {
      const feed = this.#lines?.isFresh === false ? -1 : bytes.indexOf(LINE_FEED, at);
      // Most lines are whole and tell nothing of the length: no text is made of them.
      if (feed !== -1 && feed < end) {
        if (this.#code === undefined || !tellsLength(bytes[at] ?? 0)) {
          this.#code ??= codeOf(bytes, at, feed);
          at = feed + 1;
          continue;
        }
        if (feed === at || (feed === at + 1 && bytes[at] === CARRIAGE_RETURN)) return feed + 1;
      }
      const lines = (this.#lines ??= new LineReader());
      const next = lines.find(bytes, at, end);
      if (next < 0) return -1;
      const { line } = lines;
      if (line === '') return next;
      if (this.#code === undefined) this.#code = line.startsWith('HTTP/') ? Number(line.slice(9, 12)) : 0;
      else this.#read(line);
      at = next;
    }
    return -1;
  }

  rest(): MessageEnd | undefined {
    const code = this.#code ?? 0;
    const isAnswer = code > 0;
    if (isAnswer && (this.isBare || code < 200 || code === 204 || code === 304)) return undefined;
    if (this.#isChunked) return new ChunkedBody();
    if (this.#length !== undefined) return this.#length > 0 ? new CountedBytes(this.#length) : undefined;
    // An answer that announces no length goes on to the end of the connection.
    return isAnswer ? new CountedBytes(Infinity) : undefined;
  }

  #read(line: string): void {
    const [, name = '', value = ''] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
    if (/^content-length$/i.test(name) && /^\d{1,15}$/.test(value)) this.#length = Number(value);
    if (/^transfer-encoding$/i.test(name) && /chunked/i.test(value)) this.#isChunked = true;
  }
}

/** The code of a first line such as `HTTP/1.1 200 OK`; 0 of a request. */
function codeOf(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 12 || bytes[at] !== 0x48 || bytes[at + 1] !== 0x54 || bytes[at + 4] !== 0x2f) return 0;
  const digit = (place: number): number => (bytes[at + place] ?? 0) - 48;
  return digit(9) * 100 + digit(10) * 10 + digit(11);
}

/** Whether a line that begins with this letter may tell the length of the body, or be the empty one. */
function tellsLength(first: number): boolean {
  const letter = first | 0x20;
  return letter === 0x63 || letter === 0x74 || first === CARRIAGE_RETURN || first === LINE_FEED;
}

/** A body in pieces, each after its length, and fields behind the last (RFC 9112, section 7.1). */
class ChunkedBody implements MessageEnd {
  readonly #lines = new LineReader();
  #piece: CountedBytes | undefined;
  #isLast = false;

  find(bytes: Uint8Array, from: number, end: number): number {
    for (let at = from; at < end;) {
      const next = this.#piece ? this.#piece.find(bytes, at, end) : this.#lines.find(bytes, at, end);
      if (next < 0) return -1;
      at = next;
      if (this.#piece) {
        this.#piece = undefined;
        continue;
      }
      const line = this.#lines.line;
      if (this.#isLast) {
        if (line === '') return at;
        continue;
      }
      const length = /^\s*([0-9a-f]{1,12})/i.exec(line)?.[1];
      // What is no length ends what can be said of the body.
      if (length === undefined) return at;
      if (parseInt(length, 16) === 0) this.#isLast = true;
      // The line end behind the piece belongs to it.
      else this.#piece = new CountedBytes(parseInt(length, 16) + 2);
    }
    return -1;
  }
}
