/// <reference lib="dom" />
/** The search, a script of its own: a page loads it when a reader searches, not before. */
import { loadScript } from './classic-script.js';
import { type Search, readIndex } from './search-engine.mjs';
import { searchEvent } from './search-button.js';
import { createSearchDialog } from './search-dialog.mjs';

const scriptUrl = (document.currentScript as HTMLScriptElement).src;
const dialog = createSearchDialog(new URL('..', scriptUrl).href, loadSearch());

document.addEventListener(searchEvent, () => {
  dialog.open();
});

async function loadSearch(): Promise<Search> {
  await loadScript(new URL('search-index.js', scriptUrl).href);
  return readIndex();
}
