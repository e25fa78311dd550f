import type { Iperf3Progress } from './iperf3-options.js';

/** What is known of a test before its lines are read. */
export interface ReportedTest {
  readonly reverse: boolean;
  readonly parallel: number;
}

/** A line such as `[  5][TX-S]   1.00-2.00   sec  5.00 MBytes  41943 Kbits/sec  0.01 ms  0/20 (0%)  (omitted)`. */
const LINE =
  /^\[ *(\d{1,6}|SUM)\](?:\[([TR])X-S\])? +(\d{1,9}\.\d\d)-(\d{1,9}\.\d\d) +sec +[\d.]{1,20} +[KMGT]?Bytes +([\d.]{1,20}) Kbits\/sec(.*)$/;

/**
 * What a line of the server's report says of an interval.
 *
 * @returns nothing for other lines: headings, totals, and streams where their sum follows
 * @see iperf_locale.c of esnet/iperf
 */
export function iperf3Progress(
  line: string,
  { reverse, parallel }: ReportedTest,
): Iperf3Progress | undefined {
  const [, stream, way, start, end, kilobits, rest = ''] = LINE.exec(line) ?? [];
  if (stream === undefined || (stream === 'SUM') !== parallel > 1) return undefined;
  if (/(sender|receiver)\s*$/.test(rest)) return undefined;
  const sends = way === undefined ? reverse : way === 'T';
  return {
    kind: 'interval',
    direction: sends ? 'server-to-client' : 'client-to-server',
    startS: Number(start),
    endS: Number(end),
    bitsPerSecond: Number(kilobits) * 1000,
    omitted: rest.includes('(omitted)'),
  };
}
