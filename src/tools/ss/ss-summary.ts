import { read, unlessMissing } from '../../host/kernel/kernel-file.js';
import { netSnmp } from '../../host/kernel/net-snmp.js';
import { netSockstat, netSockstat6 } from '../../host/kernel/net-sockstat.js';
import type { ValuesByProtocol } from '../../host/kernel/protocol-counters.js';
import type { Machine } from '../../host/machine.js';
import { type Origin, reportWithOrigin } from '../../origin.js';
import { type OutputLine, type Word, lineFault, natural, present, wordsOf } from '../text/output-line.js';
import { readRows } from '../text/printed-table.js';

/** How many sockets of each kind there are: what `ss -s` says, as far as it was printed. */
export interface SsSummary {
  readonly kind: 'summary';
  /** Absent in what ss itself printed. */
  readonly origin?: Origin;
  /** Sockets of every family in the whole system. */
  readonly total: number;
  /** TCP sockets by state. */
  readonly tcp: SummaryTcp;
  /** Counts by kind: `RAW`, `UDP`, `TCP`, `INET` (their sum) and `FRAG` (fragments in reassembly); `*` in older versions. */
  readonly transports: Readonly<Record<string, SummaryLine>>;
  /** For a text that was cut: its end is not there. */
  readonly complete?: false;
}

/** The TCP sockets of a summary. */
export interface SummaryTcp {
  /** Those in TIME-WAIT included. */
  readonly total: number;
  /** Connections that are open. */
  readonly established?: number;
  /** Without an address any more, or not yet. */
  readonly closed?: number;
  /** Held by no process any more. */
  readonly orphaned?: number;
  /** In TIME-WAIT. */
  readonly timeWait?: number;
  /** Other states, under the names that ss gives them. */
  readonly further?: Readonly<Record<string, number>>;
}

/** One line of the summary. */
export interface SummaryLine {
  /** Sockets of both versions. */
  readonly total: number;
  /** Of IPv4; absent where older versions count nothing apart. */
  readonly ip?: number;
  /** Of IPv6; absent where older versions count nothing apart. */
  readonly ipv6?: number;
}

/** How many sockets of each kind a machine has. */
export interface SocketSummary extends SsSummary {
  readonly origin: Origin;
  /** Name of the machine. */
  readonly machine: string;
  readonly tcp: Required<Omit<SummaryTcp, 'further'>>;
  /** Counts by kind, of IPv4 and of IPv6. */
  readonly transports: Readonly<Record<'RAW' | 'UDP' | 'TCP' | 'INET' | 'FRAG', Required<SummaryLine>>>;
}

/**
 * The summary of `ss -s`, from /proc/net/sockstat, sockstat6 and snmp.
 *
 * @param machine see `openMachine`
 * @throws NoKernelFileError without sockstat; ParseError
 * @see ss(8), net/ipv4/proc.c
 * @example
 * ```ts
 * import { openMachine, socketSummary } from 'sonde';
 *
 * const { tcp } = await socketSummary(await openMachine({ name: 'serveur-web' }));
 * console.log(tcp.total >= tcp.timeWait); // → true
 * ```
 */
export async function socketSummary(machine: Machine): Promise<SocketSummary> {
  const { data, origin, machine: name } = await read(machine, netSockstat);
  const four = valueIn(data.counters);
  const six = valueIn((await unlessMissing(read(machine, netSockstat6)))?.data.counters);
  const snmp = valueIn((await unlessMissing(read(machine, netSnmp)))?.data.counters);
  const inUse = (kind: string): Required<SummaryLine> => sum([four(kind, 'inuse'), six(`${kind}6`, 'inuse')]);
  const [RAW, UDP, TCP, FRAG] = [inUse('RAW'), inUse('UDP'), inUse('TCP'), inUse('FRAG')];
  const INET = sum([RAW.ip + UDP.ip + TCP.ip, RAW.ipv6 + UDP.ipv6 + TCP.ipv6]);
  const [allocated, timeWait] = [four('TCP', 'alloc'), four('TCP', 'tw')];
  return {
    kind: 'summary',
    origin,
    machine: name,
    total: four('sockets', 'used'),
    tcp: {
      total: allocated + timeWait,
      established: snmp('Tcp', 'CurrEstab'),
      // sockstat counts TIME-WAIT among those in use, and not among those allocated.
      closed: allocated - (TCP.total - timeWait),
      orphaned: four('TCP', 'orphan'),
      timeWait,
    },
    transports: { RAW, UDP, TCP, INET, FRAG },
  };
}

function sum([ip, ipv6]: readonly [number, number]): Required<SummaryLine> {
  return { total: ip + ipv6, ip, ipv6 };
}

/** A value by protocol and name, 0 where the kernel does without, as ss takes it. */
function valueIn(values: ValuesByProtocol | undefined): (protocol: string, name: string) => number {
  return (protocol, name) => values?.[protocol]?.[name] ?? 0;
}

