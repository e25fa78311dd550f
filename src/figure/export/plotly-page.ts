import type { Drawing } from '../figure.js';
import { pathLength, pointAt } from './svg-paths.js';
import { localBox, pageBox, type Box } from './svg-boxes.js';
import { loadTextMetrics, type TextMetrics } from './text-metrics.js';
import { plotlySource } from './plotly-library.js';

/** Plotly in a page without a browser. */
export interface PlotlyPage {
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

let page: Promise<PlotlyPage> | undefined;

/** The page of this process, started at the first call (about a second and a half). */
export function plotlyPage(): Promise<PlotlyPage> {
  page ??= start();
  return page;
}

interface PageWindow {
  readonly Math: { random: () => number };
  readonly SVGElement: { readonly prototype: object };
  readonly URL: object;
  readonly HTMLCanvasElement: { readonly prototype: object };
  readonly Plotly: { toImage(drawing: unknown, options: unknown): Promise<string> };
  eval(source: string): unknown;
}

async function start(): Promise<PlotlyPage> {
  const [{ JSDOM }, source, metrics] = await Promise.all([
    import('jsdom'),
    plotlySource(),
    loadTextMetrics(),
  ]);
  const { window } = new JSDOM('<!doctype html><body></body>', { runScripts: 'outside-only' });
  const pageWindow = window as unknown as PageWindow;
  furnish(pageWindow);
  layOut(pageWindow, metrics);
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

function rectangle(box: Box): Box & { x: number; y: number; width: number; height: number } {
  return { ...box, x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top };
}

async function draw(
  window: PageWindow,
  drawing: Drawing,
  widthPx: number,
  heightPx: number,
): Promise<string> {
  const json = JSON.stringify(drawing);
  window.Math.random = seeded(json);
  const options = { format: 'svg', width: widthPx, height: heightPx, imageDataOnly: true };
  return window.Plotly.toImage(JSON.parse(json), options);
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
