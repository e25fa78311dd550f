/** The narrow no-break space that French puts before `;`, `!` and `?`. */
const narrow = '\u202f';
/** The no-break space that French puts before `:` and inside `« »`. */
const wide = '\u00a0';

/**
 * Text with the no-break spaces of French typography, so that no line begins with a punctuation mark. Authors type
 * ordinary spaces, which are replaced; a mark without a space before it (in a URL, a time) is left as it is.
 *
 * @param text prose, never code
 *
 * @example
 * ```ts
 * frenchText('Pourquoi ?'); // a narrow no-break space before the sign
 * ```
 */
export function frenchText(text: string): string {
  return text
    .replace(/ (?=[;!?](?:\s|$))/g, narrow)
    .replace(/ (?=:(?:\s|$))/g, wide)
    .replace(/« /g, `«${wide}`)
    .replace(/ »/g, `${wide}»`)
    .replace(/(\d) (?=(?:ms|µs|s|%|octets?|bits?)(?![\p{L}\d]))/gu, `$1${wide}`);
}
