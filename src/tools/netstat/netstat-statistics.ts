import { type ExactCounters, exactCounter } from '../../host/kernel/counter.js';
import { type Reading, read } from '../../host/kernel/kernel-file.js';
import { netNetstat } from '../../host/kernel/net-netstat.js';
import { netSnmp } from '../../host/kernel/net-snmp.js';
import type { ProtocolCounters } from '../../host/kernel/protocol-counters.js';
import type { Machine } from '../../host/machine.js';
import { type Origin, reportWithOrigin } from '../../origin.js';
import { type OutputLine, lineFault } from '../text/output-line.js';
import { type TableRows, readRows } from '../text/printed-table.js';
import {
  icmpInputSentences,
  icmpOutputSentences,
  sentencesAlways,
  sentencesWhenCounted,
  unwritten,
} from './netstat-sentences.js';

/** What netstat -s says of a protocol. */
export interface NetstatProtocol {
  /** Such as `Tcp` or `TcpExt`; in lower case on macOS and the BSDs. */
  readonly protocol: string;
  /** In netstat's order. */
  readonly lines: readonly NetstatLine[];
}

/** A line of netstat -s. */
export interface NetstatLine {
  /** As it is printed: `12 segments retransmitted`. */
  readonly text: string;
  /** The numbers in it, in their order; none on the title of a histogram. */
  readonly values: readonly number[];
  /** The kernel's name of the counter, which a printed line does not tell; absent on the title of a histogram. */
  readonly counter?: string;
  /** How far to the right it stands: 1 below its protocol, 2 below a line that it details. */
  readonly depth: number;
  /** The text of the line that it details, such as the title of a histogram. */
  readonly under?: string;
}

/**
 * What the protocols counted, as `netstat -s` shows it: sentences for the counters that have one, names for the others;
 * those at zero are mostly left out.
 *
 * @param machine see `openMachine`
 * @throws NoKernelFileError, ParseError
 * @see netstat(8) of net-tools
 * @example
 * ```ts
 * import { netstatStatistics, openMachine } from 'sonde';
 *
 * const { data } = await netstatStatistics(await openMachine({ name: 'serveur-web' }));
 * console.log(data.map(({ protocol }) => protocol).slice(0, 4).join(' ')); // → Ip Icmp IcmpMsg Tcp
 * ```
 */
export async function netstatStatistics(machine: Machine): Promise<Reading<readonly NetstatProtocol[]>> {
  const [snmp, netstat] = [await read(machine, netSnmp), await read(machine, netNetstat)];
  const writer = new StatisticsWriter();
  return { ...snmp, data: [snmp.data, netstat.data].flatMap((each) => writer.protocols(each)) };
}

type Histogram = 'none' | 'input' | 'output';

/** Which histogram netstat is in goes on from one counter, and even one protocol, to those without sentence after it. */
class StatisticsWriter {
  #histogram: Histogram = 'none';
  /** The title that stands above in the same protocol. */
  #title: string | undefined;

  protocols({ counters, exact }: ProtocolCounters): readonly NetstatProtocol[] {
    return Object.entries(counters).map(([protocol, values]) => {
      this.#title = undefined;
      const lines = Object.entries(values).flatMap(([counter, value]) =>
        this.#lines(`${protocol}.${counter}`, counter, value, exact),
      );
      return { protocol, lines };
    });
  }

