import { type Figure, type PlotlyBuild, plotlyBuildOf } from '../drawing/figure.js';
import type { DisplayBundle } from '../export/bundle.js';
import { NoNotebookError, type SendOutput, cellOutput } from './cell-output.js';

/**
 * Shows a figure in the notebook, under the cell being executed: interactive in Jupyter, VS Code, exported pages
 * and the book, with no network; an image where no script runs.
 *
 * The first figure of a notebook brings Plotly (half a megabyte) for all; the next ones add some hundred kilobytes each.
 *
 * @param figure what to show.
 * @throws NoNotebookError outside a notebook of the tslab kernel.
 * @example
 * ```ts
 * import { figure, show } from 'sonde';
 * await show(figure.pingMechanism()).catch((error) => console.log(error.name)); // in Node: NoNotebookError
 * ```
 */
export async function show(figure: Figure): Promise<void> {
  const send = cellOutput();
  if (send === undefined) throw new NoNotebookError('write an image with exportFigure() or renderPng()');
  const bundle = await bundleOf(figure, carriesLibrary(figure, send));
  send({ ...bundle, transient: {} }, false);
}

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
  readonly #send: SendOutput;

  constructor(send: SendOutput) {
    this.#send = send;
  }

  async show(figure: Figure): Promise<void> {
    const number = ++this.#asked;
    // What replaces the figure that brought Plotly brings it again, or the stored notebook would have none.
    this.#carries ??= carriesLibrary(figure, this.#send);
    const bundle = await bundleOf(figure, this.#carries);
    if (number < this.#shown) return;
    this.#send({ ...bundle, transient: { display_id: this.#id } }, this.#shown > 0);
    this.#shown = number;
  }
}

interface Carrier {
  readonly title: string;
  readonly send: SendOutput;
}

/** The figure that carries each build of Plotly for this notebook, and the execution it was shown in. */
const carriers = new Map<PlotlyBuild, Carrier>();

/**
 * Whether a figure is to bring its build of Plotly to its notebook. It comes with the first figure, and again when that figure's
 * cell is executed again: its new output replaces the one that carried the library.
 */
function carriesLibrary(figure: Figure, send: SendOutput): boolean {
  const { title } = figure;
  const build = plotlyBuildOf(figure);
  const carrier = carriers.get(build);
  if (carrier !== undefined && (carrier.title !== title || carrier.send === send)) return false;
  carriers.set(build, { title, send });
  return true;
}

async function bundleOf(figure: Figure, carries: boolean): Promise<DisplayBundle> {
  const { displayBundle, displayBundleWithLibrary } = await import('../export/bundle.js');
  return carries ? displayBundleWithLibrary(figure) : displayBundle(figure);
}
