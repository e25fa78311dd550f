/// <reference lib="dom" />
/*
 * The script that travels with each figure shown in a notebook: it runs in the reader's page, not here.
 * Its functions are sent as their own source text, so they may use one another and the page, and nothing else.
 */
import { type PlotlyBuild, narrowBelowPx } from '../drawing/figure.js';
import { lightToDark } from '../drawing/palette.js';

/** What the script asks of Plotly. */
interface PagePlotly {
  react(target: HTMLElement, data: unknown, layout: object, config: object): Promise<unknown>;
  relayout(target: HTMLElement, change: object): Promise<unknown>;
  addFrames(target: HTMLElement, frames: unknown): Promise<unknown>;
}

/** What a page knows of its figures. */
interface PageState {
  /** Of each figure, by its key, its JSON text and the build of Plotly that it asks for. */
  readonly figures: Record<string, PageFigure | undefined>;
  readonly lightToDark: Readonly<Record<string, string>>;
  readonly narrowBelowPx: number;
  readonly plotly: { [build in PlotlyBuild]?: PagePlotly };
  readonly loading: { [build in PlotlyBuild]?: boolean };
}

interface PageFigure {
  readonly text: string;
  readonly build: PlotlyBuild;
}

/** What the script sets in the page, and what Plotly does. */
interface SondeWindow {
  Plotly?: PagePlotly;
  sondeFigures?: {
    add(key: string, build: PlotlyBuild, figure: object): void;
    library(build: PlotlyBuild, gzipBase64: string): void;
  };
}

/** Sets `window.sondeFigures` up, once per page whatever the number of figures and notebooks in it. */
function install(colours: Readonly<Record<string, string>>, narrowPx: number): void {
  const page = window as unknown as SondeWindow;
  if (page.sondeFigures !== undefined) return;
  const state: PageState = {
    figures: {},
    lightToDark: colours,
    narrowBelowPx: narrowPx,
    plotly: {},
    loading: {},
  };
  page.sondeFigures = {
    add: (key, build, figure) => {
      state.figures[key] = { text: JSON.stringify(figure), build };
      scan(state);
    },
    library: (build, gzipBase64) => {
      if (state.loading[build] === true) return;
      state.loading[build] = true;
      load(gzipBase64).then(
        (plotly) => {
          state.plotly[build] = plotly;
          scan(state);
        },
        (error: unknown) => {
          state.loading[build] = false;
          console.warn('sonde: figures stay static images', error);
        },
      );
    },
  };
  watch(state);
}

