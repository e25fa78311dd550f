import type { Origin } from '../../origin.js';

/**
 * A Plotly trace, layout, frame or configuration: plain JSON. Opaque on purpose: reading Plotly's own
 * declarations costs more than half a second in the first cell of every notebook. The figures of the
 * course are checked against them all the same, in `template.ts`.
 */
export type PlotlyObject = Readonly<Record<string, unknown>>;

/** What Plotly draws: traces and their layout. */
export interface Drawing {
  /** Plotly traces. */
  readonly data: readonly PlotlyObject[];
  /** Plotly layout, already on the course's template; it has a height and no width. */
  readonly layout: PlotlyObject;
}

/** A Plotly figure with what a reader must know of it: where its numbers come from, and what it shows. */
export interface Figure extends Drawing {
  /** The title, in French, as plain text (it is also drawn, escaped, in the layout). */
  readonly title: string;
  /** The same figure arranged for less than {@link narrowBelowPx} pixels: a telephone, a split screen. */
  readonly narrow?: Drawing;
  /** Animation frames, for the figures that move. */
  readonly frames?: readonly PlotlyObject[];
  /** Plotly configuration (mode bar, locale, responsiveness). */
  readonly config?: PlotlyObject;
  /** Where the numbers come from; absent for a drawing that shows no measure, or several origins. */
  readonly origin?: Origin;
  /** French sentence that replaces the figure for a reader who cannot see it. */
  readonly alt: string;
}

/** The width, in CSS pixels, under which a figure is drawn from its `narrow` arrangement. */
export const narrowBelowPx = 640;

/**
 * The arrangement of a figure that suits a width.
 *
 * @param figure the figure.
 * @param widthPx the width available, in CSS pixels.
 * @returns the figure's narrow drawing under {@link narrowBelowPx}, when it has one; itself otherwise.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * console.log(figure.drawingAt(figure.pingMechanism(), 360).layout['height']);
 * ```
 */
export function drawingAt(figure: Figure, widthPx: number): Drawing {
  return widthPx < narrowBelowPx && figure.narrow !== undefined ? figure.narrow : figure;
}

/** MIME type under which a notebook holds a figure of Plotly. */
export const plotlyMimeType = 'application/vnd.plotly.v1+json';

/** A figure of the course under the name of its file. */
export interface NamedFigure {
  /** File name without extension. */
  readonly name: string;
  readonly figure: Figure;
}

/**
 * The builds of Plotly that travel: one with the few traces that the course draws with, which starts in a third of the time
 * and of the bytes, and the whole library for any other figure.
 */
export type PlotlyBuild = 'course' | 'whole';

/** The traces that the course draws with; the rest of its figures are shapes and annotations. */
export const courseTraces: ReadonlySet<string> = new Set(['scatter', 'bar', 'box', 'histogram']);

/**
 * The build that a figure asks for.
 *
 * @param figure of the course, or of a student
 */
export function plotlyBuildOf({ data, narrow }: Pick<Figure, 'data' | 'narrow'>): PlotlyBuild {
  const isOfCourse = ({ type }: PlotlyObject): boolean =>
    type === undefined || (typeof type === 'string' && courseTraces.has(type));
  return [...data, ...(narrow?.data ?? [])].every(isOfCourse) ? 'course' : 'whole';
}
