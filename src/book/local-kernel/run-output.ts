/** Turns the kernel's messages about a run into those that the page shows. */
import { explainError } from '../../notebook/cell-failure.js';
import type { JsonObject } from '../../notebook/notebook.js';
import { displayIdOf, outputOf } from '../../notebook/output-recorder.js';
import type { Message } from '../../notebook/wire-protocol.js';
import type { CellFault } from '../cell-protocol.js';
import type { RunEvent } from './protocol.js';

/** Characters that a run may print: twice what a page shows, so that the page is the one that cuts, and says so. */
const maxTextLength = 400_000;
/** Length of the displays (figures, tables) of a run, as JSON; more than a page takes. */
const maxDisplayLength = 32_000_000;
/** Counted for each display beside its length, so that a million empty ones are refused as well. */
const displayOverhead = 1_000;
/** How long an error text waits: if the run ends meanwhile, it was that of its failure. */
const holdMs = 1_000;

const tooBig = 'Sortie trop grosse pour la page\u202f: elle n’est pas montrée.';
/** What Node throws out of a computation that SIGINT stopped. */
const stoppedByNode = 'Error: Script execution was interrupted by `SIGINT`';

/** The outputs of one run. It may print after its end: a timer that it left, say. */
export class RunOutput {
  #textLeft = maxTextLength;
  #displayLeft = maxDisplayLength;
  #held: string[] = [];
  #heldLength = 0;
  #isAbandoned = false;
  #timer: NodeJS.Timeout | undefined;

  readonly #send: (event: RunEvent) => void;
  readonly #cells: ReadonlyMap<number, number>;

  /**
   * @param send sends to the page
   * @param cells the cell of each execution so far, for positions in traces
   */
  constructor(send: (event: RunEvent) => void, cells: ReadonlyMap<number, number>) {
    this.#send = send;
    this.#cells = cells;
  }

  /** A message of the kernel about this run; unknown ones show nothing. */
  receive({ header, content }: Pick<Message, 'header' | 'content'>): void {
    if (this.#isAbandoned) return;
    const update = header.msg_type === 'update_display_data';
    const output = outputOf(update ? 'display_data' : header.msg_type, content);
    switch (output?.output_type) {
      case 'stream':
        this.#write(output.name, output.text);
        break;
      case 'display_data':
      case 'execute_result':
        this.#flush();
        this.#show(output.data, displayIdOf(content), update);
        break;
    }
  }

  /** Whether the last text printed is what Node throws out of a computation that SIGINT stopped. */
  get isStopped(): boolean {
    return this.#held.at(-1)?.startsWith(stoppedByNode) ?? false;
  }

  /** The run is over, well or stopped. */
  end(how: 'done' | 'stopped' | 'interrupted'): void {
    if (this.isStopped) this.#held.pop();
    this.#flush();
    // Its kernel is being ended: what it may still send is dropped.
    this.#isAbandoned = how === 'interrupted';
    this.#send({ kind: 'ended', how });
  }

  /** Ends a run that failed: the error text printed last says why. */
  fail(): void {
    const fault = this.#held.splice(startOfFault(this.#held));
    this.#flush();
    if (fault.length > 0) this.#send({ kind: 'error', ...faultIn(this.#inPage(fault.join(''))) });
    this.#send({ kind: 'ended', how: 'failed' });
  }

  /** A message of the server itself. */
  notice(text: string): void {
    this.#flush();
    this.#send({ kind: 'notice', text });
  }

  #write(name: 'stdout' | 'stderr', text: string): void {
    if (this.#textLeft <= 0 && name === 'stdout') return;
    if (name === 'stdout') {
      this.#flush();
      this.#stream(name, text);
      return;
    }
    // A loop may print errors without end: what is held is written out once it is too long.
    if (this.#heldLength > this.#textLeft) this.#flush();
    this.#held.push(text.slice(0, maxTextLength));
    this.#heldLength += text.length;
    this.#timer ??= setTimeout(() => {
      this.#flush();
    }, holdMs);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#held.join('');
    this.#held = [];
    this.#heldLength = 0;
    if (text !== '') this.#stream('stderr', this.#inPage(text));
  }

  #stream(name: 'stdout' | 'stderr', text: string): void {
    if (this.#textLeft <= 0) return;
    this.#send({ kind: 'stream', name, text: text.slice(0, this.#textLeft) });
    this.#textLeft -= text.length;
  }

  #show(data: JsonObject, displayId: string | undefined, update: boolean): void {
    const length = JSON.stringify(data).length;
    if (length > maxDisplayLength) {
      this.#send({ kind: 'notice', text: tooBig });
      return;
    }
    // An update takes the place of what it updates: a live figure may go on for ever.
    if (!update) this.#displayLeft -= length + displayOverhead;
    if (!update && this.#displayLeft < 0) return;
    this.#send({ kind: 'display', data, update, ...(displayId !== undefined && { displayId }) });
  }

  #inPage(text: string): string {
    return inCellsOfPage(text, this.#cells);
  }
}

/** What a page shows of an error that tslab printed. */

/** A position in a cell, as the kernel writes it: the number is that of the execution. */
const cellPosition = /cellule \[(\d+)\](?=:\d+:\d+)/g;

/** How tslab words a fault of the compiler: `1:7 - Type 'string' is not…`. */
const diagnostic = /^(?:\S+ )?\d+:\d+ - /;

/**
 * Parts what tslab prints of a failure from what the cell printed before it: an exception is one text, and so is each
 * fault of the compiler.
 *
 * @param texts of the error stream, one per write
 * @returns where the failure begins
 */
function startOfFault(texts: readonly string[]): number {
  let start = texts.length - 1;
  if (!diagnostic.test(texts.at(-1) ?? '')) return Math.max(start, 0);
  while (start > 0 && diagnostic.test(texts[start - 1] ?? '')) start -= 1;
  return start;
}

/**
 * The fault in what tslab printed of it.
 *
 * @param text the failure, in which positions are those of cells of the page
 *
 * @example
 * ```ts
 * faultIn("2:11 - Cannot find name 'inconnu'.\n").missing; // 'inconnu'
 * ```
 */
function faultIn(text: string): CellFault {
  const { kind, message, line } = explainError([{ output_type: 'stream', name: 'stderr', text }]);
  const found = { ...(line !== undefined && { line }), why: 'run' } as const;
  if (kind === 'type-error') {
    const [, missing] = /^Cannot find name '([^']+)'/.exec(message) ?? [];
    const trace = text.trimEnd().includes('\n') ? text.trimEnd() : '';
    return { name: 'Erreur de compilation', message, trace, ...found, ...(missing && { missing }) };
  }
  const [, name, words] = /^(?:Uncaught )?([\w$.]*(?:Error|Exception)): ([^]*)$/.exec(message) ?? [];
  // What is thrown and is no error has no trace.
  if (name === undefined || words === undefined) {
    return { name: 'Erreur', message: text.trimEnd(), trace: '', ...found };
  }
  const [, missing] = /^(\S+) is not defined$/.exec(name === 'ReferenceError' ? words : '') ?? [];
  return { name, message: words, trace: text.trimEnd(), ...found, ...(missing && { missing }) };
}

/**
 * Writes positions with the numbers that cells have in the page.
 *
 * @param text in which tslab gives execution counts
 * @param cells the cell of each execution
 */
function inCellsOfPage(text: string, cells: ReadonlyMap<number, number>): string {
  return text.replace(
    cellPosition,
    (_, execution: string) => `cellule [${cells.get(Number(execution)) ?? execution}]`,
  );
}
