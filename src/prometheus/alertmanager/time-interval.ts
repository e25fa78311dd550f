import type { ConfigNode } from '../config-yaml.js';

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

/** Reads one time interval. */
export function readTimeInterval(node: ConfigNode): TimeInterval {
  const fields = node.fields(
    ['times', 'weekdays', 'days_of_month', 'months', 'years', 'location'],
    'timeinterval.TimeInterval',
  );
  const ranges = (name: string, read: (each: ConfigNode) => NumberRange): readonly NumberRange[] =>
    (fields.get(name)?.list() ?? []).map(read);
  const location = fields.get('location');
  if (location !== undefined && !isZone(location.text()))
    throw location.error(`unknown time zone ${location.text()}`);
  return {
    times: ranges('times', readTimes),
    weekdays: ranges('weekdays', (each) => readRange(each, { low: 0, high: 6, names: weekdays, base: 0 })),
    daysOfMonth: ranges('days_of_month', (each) =>
      readRange(each, { low: -31, high: 31, names: [], base: 0 }),
    ),
    months: ranges('months', (each) => readRange(each, { low: 1, high: 12, names: months, base: 1 })),
    years: ranges('years', (each) => readRange(each, { low: 0, high: 9999, names: [], base: 0 })),
    location: location?.text() ?? 'UTC',
  };
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name === 'Local' ? 'UTC' : name }).format(0) !== '';
  } catch {
    return false;
  }
}

function readTimes(node: ConfigNode): NumberRange {
  const fields = node.fields(['start_time', 'end_time'], 'timeinterval.yamlTimeRange');
  const [first, last] = (['start_time', 'end_time'] as const).map((name) => {
    const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(fields.get(name)?.text() ?? '') ?? [];
    const value = Number(hours) * 60 + Number(minutes);
    if (!(value <= 1440) || Number(minutes) > 59)
      throw node.error(`couldn't parse timestamp ${fields.get(name)?.text() ?? ''}, invalid format`);
    return value;
  });
  if (first === undefined || last === undefined || first >= last)
    throw node.error('start time cannot be equal or greater than end time');
  return { first, last };
}

interface Bounds {
  readonly low: number;
  readonly high: number;
  readonly names: readonly string[];
  /** Number of the first name. */
  readonly base: number;
}

function readRange(node: ConfigNode, bounds: Bounds): NumberRange {
  const text = node.text().toLowerCase();
  const [firstText = '', lastText = firstText, ...more] = text.split(':');
  const [first, last] = [firstText, lastText].map((part) => {
    const named = bounds.names.indexOf(part);
    const value = named >= 0 ? named + bounds.base : /^-?\d{1,4}$/.test(part) ? Number(part) : NaN;
    const valid = value >= bounds.low && value <= bounds.high && !(bounds.low < 0 && value === 0);
    if (!valid || more.length > 0) throw node.error(`${part} is not a valid value`);
    return value;
  }) as [number, number];
  if (first > last && !(first > 0 && last < 0)) throw node.error('start cannot be greater than end');
  return { first, last };
}

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
