import type { Content } from './template.js';

/** A rectangle of a drawing, in the units of its axes. */
export interface Tile {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
  /** Colour of its surface. */
  readonly fill: string;
}

type Shape = NonNullable<Content['layout']['shapes']>[number];

/**
 * Rectangles under everything else, as one shape for each colour: Plotly takes a millisecond for each shape, whatever is in it.
 *
 * @param rectangles which do not cover one another
 * @param line their outline
 */
export function tiles(rectangles: readonly Tile[], line: NonNullable<Shape['line']>): readonly Shape[] {
  const outlines = new Map<string, string>();
  for (const { fill, x0, x1, y0, y1 } of rectangles) {
    const outline = `M${x0},${y0}L${x1},${y0}L${x1},${y1}L${x0},${y1}Z`;
    outlines.set(fill, (outlines.get(fill) ?? '') + outline);
  }
  return [...outlines].map(([fillcolor, path]) => ({ type: 'path', layer: 'below', path, fillcolor, line }));
}
