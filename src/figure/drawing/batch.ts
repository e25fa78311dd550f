/**
 * Many texts as one trace, many rectangles as one shape for each colour: the bytes of a packet are hundreds of both, and
 * Plotly's time goes by the number of its traces, shapes and annotations.
 */
import { palette } from './palette.js';
import type { Content, Shape } from './template.js';

/** A rectangle of a drawing, in the units of its axes. */
export interface Rectangle {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
  /** Colour of its surface. */
  readonly fill: string;
}

/**
 * Rectangles under everything else: a shape takes Plotly a millisecond, whatever its path holds.
 *
 * @param rectangles which do not cover one another
 * @param line their outline
 */
export function rectangleShapes(
  rectangles: readonly Rectangle[],
  line: NonNullable<Shape['line']>,
): readonly Shape[] {
  const outlines = new Map<string, string>();
  for (const { fill, x0, x1, y0, y1 } of rectangles) {
    const outline = `M${x0},${y0}L${x1},${y0}L${x1},${y1}L${x0},${y1}Z`;
    outlines.set(fill, (outlines.get(fill) ?? '') + outline);
  }
  return [...outlines].map(([fillcolor, path]) => ({ type: 'path', layer: 'below', path, fillcolor, line }));
}

/** A text of a drawing, at a place of its axes. */
export interface PlacedText {
  readonly x: number;
  readonly y: number;
  /** Already passed through `label`. */
  readonly text: string;
  /** On which side of its place it stands. Default `middle center`. */
  readonly side?: 'middle left' | 'middle center' | 'middle right';
  readonly sizePx: number;
  readonly color?: string;
  readonly weight?: number;
  /** What appears under the pointer; nothing unless given. */
  readonly hover?: string;
}

/**
 * Texts as a trace: an annotation costs Plotly three times as much for each. Those with an arrow, a frame or a shift in
 * pixels are annotations all the same, see `textAt`.
 *
 * @param texts all those of a drawing
 */
export function textTrace(texts: readonly PlacedText[]): Content['data'][number] {
  return {
    type: 'scatter',
    mode: 'text',
    x: texts.map(({ x }) => x),
    y: texts.map(({ y }) => y),
    text: texts.map(({ text }) => text),
    textposition: texts.map(({ side = 'middle center' }) => side),
    textfont: {
      size: texts.map(({ sizePx }) => sizePx),
      color: texts.map(({ color = palette.ink }) => color),
      weight: texts.map(({ weight = 400 }) => weight),
    },
    ...(texts.some(({ hover }) => hover !== undefined)
      ? { hovertext: texts.map(({ hover = '' }) => hover), hoverinfo: 'text' }
      : { hoverinfo: 'skip' }),
    showlegend: false,
    cliponaxis: false,
  };
}