/** Draws again when outputs are attached, which notebooks do late, repeatedly and in any order, and when the reader changes scheme. */
function watch(state: PageState): void {
  new MutationObserver(() => {
    scan(state);
  }).observe(document, { childList: true, subtree: true });
  const repaint = (): void => {
    for (const holder of document.querySelectorAll('.sonde-figure'))
      holder.dispatchEvent(new Event('sonde-scheme'));
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
  const themes = { attributeFilter: ['class', 'style', 'data-theme', 'data-jp-theme-name'] };
  const themed = new MutationObserver(repaint);
  for (const root of document.querySelectorAll('html, body')) themed.observe(root, themes);
}

/** Loads Plotly from its compressed source, without `module` and `define`: it would give itself to require.js instead of the page. */
async function load(gzipBase64: string): Promise<PagePlotly> {
  const bytes = Uint8Array.from(atob(gzipBase64), (character) => character.charCodeAt(0));
  const unzipped = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const source = await new Response(unzipped).text();
  const page = window as unknown as SondeWindow;
  const previous = page.Plotly;
  const script = document.createElement('script');
  script.textContent = `(function (module, exports, define) {${source}\n}).call(window);`;
  document.head.append(script);
  script.remove();
  const plotly = page.Plotly;
  if (plotly === undefined || plotly === previous) throw new Error('Plotly did not start');
  if (previous !== undefined) page.Plotly = previous;
  return plotly;
}

/** Starts each figure which is in the page and not yet drawn. */
function scan(state: PageState): void {
  const { course, whole } = state.plotly;
  if (course === undefined && whole === undefined) return;
  for (const holder of document.querySelectorAll<HTMLElement>('.sonde-figure:not([data-drawn])')) {
    const figure = state.figures[holder.dataset['figure'] ?? ''];
    const plotly = whole ?? (figure?.build === 'course' ? course : undefined);
    if (figure === undefined || plotly === undefined) continue;
    holder.dataset['drawn'] = '';
    start(holder, figure.text, state, plotly);
  }
}

function start(holder: HTMLElement, figure: string, state: PageState, plotly: PagePlotly): void {
  const target = document.createElement('div');
  target.setAttribute('role', 'img');
  target.setAttribute('aria-label', holder.querySelector('img')?.alt ?? '');
  holder.append(target);
  const refresh = (): void => {
    draw(holder, target, figure, state, plotly).catch((error: unknown) => {
      target.remove();
      console.warn('sonde: this figure stays a static image', error);
    });
  };
  holder.addEventListener('sonde-scheme', refresh);
  // Calls back at once, then at each change of width; a hidden holder has none yet.
  new ResizeObserver(refresh).observe(holder);
}

async function draw(
  holder: HTMLElement,
  target: HTMLElement,
  text: string,
  state: PageState,
  plotly: PagePlotly,
): Promise<void> {
  if (holder.clientWidth === 0) return;
  // Under the width of a telephone the holder scrolls: letters do not shrink.
  const width = Math.max(holder.clientWidth, 340);
  const scheme = isDark(holder) ? 'dark' : 'light';
  const wanted = `${scheme} ${width < state.narrowBelowPx ? 'narrow' : 'wide'}`;
  if (target.dataset['state'] === wanted) {
    if (target.dataset['width'] === String(width)) return;
    target.dataset['width'] = String(width);
    await plotly.relayout(target, { width });
    return;
  }
  Object.assign(target.dataset, { state: wanted, width: String(width) });
  const figure = parse(scheme === 'dark' ? darken(text, state.lightToDark) : text);
  const { data, layout } = wanted.endsWith('narrow') ? (figure.narrow ?? figure) : figure;
  await plotly.react(target, data, { ...layout, width }, { ...figure.config, responsive: false });
  if (figure.frames !== undefined) await plotly.addFrames(target, figure.frames);
  const image = holder.querySelector('img');
  if (image !== null) image.style.display = 'none';
}

interface PageDrawing {
  readonly data: unknown;
  readonly layout: object;
}

function parse(text: string): PageDrawing & { narrow?: PageDrawing; config?: object; frames?: unknown } {
  return JSON.parse(text) as ReturnType<typeof parse>;
}

function darken(text: string, colours: Readonly<Record<string, string>>): string {
  return text.replace(/#[0-9a-f]{6}\b/g, (colour) => colours[colour] ?? colour);
}

/** Whether the first painted background behind an element is a dark one: the page's, whatever the system prefers. */
function isDark(element: Element): boolean {
  for (let node: Element | null = element; node !== null; node = node.parentElement) {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (
      getComputedStyle(node).backgroundColor.match(/[\d.]+/g) ?? []
    ).map(Number);
    if (alpha > 0.5) return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
  }
  return false;
}

const functions = [install, watch, load, scan, start, draw, parse, darken, isDark];

/**
 * The source of the page's script: after it, `sondeFigures.add(key, build, figure)` gives the data of the elements
 * `<div class="sonde-figure" data-figure="key">`, and `sondeFigures.library(build, gzip)` gives a build of Plotly to all that
 * it can draw, in any order.
 */
export function pageScript(): string {
  const setUp = `install(${JSON.stringify(lightToDark)}, ${narrowBelowPx});`;
  return `(function () {\n${functions.map(String).join('\n')}\n${setUp}\n})();`;
}
