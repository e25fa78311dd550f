import { reportWithOrigin } from '../../origin.js';
import type { ExactCounters } from '../../host/kernel/counter.js';
import { exactCounter } from '../../host/kernel/counter.js';
import type { Reading } from '../../host/kernel/kernel-file.js';
import { read } from '../../host/kernel/kernel-file.js';
import type { Machine } from '../../host/machine.js';
import { netNetstat } from '../../host/kernel/net-netstat.js';
import {
  icmpInputSentences,
  icmpOutputSentences,
  sentencesAlways,
  sentencesWhenCounted,
  unwritten,
} from './netstat-sentences.js';
import type { ProtocolCounters } from '../../host/kernel/protocol-counters.js';
import { netSnmp } from '../../host/kernel/net-snmp.js';

/** What netstat -s says of a protocol. */
export interface NetstatProtocol {
  /** Such as `Tcp` or `TcpExt`. */
  readonly protocol: string;
  readonly lines: readonly NetstatLine[];
}

/** A line of netstat -s. */
export interface NetstatLine {
  /** As it is printed: `12 segments retransmitted`. */
  readonly text: string;
  /** The kernel's name of the counter; absent on the title of a histogram. */
  readonly counter?: string;
  /** Its value; absent on the title of a histogram. */
  readonly value?: number;
  /** It stands in a histogram, one step further to the right. */
  readonly inHistogram: boolean;
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

  protocols({ counters, exact }: ProtocolCounters): readonly NetstatProtocol[] {
    return Object.entries(counters).map(([protocol, values]) => ({
      protocol,
      lines: Object.entries(values).flatMap(([counter, value]) =>
        this.#lines(`${protocol}.${counter}`, counter, value, exact),
      ),
    }));
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
    return [...title, { text, counter, value, inHistogram: this.#histogram !== 'none' }];
  }

  /** The title of a histogram, where one starts. */
  #enter(path: string): readonly NetstatLine[] {
    const histogram = histogramOf(path) ?? this.#histogram;
    const entered = histogram !== this.#histogram && histogram !== 'none';
    this.#histogram = histogram;
    return entered ? [{ text: `ICMP ${histogram} histogram:`, inHistogram: false }] : [];
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
 * Prints statistics in the layout of `netstat -s`.
 *
 * @param reading see {@link netstatStatistics}
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
export function netstatStatisticsReport({ data, origin }: Reading<readonly NetstatProtocol[]>): string {
  const lines = data.flatMap(({ protocol, lines: own }) => [
    `${protocol}:`,
    ...own.map(({ text, inHistogram }) => (inHistogram ? ' '.repeat(8) : ' '.repeat(4)) + text),
  ]);
  return reportWithOrigin(lines, origin);
}
