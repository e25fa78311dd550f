import { createRequire } from 'node:module';
import type { DisplayBundle } from './export/bundle.js';
import type { Figure } from './figure.js';

/** How the kernel sends a display message from the cell being executed; a new function for each execution. */
type Send = (message: DisplayBundle & { readonly transient: object }, update: boolean) => void;

/** `show` was called where there is no notebook to show in. */
export class NoNotebookError extends Error {
  override readonly name = 'NoNotebookError';

  constructor() {
    super(
      'show() needs a notebook running in the tslab kernel; elsewhere, write an image with exportFigure() or renderPng()',
    );
  }
}

/** The figure that carries Plotly for this notebook, and the execution it was shown in. */
let carrier: { readonly title: string; readonly send: Send } | undefined;

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
  const send = kernelSend();
  if (send === undefined) throw new NoNotebookError();
  const carries = carriesLibrary(figure, send);
  const { displayBundle, displayBundleWithLibrary } = await import('./export/bundle.js');
  const bundle = await (carries ? displayBundleWithLibrary(figure) : displayBundle(figure));
  send({ ...bundle, transient: {} }, false);
}

/**
 * Plotly comes with the first figure, and again when that figure's cell is executed again: its new output
 * replaces the one that carried the library.
 */
function carriesLibrary({ title }: Figure, send: Send): boolean {
  if (carrier !== undefined && (carrier.title !== title || carrier.send === send)) return false;
  carrier = { title, send };
  return true;
}

/** Looked up among the modules already loaded: the kernel's own tslab, wherever it is installed. */
function kernelSend(): Send | undefined {
  const loaded = createRequire(__filename).cache;
  for (const [file, module] of Object.entries(loaded)) {
    if (!/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file)) continue;
    const { lastWriteDisplayData } = module?.exports as { lastWriteDisplayData?: Send | null };
    if (typeof lastWriteDisplayData === 'function') return lastWriteDisplayData;
  }
  return undefined;
}
