/// <reference lib="dom" />
/** The script of every page, deferred: the page can be read without it. */
import { startCells } from './cells/cell-bars.js';
import { startCode } from './code.js';
import { startSchemeButton } from './color-scheme.js';
import { startFold } from './fold.js';
import { startPlots } from './plots.js';
import { startSearchButton } from './search-button.js';
import { startTabs } from './tabs.js';
import { startTables } from '#dist/table/table-page.js';

// The page says where the scripts are that are loaded when they are needed.
const { plotly, search } = document.querySelector<HTMLScriptElement>('script[data-plotly]')?.dataset ?? {};

startSchemeButton();
startFold('menu-button', 'sommaire');
startFold('outline-button', 'plan');
startTabs();
startTables();
startCode();
startCells();
document.addEventListener('sonde:output', startTables);
if (plotly !== undefined) startPlots(plotly);
if (search !== undefined) startSearchButton(search);
