import { cellOutput, NoNotebookError } from './cell-output.js';
import type { Figure } from '../drawing/figure.js';
import { carriesLibrary } from './library-carrier.js';

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
  const carries = carriesLibrary(figure, send);
  const { displayBundle, displayBundleWithLibrary } = await import('../export/bundle.js');
  const bundle = await (carries ? displayBundleWithLibrary(figure) : displayBundle(figure));
  send({ ...bundle, transient: {} }, false);
}
