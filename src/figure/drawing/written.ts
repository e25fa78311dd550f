import { palette } from './palette.js';
import type { Content } from './template.js';

/** A text of a drawing, at a place of its axes. */
export interface Written {
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
 * Many texts as one trace: an annotation costs Plotly three times as much for each. For those with an arrow, a frame or a
 * shift in pixels there is `textAt`.
 *
 * @param texts all those of a drawing
 */
export function written(texts: readonly Written[]): Content['data'][number] {
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
