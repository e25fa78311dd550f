/** A quantity as a student writes it, brought to the unit of the exercise and to a box of its grid. */
import type { NumberGrid } from './exercise.js';
import { type Dimension, type Unit, dimensionName, unitOf } from './unit.js';

/** A number and the word that follows it, such as `12 ms`. */
interface WrittenNumber {
  readonly value: number;
  /** What follows the digits, `''` when nothing does. */
  readonly unit: string;
}

/** No answer of the course is longer; the limit bounds the work of the expression below. */
const LONGEST = 100;

/**
 * Reads a number with its unit, written as French writes it (decimal comma, thousands apart by spaces) or as programs do.
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

/**
 * The value of an answer, in the unit of the exercise.
 *
 * @param text what the student wrote; without a unit, that of the exercise is understood
 * @param unit the unit of the exercise: one of unit.ts, or what is counted (`routeurs`)
 * @returns the reason, in French, when it cannot be compared
 */
export function quantityIn(text: string, unit: string): number | string {
  const read = readNumber(text);
  if (typeof read === 'string') return read;
  const expected = dimensionOf(unit);
  if (read.unit === '' || sameWord(read.unit, unit)) return read.value;
  const given = unitOf(read.unit);
  if (expected.dimension === 'count')
    return given
      ? `« ${read.unit} » n’est pas ce que l’on compte : on attend un nombre de ${unit}.`
      : read.value;
  if (!given) return `L’unité « ${read.unit} » m’est inconnue. On attend ${expectation(unit)}.`;
  if (given.dimension !== expected.dimension)
    return `« ${read.unit} » est l’unité d’${dimensionName[given.dimension]} ; on attend ${expectation(unit)}.`;
  return (read.value * given.factor) / expected.factor;
}

/** What an exercise of this unit expects, as the end of a sentence. */
export function expectation(unit: string): string {
  const { dimension } = dimensionOf(unit);
  return dimension === 'count'
    ? `un nombre de ${unit}`
    : `${dimensionName[dimension]}, en ${unit} par exemple`;
}

/** The dimension of an exercise's unit; a word that is no unit is what is counted. */
export function dimensionOf(unit: string): Unit {
  return unitOf(unit) ?? { dimension: 'count', factor: 1 };
}

/** Accents and the plural apart: `octet`, `Octets`. */
function sameWord(a: string, b: string): boolean {
  const bare = (word: string) => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/s$/, '');
  return a === b || (a.length > 1 && b.length > 1 && bare(a) === bare(b) && a.length > 3);
}

/**
 * The grid on which a value and all that tolerance accepts fall in one box. It is public, and says no more of the value than its
 * last digits: the boxes are numbered from zero, and which one is right is under seal.
 *
 * @param value the right value
 * @param tolerance how far from it an answer may be, in the same unit; more than 0
 */
export function gridAround(value: number, tolerance: number): NumberGrid {
  // Wider by a billionth, for an answer that stands on the very edge.
  const step = 2 * tolerance * (1 + 1e-9);
  const edge = value - step / 2;
  return { step, offset: edge - Math.floor(edge / step) * step };
}

/**
 * The text under which a value is sealed: the number of its box, or its digits where nothing is tolerated.
 *
 * @param value in the exercise's unit
 * @param grid `undefined` for an exact answer
 */
export function numberText(value: number, grid: NumberGrid | undefined): string {
  // Twelve digits are what arithmetic leaves sure; adding 0 makes one zero of the two.
  return grid
    ? `box ${Math.floor((value - grid.offset) / grid.step) + 0}`
    : String(Number(value.toPrecision(12)) + 0);
}

/** An answer that would be right if it were changed so is wrong for a reason that is known. */
interface Slip {
  readonly change: (value: number) => number;
  readonly says: string;
}

const bitsAndBytes: readonly Slip[] = [
  {
    change: (value) => value * 8,
    says: 'Votre réponse est huit fois trop petite : avez-vous compté des octets pour des bits ?',
  },
  {
    change: (value) => value / 8,
    says: 'Votre réponse est huit fois trop grande : avez-vous compté des bits pour des octets ?',
  },
];

const thousand: readonly Slip[] = [
  {
    change: (value) => value * 1000,
    says: 'Votre réponse est mille fois trop petite : regardez l’unité, et écrivez-la.',
  },
  {
    change: (value) => value / 1000,
    says: 'Votre réponse est mille fois trop grande : regardez l’unité, et écrivez-la.',
  },
];

const halves: readonly Slip[] = [
  { change: (value) => value / 2, says: 'C’est le double : un aller, ou un aller-retour ?' },
  { change: (value) => value * 2, says: 'C’est la moitié : un aller, ou un aller-retour ?' },
];

const neighbours: readonly Slip[] = [
  { change: (value) => value - 1, says: 'À un près : qu’avez-vous compté en trop, un bout ou l’autre ?' },
  { change: (value) => value + 1, says: 'À un près : n’avez-vous pas oublié un bout ?' },
];

/** The slips to look for, by what is measured. */
export const slips: Readonly<Record<Dimension, readonly Slip[]>> = {
  count: neighbours,
  data: [...bitsAndBytes, ...thousand],
  distance: [...halves, ...thousand],
  rate: [...bitsAndBytes, ...thousand],
  ratio: [
    { change: (value) => value * 100, says: 'C’est une fraction : on attend des pour cent.' },
    { change: (value) => 100 - value, says: 'C’est le complément à 100 % : relisez ce que l’on compte.' },
  ],
  time: [...thousand, ...halves],
};
