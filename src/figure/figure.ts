import type { Config, Data, Frame, Layout } from 'plotly.js';
import type { Origin } from '../origin.js';

/** A Plotly figure with what a reader must know of it: where its numbers come from, and what it shows. */
export interface Figure {
  /** Plotly traces. */
  readonly data: Data[];
  /** Plotly layout, already on the course's template. */
  readonly layout: Partial<Layout>;
  /** Animation frames, for the figures that move. */
  readonly frames?: Partial<Frame>[];
  /** Plotly configuration (mode bar, responsiveness). */
  readonly config?: Partial<Config>;
  /** Where the numbers come from; `undefined` for a drawing that shows no measure. */
  readonly origin?: Origin;
  /** French sentence that replaces the figure for a reader who cannot see it. */
  readonly alt: string;
}
