import type { Arrangement, Content } from './template.js';

/** A legend under the plot, on the page's whole width; it only names, a click hides nothing by accident. */
export function legendBelow({ smallPx }: Arrangement): NonNullable<Content['layout']['legend']> {
  return {
    orientation: 'h',
    xref: 'container',
    yref: 'container',
    x: 0.5,
    xanchor: 'center',
    y: 0,
    yanchor: 'bottom',
    font: { size: smallPx },
    itemclick: false,
    itemdoubleclick: false,
  };
}

/** The mark before a name, and the space after it. */
const markPx = 52;

/** Mean advance of a letter, in ems. */
const letterEm = 0.56;

/** A wide arrangement is used down to 640 px, nine tenths of what it is made for. */
const narrowest = 0.88;

/** The height of that legend, given the names it holds: Plotly gives every entry the width of the longest. */
export function legendHeightPx(names: readonly string[], { widthPx, smallPx }: Arrangement): number {
  const entryPx = Math.max(...names.map((name) => name.length * smallPx * letterEm)) + markPx;
  const columns = Math.max(1, Math.floor((widthPx * narrowest - 20) / entryPx));
  return Math.ceil(names.length / columns) * Math.round(smallPx * 1.55) + 10;
}
