/**
 * From a kernel's messages to the outputs that Jupyter would store in the notebook.
 *
 * Source: https://jupyter-client.readthedocs.io/en/latest/messaging.html#messages-on-the-iopub-pub-sub-channel
 */
import type { JsonObject, Output } from './notebook.js';
import type { Message } from './wire-protocol.js';

/** An output's place in its cell; what stands there can be replaced by a later message. */
interface Slot {
  output: Output;
  readonly displayId?: string;
}

interface CellSlots {
  slots: Slot[];
  /** Asked to clear, but only when the next output arrives. */
  clearsNext: boolean;
}

/** Records the outputs of a whole notebook: a display made by one cell may be updated by another. */
export class OutputRecorder {
  readonly #cells = new Map<number, CellSlots>();

  /**
   * @param cell any number that identifies the cell
   * @param message a message about that cell from the kernel's iopub channel; unknown types change nothing
   */
  receive(cell: number, message: Pick<Message, 'header' | 'content'>): void {
    const { content } = message;
    switch (message.header.msg_type) {
      case 'clear_output':
        this.#clear(this.#slotsOf(cell), content.wait === true);
        return;
      case 'update_display_data':
        this.#update(displayIdOf(content), content);
        return;
      default:
        this.#append(cell, message.header.msg_type, content);
    }
  }

  /** The cell's outputs so far. */
  outputs(cell: number): readonly Output[] {
    return this.#slotsOf(cell).slots.map((slot) => slot.output);
  }

  #slotsOf(cell: number): CellSlots {
    const found = this.#cells.get(cell) ?? { slots: [], clearsNext: false };
    this.#cells.set(cell, found);
    return found;
  }

  #clear(cell: CellSlots, waits: boolean): void {
    if (!waits) cell.slots = [];
    cell.clearsNext = waits;
  }

  /** As Jupyter does, every display that has the identifier is updated, wherever it is. */
  #update(displayId: string | undefined, content: JsonObject): void {
    if (displayId === undefined) return;
    const changes = { data: asObject(content.data), metadata: asObject(content.metadata) };
    for (const slot of [...this.#cells.values()].flatMap((cell) => cell.slots)) {
      if (slot.displayId === displayId) slot.output = { ...slot.output, ...changes };
    }
  }

  #append(number: number, type: string, content: JsonObject): void {
    const output = outputOf(type, content);
    if (output === undefined) return;
    const cell = this.#slotsOf(number);
    if (cell.clearsNext) this.#clear(cell, false);

    const last = cell.slots.at(-1);
    if (
      output.output_type === 'stream' &&
      last?.output.output_type === 'stream' &&
      last.output.name === output.name
    ) {
      last.output = { ...output, text: last.output.text + output.text };
      return;
    }
    const displayId = displayIdOf(content);
    this.#update(displayId, content);
    cell.slots.push(displayId === undefined ? { output } : { output, displayId });
  }
}

/**
 * The output that a message brings.
 *
 * @param type of the message; an unknown one brings nothing
 * @param content of the message
 */
export function outputOf(type: string, content: JsonObject): Output | undefined {
  switch (type) {
    case 'stream':
      return {
        output_type: 'stream',
        name: content.name === 'stderr' ? 'stderr' : 'stdout',
        text: asString(content.text),
      };
    case 'display_data':
      return {
        output_type: 'display_data',
        data: asObject(content.data),
        metadata: asObject(content.metadata),
      };
    case 'execute_result':
      return {
        output_type: 'execute_result',
        data: asObject(content.data),
        metadata: asObject(content.metadata),
        execution_count: typeof content.execution_count === 'number' ? content.execution_count : null,
      };
    case 'error':
      return {
        output_type: 'error',
        ename: asString(content.ename),
        evalue: asString(content.evalue),
        traceback: Array.isArray(content.traceback) ? content.traceback.map(String) : [],
      };
    default:
      return undefined;
  }
}

/** The identifier of a display, by which later messages update it. */
export function displayIdOf(content: JsonObject): string | undefined {
  const id = asObject(content.transient).display_id;
  return typeof id === 'string' ? id : undefined;
}

/** An empty object for what is none: some kernels leave out parts of their messages. */
function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function asString(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
