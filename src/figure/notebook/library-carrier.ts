import type { SendOutput } from './cell-output.js';
import type { Figure } from '../drawing/figure.js';
import { type PlotlyBuild, plotlyBuildOf } from '../drawing/plotly-build.js';

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
export function carriesLibrary(figure: Figure, send: SendOutput): boolean {
  const { title } = figure;
  const build = plotlyBuildOf(figure);
  const carrier = carriers.get(build);
  if (carrier !== undefined && (carrier.title !== title || carrier.send === send)) return false;
  carriers.set(build, { title, send });
  return true;
}
