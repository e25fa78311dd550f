const perDegree = Math.PI / 180;

/**
 * A calendar field of a Unix time in seconds, in UTC.
 *
 * @param ofNoTime for NaN and infinities, which Go turns into its smallest integer: 4 December of the year 292277026596
 */
function calendar(field: (date: Date) => number, ofNoTime: number): (seconds: number) => number {
  return (seconds) => (Number.isFinite(seconds) ? field(new Date(Math.trunc(seconds) * 1000)) : ofNoTime);
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

/** Fields of a date; without an argument, of the time of the query. */
export const calendarFunctions: ReadonlyMap<string, (seconds: number) => number> = new Map(
  Object.entries({
    day_of_month: calendar((date) => date.getUTCDate(), 4),
    day_of_week: calendar((date) => date.getUTCDay(), 0),
    day_of_year: calendar(dayOfYear, 339),
    days_in_month: calendar(
      (date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate(),
      31,
    ),
    hour: calendar((date) => date.getUTCHours(), 15),
    minute: calendar((date) => date.getUTCMinutes(), 30),
    month: calendar((date) => date.getUTCMonth() + 1, 12),
    year: calendar((date) => date.getUTCFullYear(), 292_277_026_596),
  }),
);

/** Go's math.Pow gives 1 where IEEE 754 does and ECMAScript does not. */
export function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && (exponent === Infinity || exponent === -Infinity))) return 1;
  return base ** exponent;
}

/** Go's math.Max: infinity wins even over NaN. */
export function greater(a: number, b: number): number {
  return a === Infinity || b === Infinity ? Infinity : Math.max(a, b);
}

export function lesser(a: number, b: number): number {
  return a === -Infinity || b === -Infinity ? -Infinity : Math.min(a, b);
}

function sign(value: number): number {
  if (value < 0) return -1;
  return value > 0 ? 1 : value;
}

/** To the nearest multiple, halves upward. As in Prometheus the inverse is used, which decides the last digit. */
function round(value: number, multiple = 1): number {
  const inverse = 1 / multiple;
  return Math.floor(value * inverse + 0.5) / inverse;
}

/** Functions of one value and up to two parameters; `undefined` drops the series. */
export const numberFunctions: ReadonlyMap<
  string,
  (value: number, first?: number, second?: number) => number | undefined
> = new Map<string, (value: number, first?: number, second?: number) => number | undefined>([
  ...(
    [
      'abs',
      'acos',
      'acosh',
      'asin',
      'asinh',
      'atan',
      'atanh',
      'ceil',
      'cos',
      'cosh',
      'exp',
      'floor',
      'log10',
      'log2',
      'sin',
      'sinh',
      'sqrt',
      'tan',
      'tanh',
    ] as const
  ).map((name) => [name, (value: number) => Math[name](value)] as const),
  ['ln', (value) => Math.log(value)],
  ['sgn', sign],
  ['deg', (value) => value / perDegree],
  ['rad', (value) => value * perDegree],
  ['round', round],
  ['clamp_min', (value, least = NaN) => greater(least, value)],
  ['clamp_max', (value, most = NaN) => lesser(most, value)],
  [
    'clamp',
    (value, least = NaN, most = NaN) => (most < least ? undefined : greater(least, lesser(most, value))),
  ],
]);
