/** A word of a text, as the search knows it. */
interface SearchWord {
  /** The word without case, accents or plural: what is compared. */
  readonly term: string;
  /** Where it begins in the text. */
  readonly start: number;
  /** Where it ends in the text. */
  readonly end: number;
}

const ligatures: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss' };

/**
 * The words of a French text, cut at apostrophes and signs. A letter alone is what elision leaves of an article
 * (`l’hôte`), and is no word.
 *
 * @param text any text
 *
 * @example
 * ```ts
 * searchWords('L’écho ICMP').map(({ term }) => term); // ['echo', 'icmp']
 * ```
 */
export function searchWords(text: string): SearchWord[] {
  const words: SearchWord[] = [];
  const runs = /[\p{L}\p{M}\p{N}]+/gu;
  for (let match = runs.exec(text); match; match = runs.exec(text)) {
    const term = folded(match[0]);
    if (!/^(?:\p{L}|qu)$/u.test(term)) words.push({ term, start: match.index, end: runs.lastIndex });
  }
  return words;
}

/** A word in lower case, without accents nor plural: `réseau` finds `réseaux`. Short ones (`dns`, `ss`) keep their last letter. */
function folded(word: string): string {
  const plain = word
    .toLowerCase()
    .replace(/[œæß]/g, (letter) => ligatures[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}+/gu, '');
  return plain.length >= 4 ? plain.replace(/[sx]$/, '') : plain;
}

/** A piece of an excerpt. */
interface ExcerptPart {
  readonly text: string;
  /** Whether it is a word that was searched for. */
  readonly found: boolean;
}

/** How much of the text is shown before the first word found, in characters. */
const charactersBefore = 50;

/** How much is shown in all. */
const charactersShown = 170;

/**
 * The part of a text around the first of the words found in it, cut between words.
 *
 * @param text a section's text
 * @param terms the words found in it, as {@link searchWords} writes them
 *
 * @example
 * ```ts
 * searchExcerpt('Un écho revient.', ['echo']); // [{ text: 'Un ', found: false }, { text: 'écho', found: true }, …]
 * ```
 */
export function searchExcerpt(text: string, terms: readonly string[]): ExcerptPart[] {
  // The no-break spaces of French typography stay.
  const line = text.replace(/[^\S\u00a0\u202f]+/g, ' ').trim();
  const marks = searchWords(line).filter(({ term }) => terms.includes(term));
  const start = wordStart(line, (marks[0]?.start ?? 0) - charactersBefore);
  const end = start + charactersShown >= line.length ? line.length : wordEnd(line, start + charactersShown);
  const parts: ExcerptPart[] = [{ text: start > 0 ? '… ' : '', found: false }];
  let written = start;
  for (const mark of marks.filter((each) => each.end <= end)) {
    parts.push({ text: line.slice(written, mark.start), found: false });
    parts.push({ text: line.slice(mark.start, mark.end), found: true });
    written = mark.end;
  }
  parts.push({ text: line.slice(written, end) + (end < line.length ? ' …' : ''), found: false });
  return parts.filter((part) => part.text !== '');
}

function wordStart(line: string, offset: number): number {
  return offset <= 0 ? 0 : line.indexOf(' ', offset) + 1;
}

function wordEnd(line: string, offset: number): number {
  const space = line.lastIndexOf(' ', offset);
  return space === -1 ? offset : space;
}
