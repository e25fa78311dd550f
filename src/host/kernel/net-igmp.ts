import { kernelIpv4 } from './kernel-address.js';
import type { KernelFile } from './kernel-file.js';
import {
  type Field,
  type KernelLine,
  decimalField,
  fieldFault,
  linesUnder,
  newValues,
} from './kernel-line.js';
import type { ByteOrder } from '../machine.js';

/** An interface of /proc/net/igmp, with the IPv4 multicast groups that this machine listens to there. */
export interface MulticastInterface {
  /** Number of the interface. */
  readonly index: number;
  readonly interface: string;
  /** How many groups the kernel says there are; `groups` has fewer when the file was cut between two lines. */
  readonly groupCount: number;
  /** The version of IGMP that the routers here speak: `V1`, `V2` or `V3`. */
  readonly querier: string;
  readonly groups: readonly MulticastGroup[];
}

/** A multicast group that is listened to. */
export interface MulticastGroup {
  readonly address: string;
  /** How many times it was joined. */
  readonly users: number;
  /** A report is about to be sent, in `timerMs`. */
  readonly timerRunning: boolean;
  /** Until the report; 0 when none is due. */
  readonly timerMs: number;
  /** The last report of the group was ours. */
  readonly reporter: boolean;
  /** Columns that this reader does not know, by their heading. */
  readonly others?: Readonly<Record<string, string>>;
}

const columns = 'Idx Device : Count Querier Group Users Timer Reporter';
/** The kernel gives times in hundredths of a second, whatever its own clock (USER_HZ). */
const TICK_MS = 10;

/**
 * /proc/net/igmp: the IPv4 multicast groups that this machine listens to; a line per interface, and under it a line per group.
 *
 * @see net/ipv4/igmp.c, igmp_mc_seq_show
 * @example
 * ```ts
 * import { netIgmp } from 'sonde/host';
 *
 * const [lo] = netIgmp.parse(`Idx Device : Count Querier Group Users Timer Reporter
 * 1\tlo        :     1      V3
 * \t\t\t\t010000E0     1 0:00000000\t\t0
 * `);
 * console.log(lo?.groups[0]?.address); // → 224.0.0.1
 * ```
 */
export const netIgmp: KernelFile<readonly MulticastInterface[]> = {
  path: 'net/igmp',
  parse(text, byteOrder = 'LE') {
    const { lines, newColumns } = linesUnder(text, columns);
    const interfaces: (MulticastInterface & { readonly groups: MulticastGroup[] })[] = [];
    for (const line of lines) {
      const current = interfaces.at(-1);
      if (!/^[ \t]/.test(line.text)) interfaces.push(interfaceOf(line));
      else if (current) current.groups.push(groupOf(line, byteOrder, newColumns));
      else throw line.fault('a group comes before any interface');
    }
    return interfaces;
  },
};

function interfaceOf(line: KernelLine): MulticastInterface & { readonly groups: MulticastGroup[] } {
  const words = line.reader();
  const index = decimalField(words.next('the number of the interface'));
  const name = words.next('the interface').text;
  // A long name leaves no space before the colon.
  const glued = name.length > 1 && name.endsWith(':');
  const colon = glued ? undefined : words.next('the colon');
  if (colon && colon.text !== ':') throw fieldFault(colon, 'a colon');
  const groupCount = decimalField(words.next('the number of groups'));
  const querier = words.next('the version of IGMP');
  if (!/^V\d$/.test(querier.text)) throw fieldFault(querier, 'a version such as V3');
  words.end();
  return {
    index,
    interface: glued ? name.slice(0, -1) : name,
    groupCount,
    querier: querier.text,
    groups: [],
  };
}

function groupOf(line: KernelLine, byteOrder: ByteOrder, newColumns: readonly string[]): MulticastGroup {
  const words = line.reader();
  return {
    address: kernelIpv4(words.next('the group'), byteOrder),
    users: decimalField(words.next('the users')),
    ...timerOf(words.next('the timer')),
    reporter: decimalField(words.next('the reporter')) !== 0,
    ...newValues(words, newColumns),
  };
}

function timerOf(field: Field): Pick<MulticastGroup, 'timerRunning' | 'timerMs'> {
  const [, running, ticks] = /^(\d):([\da-f]{8,16})$/i.exec(field.text) ?? [];
  if (running === undefined || ticks === undefined) throw fieldFault(field, 'a timer such as 0:00000000');
  // A timer that is over goes below zero, and looks huge.
  const timerMs = parseInt(ticks.slice(-8), 16) * TICK_MS;
  return { timerRunning: running !== '0', timerMs: running === '0' || timerMs > 2 ** 31 ? 0 : timerMs };
}
