/** A number with its unit, brought to the smallest unit of its kind. */
export interface Quantity {
  /** What is measured, such as `duration`; the unit itself when it is not a known one; empty without a unit. */
  readonly kind: string;
  readonly value: number;
}

type Scale = readonly [kind: string, factor: number];

const scales: Readonly<Record<string, Scale>> = {
  ns: ['duration', 1],
  µs: ['duration', 1e3],
  μs: ['duration', 1e3],
  ms: ['duration', 1e6],
  s: ['duration', 1e9],
  min: ['duration', 60e9],
  h: ['duration', 3600e9],
  j: ['duration', 86_400e9],
  'bit/s': ['rate', 1],
  'kbit/s': ['rate', 1e3],
  'Mbit/s': ['rate', 1e6],
  'Gbit/s': ['rate', 1e9],
  octet: ['size', 1],
  octets: ['size', 1],
  o: ['size', 1],
  ko: ['size', 1e3],
  Mo: ['size', 1e6],
  Go: ['size', 1e9],
  To: ['size', 1e12],
  Kio: ['size', 2 ** 10],
  Mio: ['size', 2 ** 20],
  Gio: ['size', 2 ** 30],
};

/** Longer texts are sentences. */
const maxLength = 40;

/** Digits in groups, a decimal comma or point, then one word at most. */
const shape = /^([+−-]?)(\d[\d\s]*)(?:[.,](\d+))?\s*([^\s\d.,]{0,12})$/;

/**
 * A number as French writes it, with its unit: `1 234,5 ms`.
 *
 * @param text any text
 * @returns `undefined` when the text is anything else
 */
export function readQuantity(text: string): Quantity | undefined {
  if (text.length > maxLength) return undefined;
  const [, sign, whole = '', decimals = '', unit = ''] = shape.exec(text.trim()) ?? [];
  if (whole === '') return undefined;
  const [kind, factor] = Object.hasOwn(scales, unit) ? (scales[unit] ?? ([unit, 1] as const)) : [unit, 1];
  const value = Number(`${whole.replace(/\s/g, '')}.${decimals}`) * factor;
  return { kind, value: sign === '' || sign === '+' ? value : -value };
}
