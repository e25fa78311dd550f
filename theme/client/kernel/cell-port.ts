/** The way out of the worker: what the running cell prints and shows, in order, within limits. */
import type { CellEvent, WorkerMessage } from './protocol.js';

/** Text that one cell may print. */
const maxTextLength = 200_000;
/** Length of what one cell may show, as JSON. */
const maxDisplayLength = 20_000_000;
/** A loop that prints must not send a message per line, nor be silent until its end. */
const flushMs = 50;

type Post = (message: WorkerMessage) => void;

/** What a cell may still send. */
export class CellPort {
  #text = '';
  #name: 'stdout' | 'stderr' = 'stdout';
  #textLeft = maxTextLength;
  #displayLeft = maxDisplayLength;
  #flushedMs = Date.now();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #notices = new Set<string>();
  #atEnd: string | undefined;

  /** Its number in the page. */
  readonly cell: number;
  readonly #run: number;
  readonly #post: Post;

  constructor(cell: number, run: number, post: Post) {
    this.cell = cell;
    this.#run = run;
    this.#post = post;
  }

  /** Prints; what exceeds the limit is left out, and the reader told once. */
  write(name: 'stdout' | 'stderr', text: string): void {
    if (this.#textLeft <= 0 || text === '') return;
    if (name !== this.#name) this.#flush();
    this.#name = name;
    this.#text += text.slice(0, this.#textLeft);
    this.#textLeft -= text.length;
    if (this.#textLeft < 0) this.#text += '\n';
    if (Date.now() - this.#flushedMs > flushMs || this.#textLeft <= 0) this.#flush();
    else
      this.#timer ??= setTimeout(() => {
        this.#flush();
      }, flushMs);
    if (this.#textLeft <= 0)
      this.notice(
        `Sortie coupée\u202f: une cellule montre au plus ${maxTextLength.toLocaleString('fr-FR')} caractères.`,
      );
  }

  show(data: Readonly<Record<string, unknown>>, displayId: string | undefined, update: boolean): void {
    // An update takes the place of what it updates: a live figure may go on for ever.
    const length = lengthOf(data);
    if (length > (update ? maxDisplayLength : this.#displayLeft)) {
      this.notice('Sortie trop grosse pour la page\u202f: elle n’est pas montrée.');
      return;
    }
    if (!update) this.#displayLeft -= length;
    this.send({ kind: 'display', data, update, ...(displayId !== undefined && { displayId }) });
  }

  /** Says something once per cell. */
  notice(text: string): void {
    if (this.#notices.has(text)) return;
    this.#notices.add(text);
    this.send({ kind: 'notice', text });
  }

  /** Says something under the outputs, unless the cell's own failure says it. */
  noticeAtEnd(text: string): void {
    this.#atEnd = text;
  }

  /** Sends an event after all that was printed before. */
  send(event: CellEvent): void {
    this.#flush();
    if (event.kind === 'error' && event.why === 'absence') this.#atEnd = undefined;
    if (event.kind === 'ended' && this.#atEnd !== undefined) this.notice(this.#atEnd);
    this.#post({ run: this.#run, ...event });
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushedMs = Date.now();
    const text = this.#text;
    this.#text = '';
    if (text !== '') this.#post({ run: this.#run, kind: 'stream', name: this.#name, text });
  }
}

function lengthOf(data: Readonly<Record<string, unknown>>): number {
  return Object.values(data).reduce<number>(
    (sum, form) => sum + (typeof form === 'string' ? form.length : JSON.stringify(form).length),
    0,
  );
}

let current: CellPort | undefined;

/** The cell that prints: the one that runs, or the last one that ran for what comes after its end. */
export function currentCell(): CellPort | undefined {
  return current;
}

/** A cell begins to run. */
export function setCurrentCell(port: CellPort): void {
  current = port;
}
