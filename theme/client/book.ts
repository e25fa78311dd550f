/// <reference lib="dom" />
/** The script of every page, deferred. Nothing here is needed to read: it adds comfort to a complete page. */
import { startCode } from './code.js';
import { startSchemeButton } from './color-scheme.js';
import { startMenu } from './menu.js';
import { startPlots } from './plots.js';

startSchemeButton();
startMenu();
startCode();
const plotlyUrl = document.querySelector<HTMLScriptElement>('script[data-plotly]')?.dataset['plotly'];
if (plotlyUrl !== undefined) startPlots(plotlyUrl);