/** The states of TCP in the words of ss, in its order. */
const tcpStates = [
  ['estab', 'established'],
  ['closed', 'closed'],
  ['orphaned', 'orphaned'],
  ['timewait', 'timeWait'],
] as const;

/**
 * The summary as `ss -s` prints it; the origin stands on a last line unless it is live.
 *
 * @param summary see {@link socketSummary}, or what `readSs` read
 * @see ss(8)
 * @example
 * ```ts
 * import { openMachine, socketSummary, ssSummaryReport } from 'sonde';
 *
 * const report = ssSummaryReport(await socketSummary(await openMachine()));
 * console.log(report.startsWith('Total: ')); // → true
 * ```
 */
export function ssSummaryReport({ total, tcp, transports, origin }: SsSummary): string {
  const known = tcpStates.flatMap(([word, field]) =>
    tcp[field] === undefined ? [] : [`${word} ${tcp[field]}`],
  );
  const further = Object.entries(tcp.further ?? {}).map(([word, count]) => `${word} ${count}`);
  const lines = Object.entries(transports).map(([name, { total: all, ip, ipv6 }]) =>
    `${name}\t  ${cell(all)} ${cell(ip)} ${cell(ipv6)}`.trimEnd(),
  );
  return reportWithOrigin(
    [
      `Total: ${total}`,
      `TCP:   ${tcp.total} (${[...known, ...further].join(', ')})`,
      '',
      'Transport Total     IP        IPv6',
      ...lines,
    ],
    origin,
  );
}

function cell(count: number | undefined): string {
  return String(count ?? '-').padEnd(9);
}

/**
 * Reads the summary that `ss -s` printed.
 *
 * @throws ParseError with the line
 */
export function readSsSummary(
  [total, tcp, heading, ...rows]: readonly OutputLine[],
  complete: boolean,
): SsSummary {
  // All that follows is always printed.
  const isCut = heading === undefined || rows.length === 0;
  if (heading !== undefined && !heading.isCut && !/^Transport +Total +IP +IPv6\s*$/.test(heading.text)) {
    throw lineFault(heading, 'the heading « Transport Total IP IPv6 » is expected');
  }
  const transports = new Map<string, SummaryLine>();
  for (const [transport, counts] of readRows(rows, readTransport).rows) {
    if (transports.has(transport)) throw lineFault(heading ?? NOWHERE, `${transport} comes twice`);
    transports.set(transport, counts);
  }
  return {
    kind: 'summary',
    total: readTotal(total),
    tcp: readTcp(tcp),
    transports: Object.fromEntries(transports),
    ...((isCut || !complete) && { complete: false }),
  };
}

const NOWHERE: OutputLine = { text: '', number: 1, offset: 0 };

/** `Total: 11`, with `(kernel 15)` in older versions. */
function readTotal(line: OutputLine = NOWHERE): number {
  const [, total] = /^Total: (\d{1,15})(?: \(kernel \d+\))?\s*$/.exec(line.text) ?? [];
  if (total === undefined) throw lineFault(line, 'the counts of ss -s are expected');
  return Number(total);
}

/** `TCP:   19 (estab 4, closed 11, orphaned 4, timewait 1)`, with `synrecv 0` and `ports 0` in older versions. */
function readTcp(line: OutputLine = NOWHERE): SummaryTcp {
  const [, total = '', states = ''] =
    /^TCP: +(\d{1,15}) \(((?:[a-z]+ [\d/]{1,31})(?:, [a-z]+ [\d/]{1,31})*)(?:\)(?:, ports \d+)?\s*$|$)/.exec(
      line.isCut ? line.text.replace(/,[^,)]*$/, '') : line.text,
    ) ?? [];
  if (total === '' || !(line.isCut ?? line.text.includes(')')))
    throw lineFault(line, 'the states of TCP are expected');
  const counts = states.split(', ').map((state) => {
    const [word = '', count = ''] = state.split(' ');
    // Older versions print `timewait 3/0`: those of the kernel, and those seen by slabs.
    return [word, Number(count.split('/')[0])] as const;
  });
  const fieldOf = new Map<string, string>(tcpStates);
  const known = counts.flatMap(([word, count]) => {
    const field = fieldOf.get(word);
    return field === undefined ? [] : [[field, count] as const];
  });
  const further = counts.filter(([word]) => !fieldOf.has(word));
  return {
    total: Number(total),
    ...Object.fromEntries(known),
    ...(further.length > 0 && { further: Object.fromEntries(further) }),
  };
}

function readTransport(line: OutputLine): readonly [transport: string, counts: SummaryLine] {
  const [transport, total, ip, ipv6] = wordsOf(line);
  // Older versions have a dash where they count nothing apart.
  const count = (name: 'ip' | 'ipv6', word: Word | undefined, expected: string): Partial<SummaryLine> =>
    word?.text === '-' ? {} : { [name]: natural(line, word, expected) };
  return [
    present(line, transport, 'a transport'),
    {
      total: natural(line, total, 'a total'),
      ...count('ip', ip, 'a count of IPv4'),
      ...count('ipv6', ipv6, 'a count of IPv6'),
    },
  ];
}
