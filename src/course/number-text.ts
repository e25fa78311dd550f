/** Numbers as French writes them: decimal comma, thousands apart by spaces; and as programs do. */

/** A number and the word that follows it, such as `12 ms`. */
export interface WrittenNumber {
  readonly value: number;
  /** What follows the digits, `''` when nothing does. */
  readonly unit: string;
}

/** No answer of the course is longer; it keeps the expressions below short of work. */
const LONGEST = 100;

/**
 * Reads a number with its unit.
 *
 * @param text such as `12`, `0,012 s`, `1 234,5 km`, `-3`, `1e3`
 * @returns the reason, in French, when it is not one number
 */
export function readNumber(text: string): WrittenNumber | string {
  // NFKC makes plain spaces of narrow and no-break ones; the minus sign has no plain form.
  const plain = text.normalize('NFKC').replace(/−/g, '-').trim();
  if (plain.length > LONGEST) return 'La réponse est trop longue : un nombre et son unité suffisent.';
  const found = /^([+-]?)\s*(\d[\d ._,'’]*)(e[+-]?\d{1,3}(?![\d\p{L}]))?(.*)$/iu.exec(plain);
  if (!found) return `« ${text} » ne commence pas par un nombre.`;
  const [, sign = '', written = '', exponent = '', unit = ''] = found;
  const digits = withPoint(written.trimEnd());
  if (digits === undefined)
    return `« ${written.trim()} » se lit de plusieurs façons : une seule virgule, ou un seul point, pour les décimales, et rien d’autre que des espaces entre les milliers.`;
  const value = Number(`${sign}${digits}${exponent}`);
  if (!Number.isFinite(value)) return `« ${text} » est hors de toute mesure.`;
  return { value, unit: unit.trim() };
}

/** The digits as JavaScript reads them; `undefined` when thousands and decimals cannot be told apart. */
function withPoint(written: string): string | undefined {
  const joined = written.replace(/(\d)[ '’_](?=\d{3}(?!\d))/g, '$1');
  return /^\d+(?:[.,]\d+)?$/.test(joined) ? joined.replace(',', '.') : undefined;
}
