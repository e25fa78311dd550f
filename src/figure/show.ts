import { cellOutput, NoNotebookError, type SendOutput } from './cell-output.js';
import type { Figure } from './figure.js';

/** The figure that carries Plotly for this notebook, and the execution it was shown in. */
let carrier: { readonly title: string; readonly send: SendOutput } | undefined;

/**
 * Shows a figure in the notebook, under the cell being executed: interactive in Jupyter, VS Code, exported pages
 * and the book, with no network; an image where no script runs.
 *
 * The first figure of a notebook brings Plotly (2 MB) for all; the next ones add some hundred kilobytes each.
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
  const { displayBundle, displayBundleWithLibrary } = await import('./export/bundle.js');
  const bundle = await (carries ? displayBundleWithLibrary(figure) : displayBundle(figure));
  send({ ...bundle, transient: {} }, false);
}

/**
 * Plotly comes with the first figure, and again when that figure's cell is executed again: its new output
 * replaces the one that carried the library.
 */
function carriesLibrary({ title }: Figure, send: SendOutput): boolean {
  if (carrier !== undefined && (carrier.title !== title || carrier.send === send)) return false;
  carrier = { title, send };
  return true;
}
