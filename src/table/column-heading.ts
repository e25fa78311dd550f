/** The units that names carry, as they end them; the longest first. */
const units: readonly (readonly [suffix: string, unit: string])[] = [
  ['BitsPerSecond', 'bit/s'],
  ['.bitsPerSecond', 'bit/s'],
  ['BytesPerSecond', 'octets/s'],
  ['PerSecond', 'par seconde'],
  ['Percent', '%'],
  ['Octets', 'octets'],
  ['Bytes', 'octets'],
  ['Bits', 'bits'],
  ['Ms', 'ms'],
  ['Us', 'µs'],
  ['S', 's'],
];

/**
 * The heading of a column which was given none: its name, with the unit that ends it between parentheses.
 *
 * @param name a field's name, such as `rttMs` or `received.bitsPerSecond`
 */
export function columnHeading(name: string): string {
  for (const [suffix, unit] of units) {
    const stem = name.slice(0, -suffix.length);
    if (name.endsWith(suffix) && /[a-z0-9]$/.test(stem)) return `${stem} (${unit})`;
  }
  return name;
}
