import * as v from 'valibot';
import { fields, list, optionalText, text } from '../config-yaml.js';

/** From one number to another, both included; negative days count from the end of the month. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

/** Times of the week, the month, the year; a list that is empty sets no condition (timeinterval). */
export interface TimeInterval {
  /** Minutes of the day, the end excluded. */
  readonly times: readonly NumberRange[];
  readonly weekdays: readonly NumberRange[];
  readonly daysOfMonth: readonly NumberRange[];
  readonly months: readonly NumberRange[];
  readonly years: readonly NumberRange[];
  readonly location: string;
}

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

const location = v.pipe(
  text,
  v.check(isZone, ({ input }) => `unknown time zone ${input}`),
);

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name === 'Local' ? 'UTC' : name }).format(0) !== '';
  } catch {
    return false;
  }
}

const timeRange = v.pipe(
  fields('timeinterval.yamlTimeRange', { start_time: optionalText, end_time: optionalText }),
  v.rawTransform<{ readonly start_time: string; readonly end_time: string }, NumberRange>(
    ({ dataset: { value }, addIssue, NEVER }) => {
      const { start_time: start, end_time: end } = value;
      const [first, last] = [minutesOf(start), minutesOf(end)];
      if (first === undefined || last === undefined) {
        const wrong = first === undefined ? start : end;
        addIssue({ message: `couldn't parse timestamp ${wrong}, invalid format` });
        return NEVER;
      }
      if (first < last) return { first, last };
      addIssue({ message: 'start time cannot be equal or greater than end time' });
      return NEVER;
    },
  ),
);

function minutesOf(time: string): number | undefined {
  const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(time) ?? [];
  const value = Number(hours) * 60 + Number(minutes);
  return value <= 1440 && Number(minutes) <= 59 ? value : undefined;
}

interface Bounds {
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
  /** Number of the first name. */
  readonly base?: number;
}

/** `monday:friday`, `1:5`, or one value. */
function range(bounds: Bounds): v.GenericSchema<unknown, NumberRange> {
  return v.pipe(
    text,
    v.rawTransform<string, NumberRange>(({ dataset, addIssue, NEVER }) => {
      const [first = '', last = first, ...more] = dataset.value.toLowerCase().split(':');
      const wrong = [first, last].find((part) => more.length > 0 || numberOf(part, bounds) === undefined);
      const read = { first: numberOf(first, bounds) ?? 0, last: numberOf(last, bounds) ?? 0 };
      if (wrong === undefined && (read.first <= read.last || (read.first > 0 && read.last < 0))) return read;
      addIssue({
        message: wrong === undefined ? 'start cannot be greater than end' : `${wrong} is not a valid value`,
      });
      return NEVER;
    }),
  );
}

function numberOf(part: string, { low, high, names = [], base = 0 }: Bounds): number | undefined {
  const named = names.indexOf(part);
  const value = named >= 0 ? named + base : /^-?\d{1,4}$/.test(part) ? Number(part) : NaN;
  return value >= low && value <= high && !(low < 0 && value === 0) ? value : undefined;
}

/** One time interval, as a file writes it. */
export const timeInterval: v.GenericSchema<unknown, TimeInterval> = v.pipe(
  fields('timeinterval.TimeInterval', {
    times: list(timeRange),
    weekdays: list(range({ low: 0, high: 6, names: weekdays })),
    days_of_month: list(range({ low: -31, high: 31 })),
    months: list(range({ low: 1, high: 12, names: months, base: 1 })),
    years: list(range({ low: 0, high: 9999 })),
    location: v.exactOptional(location, 'UTC'),
  }),
  v.transform(({ days_of_month: daysOfMonth, ...interval }) => ({ ...interval, daysOfMonth })),
);

/** Whether a moment is in an interval. */
export function isInside(interval: TimeInterval, timeMs: number): boolean {
  const { minute, weekday, day, days, month, year } = calendar(timeMs, interval.location);
  const within = (ranges: readonly NumberRange[], value: number): boolean =>
    ranges.length === 0 || ranges.some(({ first, last }) => value >= first && value <= last);
  const fromEnd = (value: number): number => (value < 0 ? days + 1 + value : value);
  const dayRanges = interval.daysOfMonth.map(({ first, last }) => ({
    first: fromEnd(first),
    last: fromEnd(last),
  }));
  return (
    (interval.times.length === 0 ||
      interval.times.some(({ first, last }) => minute >= first && minute < last)) &&
    within(interval.weekdays, weekday) &&
    within(dayRanges, day) &&
    within(interval.months, month) &&
    within(interval.years, year)
  );
}

function calendar(
  timeMs: number,
  zone: string,
): Readonly<Record<'minute' | 'weekday' | 'day' | 'days' | 'month' | 'year', number>> {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone === 'Local' ? 'UTC' : zone,
    hourCycle: 'h23',
    ...({ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const),
  });
  const parts = new Map(format.formatToParts(timeMs).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  const [year, month, day] = [part('year'), part('month'), part('day')];
  return {
    minute: part('hour') * 60 + part('minute'),
    weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay(),
    day,
    days: new Date(Date.UTC(year, month, 0)).getUTCDate(),
    month,
    year,
  };
}
