/// <reference lib="dom" />
/** What lets a page run cells on this machine, as `npm start` gives it in the fragment of an address. */

const key = 'sonde-tslab-token';
const inFragment = /^#tslab=([\w-]{20,100})$/;

/**
 * The token of this page. It leaves the address at once, where others may read over a shoulder, and is kept for the other
 * pages of the book: an old one is worth nothing, each `npm start` makes its own.
 */
export function takeToken(): string | undefined {
  const given = inFragment.exec(location.hash)?.[1];
  if (given === undefined) return keptToken();
  history.replaceState(history.state, '', location.pathname + location.search);
  try {
    localStorage.setItem(key, given);
  } catch {
    // Storage may be forbidden or full: this page has it all the same.
  }
  return given;
}

function keptToken(): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}
