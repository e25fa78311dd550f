import type { OutputLine } from './output-line.js';

/**
 * A pattern for what a Windows console prints in French. Accented letters, spaces that do not break and apostrophes are
 * matched in whatever state they arrive: as they are, decomposed, without accent, as the replacement character of a code
 * page 850 read as UTF-8, or as the one or two wrong characters of a text read in the wrong encoding once. A text read
 * wrongly twice is not matched.
 *
 * @param source a regular expression written in good French, with plain apostrophes, and a plain space before colons
 */
export function consolePattern(source: string): RegExp {
  // Some versions write no space before a colon; the no-break space of code page 850 (255) arrives as a wrong letter.
  const folded = source.replace(/(?<!\?) ?:|[^\u0001-\u007f]/g, (found) =>
    found.endsWith(':') ? '[ ?]{0,2}:' : `(?:${plainLetter(found)}|${plainLetter(found)}?\\?{1,2})`,
  );
  return new RegExp(folded, 'd');
}

function plainLetter(letter: string): string {
  return letter.normalize('NFD')[0] ?? '';
}

/**
 * The parts of a line that the groups of a {@link consolePattern} found, letters as they came.
 *
 * @returns the whole match first, as `RegExp.exec` does; `undefined` when it does not match
 */
export function matchConsole(
  pattern: RegExp,
  { text }: OutputLine,
): readonly (string | undefined)[] | undefined {
  // Each character is replaced by one, so that places in one text are those of the other.
  const plain = text
    .replace(/[\u00a0\u202f\u2009]/g, ' ')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[^\u0001-\u007f]/g, '?');
  const places = pattern.exec(plain)?.indices;
  return places?.map((place) => (place as [number, number] | undefined) && text.slice(...place));
}
