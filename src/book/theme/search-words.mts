/** A word of a text, as the search knows it. */
export interface SearchWord {
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

/** `réseaux` and `réseau` are one word for who searches, `DNS` and `ss` stay as they are. */
function folded(word: string): string {
  const plain = word
    .toLowerCase()
    .replace(/[œæß]/g, (letter) => ligatures[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}+/gu, '');
  return plain.length >= 4 ? plain.replace(/[sx]$/, '') : plain;
}
