/// <reference lib="dom" />
import { loadScript } from './classic-script.js';

/** The event that opens the search, once its script is there. */
export const searchEvent = 'sonde:search';

/**
 * The header's button and the « / » key open the search, whose script and index are loaded at first use.
 *
 * @param searchUrl address of the script
 */
export function startSearchButton(searchUrl: string): void {
  const button = document.getElementById('search-button');
  if (!button) return;
  button.hidden = false;
  const open = () => {
    // Without its script the button has nothing to open, and the browser has its own search.
    loadScript(searchUrl).then(
      () => document.dispatchEvent(new Event(searchEvent)),
      () => {
        button.hidden = true;
      },
    );
  };
  button.addEventListener('click', open);
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return;
    event.preventDefault();
    open();
  });
}

/** Whether the key is a character of a text being written, or belongs to a dialog. */
function isTaken(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  const isWriting =
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
  return event.isComposing || isWriting || document.querySelector('dialog[open]') !== null;
}
