/**
 * The code runs in a page of the book, where this part of a machine does not exist. Nothing on a machine throws it: the book
 * puts files that do in the place of those that touch the machine. Its words are French, for it is a student who meets it.
 */
export class NotInPageError extends Error {
  override readonly name = 'NotInPageError';

  /** @param what is missing, in French, as the subject of a sentence that goes on with « n’existe pas » */
  constructor(readonly what: string) {
    super(`${what} n’existe pas dans une page\u202f; ${howToRunForReal}`);
  }
}

/** What a page says beside each result that would be real elsewhere. */
export const howToRunForReal =
  'pour de vrai, sur votre machine\u202f: «\u00a0npm start\u00a0» ou «\u00a0npm run jupyter\u00a0», dans le dossier du cours';
