import type { Origin } from '../../origin.js';
import { reportWithOrigin } from '../../origin.js';
import type { MtrHop, MtrResult } from '../../probe/mtr.js';
import type { AddressNames } from '../traceroute/traceroute-report.js';

/** Columns of the host's name at least; a longer one pushes the figures of all hops to the right, as with mtr -w. */
const NAME_WIDTH = 25;

/** What {@link mtrReport} accepts. */
export interface MtrReportOptions {
  /** What stands in the corner: the name of the local host, in mtr; nothing by default. */
  readonly title?: string;
  /** Names to write instead of addresses; without them, addresses alone, as with `-n`. */
  readonly names?: AddressNames;
}

/**
 * The figures of a path in the layout of `mtr -r`, without its line of the date; lines separated by `\n`.
 *
 * @param result what `mtr` returned
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
  result: Pick<MtrResult, 'hops'> & { readonly origin?: Origin },
  options: MtrReportOptions = {},
): string {
  const { title = '', names } = options;
  const hosts = result.hops.map((hop) => hostsOf(hop, names));
  const width = Math.max(NAME_WIDTH, ...hosts.flat().map((host) => host.length));
  const heading = `HOST: ${title.padEnd(width + 2)} Loss%   Snt   Last   Avg  Best  Wrst StDev`;
  const lines = result.hops.flatMap((hop, i) => hopLines(hop, hosts[i] ?? [], width));
  return reportWithOrigin([heading, ...lines], result.origin);
}

function hostsOf({ addresses }: MtrHop, names: AddressNames | undefined): string[] {
  return addresses.length === 0 ? ['???'] : addresses.map((address) => names?.get(address) ?? address);
}

/** The hop with its figures, then one line for each further address that was seen there. */
function hopLines(hop: MtrHop, [first = '', ...others]: readonly string[], width: number): string[] {
  return [
    `${String(hop.ttl).padStart(3)}.|-- ${first.padEnd(width)}${figures(hop)}`,
    ...others.map((host, i) => (i === 0 ? `    |  \`|-- ${host}` : `    |   |-- ${host}`)),
  ];
}

function figures({ lossPercent, sent, rtt }: MtrHop): string {
  // The column has no room for the last sign of « 100.0% », and mtr cuts it.
  const loss = ` ${lossPercent.toFixed(1).padStart(4)}%`.slice(0, 6);
  const times = rtt ? [rtt.avgMs, rtt.bestMs, rtt.worstMs, rtt.stdevMs] : [0, 0, 0, 0];
  const last = (rtt?.lastMs ?? 0).toFixed(1);
  return `${loss}${String(sent).padStart(6)}${last.padStart(7)}${times.map((ms) => ms.toFixed(1).padStart(6)).join('')}`;
}
