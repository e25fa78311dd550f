import { formatFloat } from '../promql/format-float.js';

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

/** The fewest digits that give the number back. */
export function writeValue(value: number): string {
  return Number.isFinite(value) && value !== 0 ? String(value) : formatFloat(value);
}