  #lines(
    path: string,
    counter: string,
    value: number,
    exact: ExactCounters | undefined,
  ): readonly NetstatLine[] {
    if (unwritten.has(path)) return [];
    const title = this.#enter(path);
    if (value === 0 && !Object.hasOwn(sentencesAlways, path)) return title;
    const sentence = sentenceOf(path) ?? `${counter}: #`;
    const text = sentence.replace('#', String(exactCounter(path, value, exact)));
    return [...title, { text, values: [value], counter, ...this.#place() }];
  }

  /** The title of a histogram, where one starts. */
  #enter(path: string): readonly NetstatLine[] {
    const histogram = histogramOf(path) ?? this.#histogram;
    const entered = histogram !== this.#histogram && histogram !== 'none';
    this.#histogram = histogram;
    if (!entered) return [];
    this.#title = `ICMP ${histogram} histogram:`;
    return [{ text: this.#title, values: [], depth: 1 }];
  }

  #place(): Pick<NetstatLine, 'depth' | 'under'> {
    if (this.#histogram === 'none') return { depth: 1 };
    return { depth: 2, ...(this.#title !== undefined && { under: this.#title }) };
  }
}

function histogramOf(path: string): Histogram | undefined {
  if (Object.hasOwn(icmpInputSentences, path)) return 'input';
  if (Object.hasOwn(icmpOutputSentences, path)) return 'output';
  return sentenceOf(path) === undefined ? undefined : 'none';
}

function sentenceOf(path: string): string | undefined {
  return [sentencesAlways, sentencesWhenCounted, icmpInputSentences, icmpOutputSentences].find((sentences) =>
    Object.hasOwn(sentences, path),
  )?.[path];
}

/**
 * Prints statistics in the layout of `netstat -s` of Linux.
 *
 * @param table see {@link netstatStatistics}, or the statistics that `readNetstat` read
 * @returns lines; the last one says the origin unless it is live
 * @see netstat(8) of net-tools 2.10
 * @example
 * ```ts
 * import { netstatStatistics, netstatStatisticsReport, openMachine } from 'sonde';
 *
 * const statistics = await netstatStatistics(await openMachine({ name: 'serveur-web' }));
 * console.log(netstatStatisticsReport(statistics).split('\n')[0]); // → Ip:
 * ```
 */
export function netstatStatisticsReport(table: {
  readonly data: readonly NetstatProtocol[];
  readonly origin?: Origin;
}): string {
  const lines = table.data.flatMap(({ protocol, lines: own }) => [
    `${protocol}:`,
    ...own.map(({ text, depth }) => ' '.repeat(4 * depth) + text),
  ]);
  return reportWithOrigin(lines, table.origin);
}

/**
 * Reads the counters of `netstat -s`.
 *
 * @throws {@link ParseError} with the line
 */
export function readStatistics(lines: readonly OutputLine[]): TableRows<NetstatProtocol> {
  const protocols: { readonly protocol: string; readonly lines: NetstatLine[] }[] = [];
  let above: { readonly indent: number; readonly text: string }[] = [];
  const { cut } = readRows(lines, (line) => {
    const protocol = protocolOf(line);
    const current = protocols.at(-1);
    if (protocol !== undefined) {
      protocols.push({ protocol, lines: [] });
      above = [];
    } else if (current !== undefined && /^\s/.test(line.text)) {
      const [indent, text] = [line.text.search(/\S/), line.text.trim()];
      above = above.filter((parent) => parent.indent < indent);
      const under = above.at(-1)?.text;
      current.lines.push({
        text,
        values: valuesOf(line, text),
        depth: depthOf(line.text),
        ...(under !== undefined && { under }),
      });
      above.push({ indent, text });
    } else throw lineFault(line, 'the counters of a protocol are expected');
  });
  return { rows: protocols, cut };
}

/** The name of a protocol, which stands alone on its line: `tcp:` of the BSDs, `Ip:` of Linux. */
export function protocolOf({ text }: OutputLine): string | undefined {
  return /^(\w[\w-]*):\s*$/.exec(text)?.[1];
}

/** Linux moves to the right by four spaces, the BSDs by tabulations. */
function depthOf(text: string): number {
  const [blanks = ''] = /^\s+/.exec(text) ?? [];
  return blanks.includes('\t')
    ? blanks.replace(/[^\t]/g, '').length
    : Math.max(1, Math.floor(blanks.length / 4));
}

/** A line without a number is the title of those below. */
function valuesOf(line: OutputLine, text: string): readonly number[] {
  const values = (text.match(/(?<![\w.])\d{1,20}(?![\w.])/g) ?? []).map(Number);
  if (!values.every(Number.isSafeInteger)) throw lineFault(line, 'a number that fits is expected');
  // net-tools writes no colon after this one in French.
  if (values.length === 0 && !/:$|^Histogramme /.test(text)) throw lineFault(line, 'a counter is expected');
  return values;
}
