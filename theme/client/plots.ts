/// <reference lib="dom" />
import {
  type Figure,
  type PlotlyBuild,
  drawingAt,
  narrowBelowPx,
  plotlyBuildOf,
} from '#dist/figure/drawing/figure.js';
import { darkPalette, inScheme, palette } from '#dist/figure/drawing/palette.js';
import { loadScript, loadValue } from './classic-script.js';
import { currentScheme, onScheme } from './color-scheme.js';

interface Plotly {
  react(area: HTMLElement, drawing: object): Promise<unknown>;
}

/** Draws each figure over its static image when it comes near the view. */
export function startPlots(plotlyUrl: string): void {
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        void startPlot(target as HTMLElement, plotlyUrl);
      }
    },
    { rootMargin: '400px' },
  );
  for (const plot of document.querySelectorAll('.plot')) observer.observe(plot);
  // A cell that runs in the page brings figures of its own.
  document.addEventListener('sonde:output', ({ target }) => {
    if (!(target instanceof Element)) return;
    for (const plot of target.querySelectorAll('.plot')) observer.observe(plot);
  });
}

/** One script for the whole site; another one beside it for a figure that the course's traces do not draw. */
async function loadPlotly(url: string, build: PlotlyBuild): Promise<Plotly> {
  await loadScript(build === 'course' ? url : url.replace(/\.min\.js$/, '-whole.min.js'));
  return (globalThis as unknown as { readonly Plotly: Plotly }).Plotly;
}

async function startPlot(plot: HTMLElement, plotlyUrl: string): Promise<void> {
  const area = plot.querySelector<HTMLElement>('.plot-area');
  const script = plot.querySelector<HTMLScriptElement>('script[type="application/json"]');
  if (!area || !script) return;
  // Asked for at once, for it is the longer to come: nearly all figures are drawn with it.
  const course = loadPlotly(plotlyUrl, 'course');
  await fill(script);
  const build = plotlyBuildOf(JSON.parse(script.textContent) as Figure);
  const plotly = await (build === 'course' ? course : loadPlotly(plotlyUrl, build));
  const draw = () =>
    // Plotly keeps and changes what it is given: each drawing gets a figure of its own.
    plotly.react(area, dressed(JSON.parse(script.textContent) as Figure, area.clientWidth));
  area.hidden = false;
  // A live figure may change while it is drawn for the first time.
  plot.addEventListener('sonde:redraw', () => void draw());
  await draw();
  plot.classList.add('drawn');
  onScheme(() => void draw());
  onArrangement(plot, () => void draw());
}

/** A page keeps its figures in a script beside it; those of a cell that ran in the page are there already. */
async function fill(script: HTMLScriptElement): Promise<void> {
  const place = script.dataset['figure'];
  if (place === undefined || script.textContent !== '') return;
  const figures = (await loadValue('figures.js', 'figures')) as readonly string[];
  script.textContent = figures[Number(place)] ?? '';
}

/** Calls back when the figure crosses the width that parts its two arrangements. */
function onArrangement(plot: HTMLElement, callback: () => void): void {
  const isNarrow = () => plot.clientWidth < narrowBelowPx;
  let wasNarrow = isNarrow();
  new ResizeObserver(() => {
    if (isNarrow() === wasNarrow) return;
    wasNarrow = isNarrow();
    callback();
  }).observe(plot);
}

/** The figure for this page: arranged for the width, in the scheme's colours, on the page's own background. */
function dressed(figure: Figure, widthPx: number): object {
  const scheme = currentScheme();
  const { data, layout } = drawingAt(inScheme(figure, scheme), widthPx);
  const { ink, grid } = scheme === 'dark' ? darkPalette : palette;
  // For an instructor's own figure, made without the course's template.
  const axis = { gridcolor: grid, zerolinecolor: grid };
  return {
    data,
    layout: {
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)',
      template: { layout: { xaxis: axis, yaxis: axis } },
      ...layout,
      autosize: true,
      width: undefined,
      font: { color: ink, ...(layout['font'] as object | undefined) },
    },
    frames: figure.frames,
    config: { displaylogo: false, ...figure.config, responsive: true },
  };
}
