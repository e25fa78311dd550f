/** Characters that break a line of text or turn it around (C0, C1 and bidirectional controls). */
const control = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', $: '&#36;' };

/**
 * A text that came from data (host name, DNS answer, metric label…) made safe for a figure. Plotly reads
 * `<b>`, `<a href>` and entities in every text it draws, and hands `$…$` to MathJax where there is one:
 * this shows them as they are.
 *
 * @param text any string.
 * @param maxLength characters kept; a longer text ends with an ellipsis. Default 60.
 * @returns the text on one line, with nothing left for Plotly to interpret.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * console.log(figure.label('<b>srv-1</b>')); // &lt;b&gt;srv-1&lt;/b&gt;
 * ```
 */
export function label(text: string, maxLength = 60): string {
  const characters = Array.from(text.replace(control, '\ufffd'));
  const kept = characters.length <= maxLength ? characters : [...characters.slice(0, maxLength - 1), '…'];
  return kept.join('').replace(/[&<>$]/g, (character) => entities[character] ?? character);
}

/**
 * Cuts a plain text into lines at its spaces. Widths are estimated (a figure is composed before any font is
 * known), on the safe side.
 *
 * @param text plain text, not yet passed through {@link label}.
 * @param widthPx the width of a line, in pixels.
 * @param fontPx the size of the letters, in pixels.
 * @returns the lines, one at least; a word longer than a line stays whole.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * console.log(figure.wrap('Somme de contrôle', 80, 12)); // [ 'Somme de', 'contrôle' ]
 * ```
 */
export function wrap(text: string, widthPx: number, fontPx: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && estimatedWidthPx(longer, fontPx) > widthPx) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** The mean advance of Inter's letters in French text, in ems, plus a margin. */
export const letterEm = 0.57;

function estimatedWidthPx(text: string, fontPx: number): number {
  return Array.from(text).length * letterEm * fontPx;
}

/**
 * A number as French writes it: decimal comma, narrow no-break spaces between thousands.
 *
 * @param value any finite number.
 * @param decimals digits after the comma, always all written. Default 0.
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * console.log(figure.frenchNumber(1234.5, 1)); // 1 234,5
 * ```
 */
export function frenchNumber(value: number, decimals = 0): string {
  return value.toLocaleString('fr-FR', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
