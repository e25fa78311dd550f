import type { Drawing, PlotlyBuild } from '../drawing/figure.js';
import { descendants, readSelector } from './quick-selectors.js';
import {
  type Box,
  type TextMetrics,
  loadTextMetrics,
  localBox,
  pageBox,
  pathLength,
  pointAt,
} from './svg-layout.js';
import { plotlySource } from './plotly-library.js';

/** Plotly in a page without a browser. */
interface PlotlyPage {
  /**
   * Draws once, without animation.
   *
   * @param drawing traces and layout.
   * @param widthPx width of the image.
   * @param heightPx height of the image.
   * @returns the SVG document Plotly exports.
   */
  svg(drawing: Drawing, widthPx: number, heightPx: number): Promise<string>;
}

const pages = new Map<PlotlyBuild, Promise<PlotlyPage>>();

/** The page of this process with a build of Plotly, started at the first call (about a second). */
export function plotlyPage(build: PlotlyBuild): Promise<PlotlyPage> {
  const page = pages.get(build) ?? start(build);
  pages.set(build, page);
  return page;
}

interface PageWindow {
  readonly Math: { random: () => number };
  readonly SVGElement: { readonly prototype: object };
  readonly URL: object;
  readonly HTMLCanvasElement: { readonly prototype: object };
  readonly Element: { readonly prototype: ParentNode };
  readonly Document: { readonly prototype: ParentNode };
  readonly Plotly: {
    newPlot(place: Element, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
    purge(place: Element): void;
    readonly Snapshot: { toSVG(place: Element, format: 'svg', scale: number): string };
  };
  readonly document: Document;
  eval(source: string): unknown;
}

async function start(build: PlotlyBuild): Promise<PlotlyPage> {
  const [{ JSDOM }, source, metrics] = await Promise.all([
    import('jsdom'),
    plotlySource(build),
    loadTextMetrics(),
  ]);
  const { window } = new JSDOM('<!doctype html><body></body>', { runScripts: 'outside-only' });
  const pageWindow = window as unknown as PageWindow;
  furnish(pageWindow);
  layOut(pageWindow, metrics);
  searchQuickly(pageWindow.Element.prototype);
  searchQuickly(pageWindow.Document.prototype);
  pageWindow.eval(source);
  let last: Promise<unknown> = Promise.resolve();
  return {
    svg: (drawing, widthPx, heightPx) => {
      // One at a time: the names inside an SVG come from the page's one random generator.
      const next = last.then(() => draw(pageWindow, drawing, widthPx, heightPx));
      last = next.catch(() => undefined);
      return next;
    },
  };
}

/** What Plotly asks for when it loads, and jsdom lacks; none of it is used by the figures drawn here. */
function furnish(window: PageWindow): void {
  Object.assign(window, { TextDecoder, TextEncoder });
  Object.assign(window.URL, { createObjectURL: () => 'blob:none' });
  Object.assign(window.HTMLCanvasElement.prototype, { getContext: () => null });
}

function layOut(window: PageWindow, metrics: TextMetrics): void {
  Object.assign(window.SVGElement.prototype, {
    getBBox(this: Element) {
      return rectangle(localBox(this, metrics));
    },
    getBoundingClientRect(this: Element) {
      return rectangle(pageBox(this, metrics));
    },
    getComputedTextLength(this: Element) {
      const { left, right } = localBox(this, metrics);
      return right - left;
    },
    getTotalLength(this: Element) {
      return pathLength(this);
    },
    getPointAtLength(this: Element, length: number) {
      return pointAt(this, length);
    },
  });
}

/** Replaces jsdom's search by a quicker one: Plotly searches two thousand times a drawing, with a few kinds of selectors. */
function searchQuickly(prototype: ParentNode): void {
  const jsdom = Object.getOwnPropertyDescriptors(prototype) as unknown as Searches;
  Object.assign(prototype, {
    querySelector(this: ParentNode, selector: string) {
      const steps = readSelector(selector);
      return steps
        ? (descendants(this, steps, 1)[0] ?? null)
        : jsdom.querySelector.value.call(this, selector);
    },
    querySelectorAll(this: ParentNode, selector: string) {
      const steps = readSelector(selector);
      return steps ? descendants(this, steps, Infinity) : jsdom.querySelectorAll.value.call(this, selector);
    },
  });
}

/** What a prototype of jsdom has to search with. */
type Searches = Readonly<
  Record<
    'querySelector' | 'querySelectorAll',
    { readonly value: (this: ParentNode, selector: string) => unknown }
  >
>;

function rectangle(box: Box): Box & { x: number; y: number; width: number; height: number } {
  return { ...box, x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top };
}

/** What `Plotly.toImage` does, but for drawing annotations, shapes and legends a second time. */
async function draw(
  { Math, Plotly, document }: PageWindow,
  drawing: Drawing,
  widthPx: number,
  heightPx: number,
): Promise<string> {
  const json = JSON.stringify(drawing);
  const { data, layout } = JSON.parse(json) as Drawing;
  const sized = { ...layout, width: widthPx, height: heightPx, autosize: false };
  Math.random = seeded(json);
  const place = document.body.appendChild(document.createElement('div'));
  try {
    await Plotly.newPlot(place, data, sized, { staticPlot: true, _exportedPlot: true });
    return Plotly.Snapshot.toSVG(place, 'svg', 1);
  } finally {
    Plotly.purge(place);
    place.remove();
  }
}

/**
 * Plotly draws the names of its clip paths at random. Seeded by the figure, the same figure gives the same bytes,
 * and two figures inlined in one page do not share names.
 */
function seeded(text: string): () => number {
  let state = 2166136261;
  for (let index = 0; index < text.length; index++)
    state = Math.imul(state ^ text.charCodeAt(index), 16777619);
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}
