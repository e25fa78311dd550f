/// <reference lib="dom" />
/** The journal of the exercises, one for the whole book, kept by the browser as lines to which others are added. */

const key = 'sonde-journal';

/**
 * The journal with a line more.
 *
 * @param line empty to read it as it is
 * @param storage `localStorage`, which a browser may forbid to look at
 * @returns `undefined` where the browser refuses
 */
export function journalWith(line: string, storage: () => Storage): string | undefined {
  try {
    const text = (storage().getItem(key) ?? '') + line;
    if (line !== '') storage().setItem(key, text);
    return text;
  } catch {
    return undefined;
  }
}
