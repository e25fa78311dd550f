/** What is told when a page cannot do what a machine can. */
import { howToRunForReal, NotInPageError } from '#dist/not-in-page.js';
import { currentCell } from './current-cell.js';

/**
 * The error of something that needs a machine; the reader is told even where it is caught and replaced.
 *
 * @param what in French, as the subject of « n’existe pas dans une page »
 */
export function absent(what: string): NotInPageError {
  currentCell()?.noticeAtEnd(`Dans une page, pas de vraie sonde\u202f; ${howToRunForReal}.`);
  return new NotInPageError(what);
}
