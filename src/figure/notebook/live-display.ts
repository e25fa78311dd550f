import { cellOutput, NoNotebookError, type SendOutput } from './cell-output.js';
import type { Figure } from '../drawing/figure.js';
import { carriesLibrary } from './library-carrier.js';

/** A place under a cell where a figure is replaced by the next one. */
export interface LiveDisplay {
  /**
   * Shows a figure in the place of the last one; what is drawn too late, after a newer one, is left out.
   *
   * @param figure what to show
   */
  show(figure: Figure): Promise<void>;
}

/**
 * Opens a place under the cell being executed, for a figure that changes while the cell runs. The notebook keeps the
 * last figure alone, with its image: it does not grow. After the cell has ended, its place may still be written to.
 *
 * @returns where to show
 * @throws NoNotebookError outside a notebook of the tslab kernel
 * @see update_display_data in the messages of Jupyter
 * @example
 * ```ts
 * import { liveDisplay } from 'sonde';
 * import { NoNotebookError } from 'sonde/figure';
 * try {
 *   liveDisplay();
 * } catch (error) {
 *   // Outside a notebook.
 *   console.log(error instanceof NoNotebookError); // → true
 * }
 * ```
 */
export function liveDisplay(): LiveDisplay {
  const send = cellOutput();
  if (send === undefined) throw new NoNotebookError('write an image of each figure with exportFigure()');
  return new CellDisplay(send);
}

/** A display that has an identifier: Jupyter replaces what it holds, wherever it is shown. */
class CellDisplay implements LiveDisplay {
  // Another session's outputs may still be in the page: a mere number would name one of them too.
  readonly #id = `sonde-${crypto.randomUUID()}`;
  #asked = 0;
  #shown = 0;
  #carries: boolean | undefined;

  constructor(private readonly send: SendOutput) {}

  async show(figure: Figure): Promise<void> {
    const turn = ++this.#asked;
    // What replaces the figure that brought Plotly brings it again, or the stored notebook would have none.
    this.#carries ??= carriesLibrary(figure, this.send);
    const carries = this.#carries;
    const { displayBundle, displayBundleWithLibrary } = await import('../export/bundle.js');
    const bundle = await (carries ? displayBundleWithLibrary(figure) : displayBundle(figure));
    if (turn < this.#shown) return;
    this.send({ ...bundle, transient: { display_id: this.#id } }, this.#shown > 0);
    this.#shown = turn;
  }
}
