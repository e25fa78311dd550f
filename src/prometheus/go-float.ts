/** Numbers as Go reads and writes them (strconv, fmt): Prometheus and its tools show them so. */

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * A value as Go's strconv.ParseFloat reads it, less the hexadecimals and underscores that both formats refuse; too large
 * a number is refused, and so is a NaN with a sign.
 *
 * @returns `undefined` for what is not a number
 */
export function readValue(text: string): number | undefined {
  if (decimal.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  if (/^nan$/i.test(text)) return NaN;
  const infinity = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinity === null) return undefined;
  return infinity[1] === '-' ? -Infinity : Infinity;
}

/** The value of a sample as both exposition formats write it: the fewest digits that give the number back. */
export function writeValue(value: number): string {
  return Number.isFinite(value) && value !== 0 ? String(value) : formatFloat(value);
}

/** NaN and infinities as Go writes them. */
function special(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : undefined;
}

/** A number in full, without exponent, with the fewest digits that give it back: Go's FormatFloat(value, 'f', -1, 64). */
export function formatFloat(value: number): string {
  const known = special(value);
  if (known !== undefined) return known;
  if (Object.is(value, -0)) return '-0';
  const shortest = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(shortest);
  if (match === null) return shortest;
  const [, sign = '', first = '', rest = '', exponent = '0'] = match;
  const digits = first + rest;
  const point = 1 + Number(exponent);
  return point > 0 ? sign + digits.padEnd(point, '0') : `${sign}0.${'0'.repeat(-point)}${digits}`;
}

/** Go writes two digits of exponent at least. */
function goExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}

/**
 * JavaScript rounds a tie up, Go to the even digit.
 *
 * @param exact the same number with 100 digits, which are all that a tie can have
 */
function evenOnTie(rounded: string, exact: string): string {
  const [digits = '', exponent = ''] = rounded.split('e');
  const lower = exact.slice(
    0,
    digits.includes('.') ? exact.indexOf('.') + digits.length - digits.indexOf('.') : exact.indexOf('.'),
  );
  const [rest = ''] = exact.slice(lower.length).replace(/^\./, '').split('e');
  const isTie = /^50*$/.test(rest) && /[02468]$/.test(lower);
  return isTie ? `${lower}${exponent === '' ? '' : `e${exact.split('e')[1] ?? exponent}`}` : rounded;
}

/** toExponential, rounded as Go does. */
function exponential(value: number, precision: number | undefined): string {
  if (precision === undefined) return value.toExponential();
  return evenOnTie(value.toExponential(precision), value.toExponential(100));
}

/** `%e`; the fewest digits where no precision is given. */
export function formatScientific(value: number, precision?: number): string {
  const sign = Object.is(value, -0) ? '-' : '';
  return (
    special(value) ??
    sign + goExponent(exponential(value, precision === undefined ? undefined : Math.min(precision, 100)))
  );
}

/** `%f`, exact to the last digit. */
export function formatFixed(value: number, precision: number): string {
  const known = special(value);
  if (known !== undefined) return known;
  const sign = Object.is(value, -0) ? '-' : '';
  const digits = Math.min(precision, 100);
  // From 1e21 on, where all numbers are whole, toFixed writes an exponent.
  if (Math.abs(value) >= 1e21) return BigInt(value).toString() + (digits > 0 ? `.${'0'.repeat(digits)}` : '');
  return sign + evenOnTie(value.toFixed(digits), value.toFixed(100));
}

/** `%g`: scientific for exponents under -4, and from the precision on (6 where there is none). */
export function formatGeneral(value: number, precision?: number): string {
  const known = special(value);
  if (known !== undefined) return known;
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const digits = precision === undefined ? undefined : Math.max(1, Math.min(precision, 100));
  const [mantissa = '', exponentText = '0'] = exponential(
    value,
    digits === undefined ? undefined : digits - 1,
  ).split('e');
  const exponent = Number(exponentText);
  const kept = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  const limit = scientificFrom(digits, kept, exponent);
  if (exponent < -4 || exponent >= limit) return goExponent(`${kept}e${exponentText}`);
  return positional(kept, exponent);
}

function scientificFrom(digits: number | undefined, kept: string, exponent: number): number {
  // For the shortest form Go takes the precision for six.
  if (digits === undefined) return 6;
  const written = kept.replace(/[-.]/g, '').length;
  return digits > written && written >= exponent + 1 ? written : digits;
}

/** Moves the point of a number written in scientific notation. */
function positional(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return sign + digits.padEnd(exponent + 1, '0');
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}
