import type { Data, Layout } from 'plotly.js-dist';
import { type Origin, originLabel } from '../../origin.js';
import type { Drawing, Figure, PlotlyObject } from './figure.js';
import { label, wrap } from './label.js';
import { palette } from './palette.js';

/** The two arrangements of a figure, and what follows from them. */
export interface Arrangement {
  /** Whether the figure is arranged for a screen or for a telephone. */
  readonly width: 'wide' | 'narrow';
  /** The width to expect, in pixels: what text is wrapped for. Plotly stretches the rest. */
  readonly widthPx: number;
  /** Size of ordinary text, in pixels. */
  readonly fontPx: number;
  /** Size of secondary text, in pixels. */
  readonly smallPx: number;
}

const wide: Arrangement = { width: 'wide', widthPx: 720, fontPx: 14, smallPx: 12.5 };
const narrow: Arrangement = { width: 'narrow', widthPx: 340, fontPx: 12.5, smallPx: 11.5 };

/** A text or an arrow of a figure, as Plotly describes it. */
export type Annotation = NonNullable<Layout['annotations']>[number];

/** A line, a rectangle or a path of a figure, as Plotly describes it. */
export type Shape = NonNullable<Layout['shapes']>[number];

/** One arrangement of a figure before it is framed: Plotly's own types check it here. */
export interface Content {
  /** Plotly traces. */
  readonly data: readonly Data[];
  /** Axes, shapes, annotations, legend: all but title, fonts, colours of the frame, height and margins. */
  readonly layout: Partial<Layout>;
  /** Height of the plotting area, without title nor margins, in pixels. */
  readonly plotHeightPx: number;
  /** Margins around the plotting area, in pixels; the top one comes in addition to the title's. */
  readonly marginPx: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
}

/** What a figure is made of. */
interface Composition {
  /** Plain French text. */
  readonly title: string;
  /** French sentence for a reader who cannot see the figure. */
  readonly alt: string;
  /** Where the numbers come from; leave it out of drawings that show no measure. */
  readonly origin?: Origin | undefined;
  /** Plotly configuration. */
  readonly config: PlotlyObject;
  /** Draws the content for an arrangement; called once for each of the two. */
  readonly draw: (arrangement: Arrangement) => Content;
}

/**
 * Puts a content on the course's template, twice (wide and narrow), with its title and the badge of its
 * origin. Every figure of the course ends with this call.
 *
 * @param composition the figure's title, text, origin and content.
 * @returns a figure whose texts are legible from 360 px on.
 */
export function compose(composition: Composition): Figure {
  const { title, alt, origin, config } = composition;
  return {
    title,
    alt,
    ...(origin === undefined ? {} : { origin }),
    ...framed(composition, wide),
    narrow: framed(composition, narrow),
    config,
  };
}

const edgePx = 12;
const badgeRowPx = 30;

function framed(composition: Composition, arrangement: Arrangement): Drawing {
  const { data, layout, plotHeightPx, marginPx } = composition.draw(arrangement);
  const titlePx = arrangement.fontPx + 3;
  const lines = wrap(composition.title, arrangement.widthPx - 2 * edgePx, titlePx);
  const titleHeightPx = edgePx + lines.length * titlePx * 1.3 + 6;
  const badges = composition.origin === undefined ? [] : [badge(composition.origin, arrangement, marginPx)];
  const topPx = Math.round(titleHeightPx + badges.length * badgeRowPx + marginPx.top);
  const framedLayout: Partial<Layout> = {
    ...layout,
    template: templateFor(arrangement),
    autosize: true,
    height: topPx + plotHeightPx + marginPx.bottom,
    margin: { l: marginPx.left, r: marginPx.right, t: topPx, b: marginPx.bottom, pad: 0 },
    title: titleLayout(lines, titlePx),
    annotations: [...(layout.annotations ?? []), ...badges],
  };
  return { data, layout: framedLayout };
}

function titleLayout(lines: readonly string[], sizePx: number): Partial<Layout>['title'] & object {
  return {
    text: lines.map((line) => label(line, 120)).join('<br>'),
    font: { size: sizePx, weight: 600 },
    xref: 'container',
    x: 0,
    xanchor: 'left',
    yref: 'container',
    y: 1,
    yanchor: 'top',
    // Plotly lets the lines of a title climb above their anchor, by one capital letter, when there are several.
    pad: { l: edgePx, t: lines.length > 1 ? edgePx + 0.7 * sizePx : edgePx, r: 0, b: 0 },
  };
}

