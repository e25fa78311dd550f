/** What a run shows, from the kernel's messages to those of the page. */
import type { JsonObject } from '../../notebook/notebook.js';
import { displayIdOf, outputOf } from '../../notebook/output-recorder.js';
import type { Message } from '../../notebook/wire-protocol.js';
import type { RunEvent } from './protocol.js';
import { faultIn, inCellsOfPage, startOfFault } from './run-fault.js';

/** Twice what a page shows: it is the page that cuts, and says so. */
const maxTextLength = 400_000;
/** Length of what a run may show besides, as JSON; more than a page takes. */
const maxDisplayLength = 32_000_000;
/** So that a million empty outputs are too many as well. */
const displayOverhead = 1_000;
/** How long an error text waits: if the run ends meanwhile, it was that of its failure. */
const holdMs = 1_000;

const tooBig = 'Sortie trop grosse pour la page\u202f: elle n’est pas montrée.';
/** What Node throws out of a computation that SIGINT stopped. */
const stoppedByNode = 'Error: Script execution was interrupted by `SIGINT`';

/** The outputs of one run. It may still speak after its end: a timer that it left, say. */
export class RunOutput {
  #textLeft = maxTextLength;
  #displayLeft = maxDisplayLength;
  #held: string[] = [];
  #heldLength = 0;
  #isAbandoned = false;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param send the way to the page
   * @param cells the cell of each execution so far, for positions in traces
   */
  constructor(
    private readonly send: (event: RunEvent) => void,
    private readonly cells: ReadonlyMap<number, number>,
  ) {}

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

  /** Whether the last words are those of a computation that SIGINT stopped, nothing of it being left. */
  get isStopped(): boolean {
    return this.#held.at(-1)?.startsWith(stoppedByNode) ?? false;
  }

  /** The run is over, well or stopped. */
  end(how: 'done' | 'stopped' | 'interrupted'): void {
    if (this.isStopped) this.#held.pop();
    this.#flush();
    // Its kernel is being ended: it may speak a little longer, and is not heard.
    this.#isAbandoned = how === 'interrupted';
    this.send({ kind: 'ended', how });
  }

  /** The run is over: what it said last was why. */
  fail(): void {
    const fault = this.#held.splice(startOfFault(this.#held));
    this.#flush();
    if (fault.length > 0) this.send({ kind: 'error', ...faultIn(this.#inPage(fault.join(''))) });
    this.send({ kind: 'ended', how: 'failed' });
  }

  /** A word of the server's own. */
  notice(text: string): void {
    this.#flush();
    this.send({ kind: 'notice', text });
  }

  #write(name: 'stdout' | 'stderr', text: string): void {
    if (this.#textLeft <= 0 && name === 'stdout') return;
    if (name === 'stdout') {
      this.#flush();
      this.#stream(name, text);
      return;
    }
    // A loop that prints errors keeps its last words only.
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
    this.send({ kind: 'stream', name, text: text.slice(0, this.#textLeft) });
    this.#textLeft -= text.length;
  }

  #show(data: JsonObject, displayId: string | undefined, update: boolean): void {
    const length = JSON.stringify(data).length;
    if (length > maxDisplayLength) {
      this.send({ kind: 'notice', text: tooBig });
      return;
    }
    // An update takes the place of what it updates: a live figure may go on for ever.
    if (!update) this.#displayLeft -= length + displayOverhead;
    if (!update && this.#displayLeft < 0) return;
    this.send({ kind: 'display', data, update, ...(displayId !== undefined && { displayId }) });
  }

  #inPage(text: string): string {
    return inCellsOfPage(text, this.cells);
  }
}
