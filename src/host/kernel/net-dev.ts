import { ParseError } from '../../parse-error.js';
import { type ExactCounters, CounterReader } from './counter.js';
import type { KernelFile } from './kernel-file.js';
import { type Field, type KernelLine, kernelLines } from './kernel-line.js';

/** A line of /proc/net/dev: what an interface counted since it appeared. */
export interface InterfaceCounters {
  /** Such as `eth0`, or `eth0:1` for the aliases of old kernels. */
  readonly name: string;
  /** Bytes received, headers of the link included. */
  readonly rxBytes: number;
  /** Packets received. */
  readonly rxPackets: number;
  /** Packets received damaged. */
  readonly rxErrors: number;
  /** Packets received but thrown away, most often for want of memory or of someone to take them. */
  readonly rxDropped: number;
  /** Packets lost because the card's own memory was full (overruns). */
  readonly rxFifo: number;
  /** Packets whose framing was wrong. */
  readonly rxFrame: number;
  /** Compressed packets received. */
  readonly rxCompressed: number;
  /** Multicast frames received. */
  readonly rxMulticast: number;
  /** Bytes sent. */
  readonly txBytes: number;
  /** Packets sent. */
  readonly txPackets: number;
  /** Packets that could not be sent. */
  readonly txErrors: number;
  /** Packets thrown away before they were sent, most often because the queue was full. */
  readonly txDropped: number;
  /** Packets lost because the card's own memory was empty (underruns). */
  readonly txFifo: number;
  /** Collisions, on a shared medium. */
  readonly txCollisions: number;
  /** Times the carrier was lost while sending. */
  readonly txCarrier: number;
  /** Compressed packets sent. */
  readonly txCompressed: number;
  /** Columns that this reader does not know, by `rx` or `tx` and the name in the heading; absent when there are none. */
  readonly others?: Readonly<Record<string, number>>;
  /** See {@link ExactCounters}; by field name. */
  readonly exact?: ExactCounters;
}

/** The name of a counter among those of {@link InterfaceCounters}. */
export type InterfaceCounterName = (typeof interfaceCounterNames)[number];

/** The sixteen counters, in the kernel's order. */
export const interfaceCounterNames = [
  ...(['rxBytes', 'rxPackets', 'rxErrors', 'rxDropped', 'rxFifo', 'rxFrame'] as const),
  ...(['rxCompressed', 'rxMulticast', 'txBytes', 'txPackets', 'txErrors', 'txDropped'] as const),
  ...(['txFifo', 'txCollisions', 'txCarrier', 'txCompressed'] as const),
] as const;

/** Each counter by its side and its heading in the file. */
const headings: Readonly<Record<string, InterfaceCounterName>> = {
  'rx bytes': 'rxBytes',
  'rx packets': 'rxPackets',
  'rx errs': 'rxErrors',
  'rx drop': 'rxDropped',
  'rx fifo': 'rxFifo',
  'rx frame': 'rxFrame',
  'rx compressed': 'rxCompressed',
  'rx multicast': 'rxMulticast',
  'tx bytes': 'txBytes',
  'tx packets': 'txPackets',
  'tx errs': 'txErrors',
  'tx drop': 'txDropped',
  'tx fifo': 'txFifo',
  'tx colls': 'txCollisions',
  'tx carrier': 'txCarrier',
  'tx compressed': 'txCompressed',
};

/**
 * /proc/net/dev: the counters of each interface. The heading says which columns there are: those of a newer kernel are kept.
 *
 * @see proc_pid_net(5), net/core/net-procfs.c, dev_seq_printf_stats
 * @example
 * ```ts
 * import { netDev } from 'sonde/host';
 *
 * const [lo] = netDev.parse(`Inter-|   Receive                                                |  Transmit
 *  face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
 *     lo:   12000     100    0    0    0     0          0         0    12000     100    0    0    0     0       0          0
 * `);
 * console.log(lo?.name, lo?.rxBytes); // → lo 12000
 * ```
 */
export const netDev: KernelFile<readonly InterfaceCounters[]> = {
  path: 'net/dev',
  parse(text) {
    const [title, names, ...lines] = kernelLines(text);
    if (!title || !names) throw new ParseError('the two lines of heading are missing', text.length);
    if (!/^Inter-\|\s+Receive\s+\|\s+Transmit\s*$/.test(title.text))
      throw title.fault('not the heading of net/dev');
    const columns = columnsOf(names);
    return lines.map((line) => interfaceOf(line, columns));
  },
};

/** The heading `face |bytes packets …|bytes packets …` as `rx bytes`, `rx packets` … `tx bytes` … */
function columnsOf(heading: KernelLine): readonly string[] {
  const [, receive = '', transmit = '', more] = heading.text.split('|');
  const side = (prefix: string, words: string): string[] =>
    words.split(/\s+/).flatMap((word) => (word === '' ? [] : [`${prefix} ${word}`]));
  const columns = [...side('rx', receive), ...side('tx', transmit)];
  const missing = Object.keys(headings).find((each) => !columns.includes(each));
  if (missing !== undefined) throw heading.fault(`the column ${missing} is missing`, heading.text.length);
  if (more !== undefined || new Set(columns).size < columns.length)
    throw heading.fault('the heading has a column twice');
  return columns;
}

function interfaceOf(line: KernelLine, columns: readonly string[]): InterfaceCounters {
  // Values have no colon, names may; and old kernels leave no space after it when a counter is long.
  const { name, words } = line.named(':', 'last');
  const counters = new CounterReader();
  const known: [InterfaceCounterName, number][] = [];
  const others: [string, number][] = [];
  for (const column of columns) {
    const field: Field = words.next(column);
    const own = headings[column];
    if (own) known.push([own, counters.read(own, field)]);
    else others.push([column, counters.read(column, field)]);
  }
  words.end();
  return {
    name: name.text,
    ...(Object.fromEntries(known) as Record<InterfaceCounterName, number>),
    ...(others.length > 0 ? { others: Object.fromEntries(others) } : {}),
    ...counters.exact(),
  };
}