/** Each origin has its sign and its colour: the badge is read without colours as well. */
const originMark: Readonly<
  Record<Origin, { readonly sign: string; readonly colour: string; readonly tint: string }>
> = {
  live: { sign: '●', colour: palette.green, tint: palette.greenTint },
  simulated: { sign: '◇', colour: palette.purple, tint: palette.purpleTint },
  recorded: { sign: '■', colour: palette.blue, tint: palette.blueTint },
};

/** The words of an origin's badge, for figures which carry several. */
export function originText(origin: Origin): string {
  return `${originMark[origin].sign} ${originLabel[origin]}`;
}

function badge(origin: Origin, arrangement: Arrangement, marginPx: Content['marginPx']): Annotation {
  const { colour, tint } = originMark[origin];
  return {
    name: 'origin',
    text: originText(origin),
    xref: 'paper',
    yref: 'paper',
    x: 0,
    y: 1,
    xanchor: 'left',
    yanchor: 'bottom',
    xshift: edgePx - marginPx.left,
    yshift: marginPx.top + 5,
    showarrow: false,
    font: { size: arrangement.smallPx, color: palette.ink },
    bgcolor: tint,
    bordercolor: colour,
    borderwidth: 1,
    borderpad: 3,
  };
}

const axisColours = {
  gridcolor: palette.grid,
  linecolor: palette.muted,
  tickcolor: palette.muted,
  zeroline: false,
  showline: true,
  ticks: 'outside',
  ticklen: 4,
  // Not B for billions.
  exponentformat: 'SI',
} as const;

/** The course's template. Transparent: the page's background, light or dark, shows through. */
function templateFor({ fontPx, smallPx }: Arrangement): { readonly layout: Partial<Layout> } {
  const axis = {
    ...axisColours,
    tickfont: { size: smallPx },
    title: { standoff: 6, font: { size: smallPx } },
  };
  return {
    layout: {
      font: {
        family: 'Inter, Segoe UI, Roboto, Helvetica, Arial, sans-serif',
        color: palette.ink,
        size: fontPx,
      },
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)',
      separators: ',\u202f',
      colorway: [palette.blue, palette.vermillion, palette.green, palette.purple, palette.amber],
      hoverlabel: {
        bgcolor: palette.surface,
        bordercolor: palette.muted,
        font: { color: palette.ink, size: fontPx },
      },
      modebar: { bgcolor: 'rgba(0,0,0,0)', color: palette.muted, activecolor: palette.ink },
      xaxis: axis,
      yaxis: axis,
    },
  };
}

/** A legend under the plot, over the page's whole width. It only names: a click on it hides nothing. */
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

/** The mark before a name of the legend and the space after it, and the mean advance of a letter, in ems. */
const legendMarkPx = 52;
const legendLetterEm = 0.56;

/** A wide arrangement is used down to 640 px, nine tenths of the width that it is made for. */
const narrowestShare = 0.88;

/** The height of {@link legendBelow} for these names: Plotly gives every entry the width of the longest. */
export function legendHeightPx(names: readonly string[], { widthPx, smallPx }: Arrangement): number {
  const entryPx = Math.max(...names.map((name) => name.length * smallPx * legendLetterEm)) + legendMarkPx;
  const columns = Math.max(1, Math.floor((widthPx * narrowestShare - 20) / entryPx));
  return Math.ceil(names.length / columns) * Math.round(smallPx * 1.55) + 10;
}

/** An axis of a drawing: coordinates without ticks, lines nor zoom. */
export const bareAxis = {
  visible: false,
  fixedrange: true,
  showgrid: false,
  zeroline: false,
} as const satisfies Partial<NonNullable<Layout['xaxis']>>;

/** A text of a figure at a place of its axes, without arrow: what annotations are mostly used for. */
export function textAt(x: number, y: number, text: string, style: Partial<Annotation> = {}): Annotation {
  return { x, y, text, xref: 'x', yref: 'y', showarrow: false, ...style };
}

/** An arrow of a figure between two places of its axes. */
export function arrow(
  from: readonly [x: number, y: number],
  to: readonly [x: number, y: number],
  arrowcolor: string,
): Annotation {
  return {
    text: '',
    x: to[0],
    y: to[1],
    ax: from[0],
    ay: from[1],
    xref: 'x',
    yref: 'y',
    axref: 'x',
    ayref: 'y',
    showarrow: true,
    arrowhead: 2,
    arrowsize: 1.1,
    arrowwidth: 2,
    arrowcolor,
  };
}
