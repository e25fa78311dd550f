import type { MtrHop, MtrResult } from './mtr.js';

/** Width of the column of host names, and of the local name above it. */
const HOST_WIDTH = 26;
const TITLE_WIDTH = HOST_WIDTH + 2;

/**
 * The figures of a path in the layout of `mtr -r`, without its line of the date, separated by `\n`.
 *
 * @param result what `mtr` returned
 * @param options `title`: what stands in the corner, the local host's name in mtr; `nameOf`: how hosts are written, as
 *   their addresses by default
 * @see mtr(8), report mode; mtr's report.c
 */
export function mtrReport(
  result: Pick<MtrResult, 'hops'>,
  { title = '', nameOf = (address: string) => address }: MtrReportOptions = {},
): string {
  const names = result.hops.map((hop) => hopNames(hop, nameOf));
  // The longest name decides, as in mtr: the figures stay below each other.
  const width = Math.max(HOST_WIDTH, ...names.flat().map((name) => name.length));
  const heading = `HOST: ${title.padEnd(width + TITLE_WIDTH - HOST_WIDTH - 1)}Loss%   Snt   Last   Avg  Best  Wrst StDev`;
  return [heading, ...result.hops.flatMap((hop, i) => hopLines(hop, names[i] ?? [], width))].join('\n');
}

/** What {@link mtrReport} accepts. */
export interface MtrReportOptions {
  readonly title?: string;
  readonly nameOf?: (address: string) => string;
}

function hopNames({ addresses }: MtrHop, nameOf: (address: string) => string): string[] {
  return addresses.length === 0 ? ['???'] : addresses.map(nameOf);
}

/** One line for the hop, and one for each further address that was seen there. */
function hopLines(hop: MtrHop, [first = '', ...others]: readonly string[], width: number): string[] {
  const place = `${String(hop.ttl).padStart(3)}.|-- `;
  return [
    `${place}${first.padEnd(width)}${figures(hop)}`,
    ...others.map((name) => `${' '.repeat(3)} |  ${' '.repeat(2)}${name}`),
  ];
}

function figures({ lossPercent, sent, rtt }: MtrHop): string {
  const times = rtt ? [rtt.lastMs, rtt.avgMs, rtt.bestMs, rtt.worstMs, rtt.stdevMs] : [0, 0, 0, 0, 0];
  const loss = `${lossPercent.toFixed(1)}%`.padStart(6);
  return `${loss} ${String(sent).padStart(5)} ${times.map((ms) => ms.toFixed(1).padStart(5)).join(' ')}`;
}
