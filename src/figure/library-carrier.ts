import type { SendOutput } from './cell-output.js';
import type { Figure } from './figure.js';

/** The figure that carries Plotly for this notebook, and the execution it was shown in. */
let carrier: { readonly title: string; readonly send: SendOutput } | undefined;

/**
 * Whether a figure is to bring Plotly to its notebook. It comes with the first figure, and again when that figure's
 * cell is executed again: its new output replaces the one that carried the library.
 */
export function carriesLibrary({ title }: Figure, send: SendOutput): boolean {
  if (carrier !== undefined && (carrier.title !== title || carrier.send === send)) return false;
  carrier = { title, send };
  return true;
}
