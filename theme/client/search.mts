/// <reference lib="dom" />
/** The search, a script of its own: a page loads it when a reader searches, not before. */
import { loadValue } from './classic-script.js';
import type { SearchIndex } from '#dist/book/theme/search-index.mjs';
import { type Search, searchIn } from './search-engine.mjs';
import { searchEvent } from './search-button.js';
import { createSearchDialog } from './search-dialog.mjs';

const scriptUrl = (document.currentScript as HTMLScriptElement).src;
const dialog = createSearchDialog(new URL('..', scriptUrl).href, loadSearch());

document.addEventListener(searchEvent, () => {
  dialog.open();
});

async function loadSearch(): Promise<Search> {
  const index = await loadValue(new URL('search-index.js', scriptUrl).href, 'search-index');
  return searchIn(index as SearchIndex);
}
