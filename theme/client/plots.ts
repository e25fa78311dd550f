/// <reference lib="dom" />
import { drawingAt, type Figure, narrowBelowPx } from 'sonde/dist/figure/figure.js';
import { darkPalette, inScheme, palette } from 'sonde/dist/figure/palette.js';
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
}

let loading: Promise<Plotly> | undefined;

/** One classic script for the whole site: modules and fetch are refused on file://. */
function loadPlotly(url: string): Promise<Plotly> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.onload = () => {
      resolve((globalThis as unknown as { readonly Plotly: Plotly }).Plotly);
    };
    script.onerror = () => {
      reject(new Error(`plotly.js did not load from ${url}`));
    };
    document.head.append(script);
  });
  return loading;
}

async function startPlot(plot: HTMLElement, plotlyUrl: string): Promise<void> {
  const area = plot.querySelector<HTMLElement>('.plot-area');
  const json = plot.querySelector('script[type="application/json"]')?.textContent;
  if (!area || json == null) return;
  const plotly = await loadPlotly(plotlyUrl);
  const draw = () =>
    // Plotly keeps and changes what it is given: each drawing gets a figure of its own.
    plotly.react(area, dressed(JSON.parse(json) as Figure, area.clientWidth));
  area.hidden = false;
  await draw();
  plot.classList.add('drawn');
  onScheme(() => void draw());
  onArrangement(plot, () => void draw());
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
