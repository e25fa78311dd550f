import { type Origin, reportWithOrigin } from '../../origin.js';
import type { MtrHop } from '../../probe/mtr.js';
import { hostText } from '../text/printed-host.js';
import type { AddressNames } from '../traceroute/traceroute-report.js';
import type { PrintedMtrHop, PrintedMtrHost, PrintedMtrTimes } from './printed-mtr.js';

/** Columns of the host's name at least; a longer one pushes the figures of all hops to the right, as with mtr -w. */
const NAME_WIDTH = 25;

/** What {@link mtrReport} accepts. */
export interface MtrReportOptions {
  /** What stands in the corner: the name of the local host, in mtr; nothing by default, or what was read there. */
  readonly title?: string;
  /** Names to write instead of addresses; without them, what was read, or addresses alone as with `-n`. */
  readonly names?: AddressNames;
}

/**
 * The figures of a path in the layout of `mtr -r`, without its line of the date; lines separated by `\n`.
 *
 * @param result what `mtr` returned, or what `readMtr` read; a column that was not read of each hop is left out
 * @param options see {@link MtrReportOptions}
 * @see mtr(8), report mode; mtr's report.c
 * @example
 * ```ts
 * import { mtrReport } from 'sonde';
 *
 * const silent = { ttl: 1, addresses: [], sent: 10, received: 0, lossPercent: 100 };
 * console.log(mtrReport({ hops: [silent] }).split('\n')[1]);
 * // → 1.|-- ???                       100.0    10    0.0   0.0   0.0   0.0   0.0
 * ```
 */
export function mtrReport(
  result: {
    readonly hops: readonly (MtrHop | PrintedMtrHop)[];
    readonly source?: string;
    readonly failure?: string;
    readonly origin?: Origin;
  },
  options: MtrReportOptions = {},
): string {
  const { source = '', failure, origin } = result;
  if (failure !== undefined) return reportWithOrigin([failure], origin);
  const { title = source, names } = options;
  const hops: readonly PrintedMtrHop[] = result.hops;
  const hosts = hops.map((hop) => hostsOf(hop, names));
  const width = Math.max(NAME_WIDTH, ...hosts.flat().map((host) => host.length));
  const shown = columns.filter(({ figure }) => hops.every((hop) => figure(hop) !== undefined));
  const titles = shown.map(({ gap = '', title: text, width: room }) => gap + text.padStart(room)).join('');
  const lines = hops.flatMap((hop, i) => hopLines(hop, hosts[i] ?? [], width, shown));
  return reportWithOrigin([`HOST: ${title.padEnd(width + 2)}${titles}`, ...lines], origin);
}

function hostsOf({ addresses, hosts, error }: PrintedMtrHop, names: AddressNames | undefined): string[] {
  if (error !== undefined) return [`(${error})`];
  const found: readonly PrintedMtrHost[] = hosts ?? addresses.map((address) => ({ address }));
  if (found.length === 0) return ['???'];
  return found.map(({ name, address }) => names?.get(address ?? '') ?? hostText(name, address) ?? '???');
}

/** The hop with its figures, then one line for each further address that was seen there. */
function hopLines(
  hop: PrintedMtrHop,
  [first = '', ...others]: readonly string[],
  width: number,
  shown: readonly Column[],
): string[] {
  const figures = shown.map((column, i) => cell(column, column.figure(hop) ?? 0, i === shown.length - 1));
  return [
    `${String(hop.ttl).padStart(3)}.|-- ${first.padEnd(width)}${figures.join('')}`,
    ...others.map((host, i) => (i === 0 ? `    |  \`|-- ${host}` : `    |   |-- ${host}`)),
  ];
}

/** A column of the report, as mtr lays it out (its table of fields, data_fields). */
interface Column {
  readonly title: string;
  readonly width: number;
  /** What stands before it, beside its width. */
  readonly gap?: string;
  readonly text: (value: number) => string;
  /** What stands there for a hop; nothing when it was not read. */
  readonly figure: (hop: PrintedMtrHop) => number | undefined;
}

const columns: readonly Column[] = [
  {
    title: 'Loss%',
    width: 6,
    text: (percent) => `${percent.toFixed(1).padStart(4)}%`,
    figure: ({ lossPercent }) => lossPercent,
  },
  { title: 'Snt', width: 6, text: (count) => String(count).padStart(5), figure: ({ sent }) => sent },
  { ...timeColumn('Last', 'lastMs'), gap: ' ' },
  timeColumn('Avg', 'avgMs'),
  timeColumn('Best', 'bestMs'),
  timeColumn('Wrst', 'worstMs'),
  timeColumn('StDev', 'stdevMs'),
];

/** A hop that nobody answered has zeros there. */
function timeColumn(title: string, name: keyof PrintedMtrTimes): Column {
  return {
    title,
    width: 6,
    text: (ms) => ms.toFixed(1).padStart(5),
    figure: ({ addresses, hosts = addresses, rtt }) => (hosts.length === 0 && !rtt ? 0 : rtt?.[name]),
  };
}

/** A figure after a blank; mtr cuts what has no room before the next column: the last sign of « 100.0% ». */
function cell({ gap = '', width, text }: Column, value: number, isLast: boolean): string {
  const figure = ` ${text(value)}`;
  return gap + (isLast ? figure : figure.slice(0, width));
}
