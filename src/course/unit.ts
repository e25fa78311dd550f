/** Units as students write them. Case matters where it carries meaning: `Mb` is bits, `MB` bytes, `ms` no megasecond. */

export type Dimension = 'count' | 'data' | 'distance' | 'rate' | 'ratio' | 'time';

export interface Unit {
  readonly dimension: Dimension;
  /** How many base units (s, bit, bit/s, km, %) it is worth. */
  readonly factor: number;
}

const decimal: Readonly<Record<string, number>> = { '': 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };
const binary: Readonly<Record<string, number>> = { Ki: 2 ** 10, ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };

const units: ReadonlyMap<string, Unit> = new Map([
  ...spelled('time', 1, ['s', 'sec', 'seconde', 'secondes']),
  ...spelled('time', 1e-3, ['ms', 'msec', 'milliseconde', 'millisecondes']),
  ...spelled('time', 1e-6, ['µs', 'μs', 'us', 'microseconde', 'microsecondes']),
  ...spelled('time', 1e-9, ['ns', 'nanoseconde', 'nanosecondes']),
  ...spelled('time', 60, ['min', 'minute', 'minutes']),
  ...spelled('time', 3600, ['h', 'heure', 'heures']),
  ...spelled('distance', 1, ['km', 'kilomètre', 'kilomètres', 'kilometres']),
  ...spelled('distance', 1e-3, ['m', 'mètre', 'mètres', 'metres']),
  ...spelled('ratio', 1, ['%', 'pourcent', 'pour cent']),
  ...spelled('ratio', 0.1, ['‰']),
  ...dataUnits(),
]);

function spelled(dimension: Dimension, factor: number, names: readonly string[]): [string, Unit][] {
  return names.map((name) => [name, { dimension, factor }]);
}

function dataUnits(): [string, Unit][] {
  const words = [
    { names: ['bit', 'bits', 'b'], bits: 1 },
    { names: ['o', 'octet', 'octets', 'B', 'byte', 'bytes'], bits: 8 },
  ];
  return Object.entries({ ...decimal, ...binary }).flatMap(([prefix, factor]) =>
    words.flatMap(({ names, bits }) =>
      names.flatMap((name): [string, Unit][] => [
        [`${prefix}${name}`, { dimension: 'data', factor: factor * bits }],
        ...['/s', 'ps', ' par seconde'].map((each): [string, Unit] => [
          `${prefix}${name}${each}`,
          { dimension: 'rate', factor: factor * bits },
        ]),
      ]),
    ),
  );
}

/**
 * The unit of a spelling.
 *
 * @param text such as `ms`, `Mbit/s`, `Mio`
 * @returns `undefined` for a word that is no unit of these; a word that is one whatever its case is accepted
 */
export function unitOf(text: string): Unit | undefined {
  const exact = units.get(text);
  if (exact) return exact;
  const alike = [...units].filter(([name]) => name.toLowerCase() === text.toLowerCase());
  const [first, ...others] = new Set(alike.map(([, unit]) => `${unit.dimension} ${unit.factor}`));
  return first !== undefined && others.length === 0 ? alike[0]?.[1] : undefined;
}

/** What a dimension measures, in French, with its article. */
export const dimensionName: Readonly<Record<Dimension, string>> = {
  count: 'un nombre',
  data: 'une quantité de données',
  distance: 'une distance',
  rate: 'un débit',
  ratio: 'un pourcentage',
  time: 'une durée',
};
