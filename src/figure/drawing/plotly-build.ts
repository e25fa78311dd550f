import type { Figure, PlotlyObject } from './figure.js';

/**
 * The builds of Plotly that travel: one with the few traces that the course draws with, which starts in a third of the time
 * and of the bytes, and the whole library for any other figure.
 */
export type PlotlyBuild = 'course' | 'whole';

/** What the course draws with: its other notions are lines, shapes and words. */
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
