import type { Layout } from 'plotly.js-dist';
import type { Origin } from '../origin.js';
import type { Figure } from './drawing/figure.js';
import { chartConfig } from './drawing/config.js';
import {
  altOfPanel,
  checkPanel,
  drawPanel,
  type Panel,
  type PanelPlace,
  panelTitlePx,
  spanOf,
} from './panel.js';
import { compose, type Arrangement, type Content } from './drawing/template.js';

export type { Panel, PanelLine } from './panel.js';

/** What a {@link dashboard} shows. */
export interface Dashboard {
  readonly title: string;
  /** One to eight, from left to right and down; one under the other on a narrow page. */
  readonly panels: readonly Panel[];
  /** The time shown, in seconds, so that a live dashboard does not jump; that of the curves by default. */
  readonly spanS?: readonly [number, number];
  readonly origin?: Origin;
}

const maxPanels = 8;

/**
 * Several measures against the same time: each with its scale, its last value, what is usual and what should not be
 * passed. What goes beyond a limit is filled in. A zoom in one panel moves all of them.
 *
 * @param dashboard title, panels, time and where the numbers come from.
 * @throws RangeError without a panel or with more than eight; for a panel with more than three curves, or a
 *   curve that has not as many `x` as `y`.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * const drawn = figure.dashboard({
 *   title: 'La ligne',
 *   panels: [
 *     {
 *       title: 'Aller-retour (ms)',
 *       series: [{ name: 'serveur', x: [0, 1, 2], y: [20, 180, 21] }],
 *       lines: [{ name: 'seuil', y: 100, kind: 'limit' }],
 *     },
 *   ],
 *   origin: 'simulated',
 * });
 * console.log(drawn.alt);
 * // → La ligne. Aller-retour (ms) : dernière valeur 21, maximum 180, au-delà de « seuil » (100).
 * ```
 */
export function dashboard(dashboard: Dashboard): Figure {
  const { title, panels, origin } = dashboard;
  if (panels.length === 0 || panels.length > maxPanels)
    throw new RangeError(`a dashboard has from 1 to ${maxPanels} panels: ${panels.length}`);
  panels.forEach(checkPanel);
  return compose({
    title,
    alt: `${title}. ${panels.map(altOfPanel).join('. ')}.`,
    origin,
    config: chartConfig,
    draw: (arrangement) => draw(dashboard, arrangement),
  });
}

/** Room under a plot for the numbers of its time axis, and for its title under the last ones, in pixels. */
const ticksPx = 34;
const timeTitlePx = 20;

/** Room between two columns for the numbers of the right one. */
const columnGap = 0.1;

function draw({ panels, spanS }: Dashboard, arrangement: Arrangement): Content {
  const columns = arrangement.width === 'wide' && panels.length > 1 ? 2 : 1;
  const rows = Math.ceil(panels.length / columns);
  const plotPx = columns === 2 ? 165 : 125;
  const titlePx = Math.max(...panels.map((panel) => panelTitlePx(panel, arrangement)));
  const rowPx = plotPx + titlePx + ticksPx;
  const heightPx = rows * rowPx - titlePx - ticksPx;
  const width = (1 - (columns - 1) * columnGap) / columns;
  const shared = spanS ?? spanOf(panels.flatMap(({ series }) => series));
  const drawn = panels.map((panel, i) => {
    const left = (i % columns) * (width + columnGap);
    const topPx = Math.floor(i / columns) * rowPx;
    const up = [1 - (topPx + plotPx) / heightPx, 1 - topPx / heightPx] as const;
    const place: PanelPlace = {
      ...{ number: i + 1, across: [left, left + width], up: [Math.max(0, up[0]), up[1]], spanS: shared },
      ...(i + columns >= panels.length && { timeTitle: 'Temps (s)' }),
    };
    return drawPanel(panel, place, arrangement);
  });
  return {
    data: drawn.flatMap(({ data }) => data),
    layout: {
      ...drawn.reduce<Partial<Layout>>((all, { axes }) => ({ ...all, ...axes }), {}),
      annotations: drawn.flatMap(({ annotations }) => annotations),
      showlegend: false,
      hovermode: 'x unified',
    },
    plotHeightPx: heightPx,
    marginPx: { left: 48, right: 16, top: titlePx + 8, bottom: ticksPx + timeTitlePx },
  };
}
