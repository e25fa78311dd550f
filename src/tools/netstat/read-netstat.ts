import { ParseError } from '../../parse-error.js';
import { type OutputLine, lineFault } from '../text/output-line.js';
import { type TableRows, printedTable } from '../text/printed-table.js';
import { NOTICE, inEnglish, isHeading } from './netstat-headings.js';
import { protocolOf, readStatistics } from './netstat-statistics.js';
import type { NetstatTable } from './netstat-table.js';
import { readInterfaces } from './read-netstat-interfaces.js';
import { readIpv6Routes, readRoutes } from './read-netstat-routes.js';
import { readSockets, readUnixSockets } from './read-netstat-sockets.js';
import { isWindows, readWindows } from './read-netstat-windows.js';

/** What `netstat` printed. */
export interface NetstatOutput {
  /** In the order in which they were printed. */
  readonly tables: readonly NetstatTable[];
  /** What netstat says beside them (what only root may see), and the start of a line that was cut. */
  readonly notices: readonly string[];
  /** False for a text that was cut: its end is not there, and what stands last may lack its own. */
  readonly complete: boolean;
}

/**
 * Reads what `netstat` or `route` printed: sockets (`-tuanp`, `-e`, `-o`), routes (`-rn`), interfaces (`-i`) and counters
 * (`-s`), of Linux (net-tools, in English or French), macOS, the BSDs and Windows (`-a -n -o -b -e -s -r`, `route print`, in
 * English or French).
 *
 * @param text the whole output
 * @returns what it says; `complete` is false for a text that was cut
 * @throws {@link ParseError} with the line, for a row that is not one
 * @see netstat(8) of net-tools, netstat(1) of macOS and FreeBSD
 * @example
 * ```ts
 * import { readNetstat } from 'sonde/tools';
 *
 * const { tables } = readNetstat(`Kernel IP routing table
 * Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface
 * 0.0.0.0         192.0.2.1       0.0.0.0         UG        0 0          0 eth0
 * `);
 * console.log(tables[0]?.kind === 'routes' && tables[0].data[0]?.gateway); // → 192.0.2.1
 * ```
 */
export function readNetstat(text: string): NetstatOutput {
  const { lines: all, origin, complete } = printedTable(text);
  const lines = all.filter((line) => !NOTICE.test(line.text)).map(inEnglish);
  const notices = all.filter((line) => NOTICE.test(line.text)).map((line) => line.text.trim());
  const { rows: tables, cut } = isWindows(lines) ? readWindows(lines) : readUnix(lines);
  return {
    tables: tables.map((table) => ({ ...table, ...(origin && { origin }) })),
    notices: [...notices, ...cut],
    complete,
  };
}

function readUnix(lines: readonly OutputLine[]): TableRows<NetstatTable> {
  if (!isStatistics(lines)) return readTables(lines);
  const { rows: data, cut } = readStatistics(lines);
  return { rows: [{ kind: 'statistics', data }], cut };
}

function readTables(lines: readonly OutputLine[]): TableRows<NetstatTable> {
  const [first] = lines;
  if (first === undefined) throw new ParseError('the output of netstat expected, found nothing', 0, 1);
  const tables: TableRows<NetstatTable>[] = [];
  for (let at = 0; at < lines.length;) {
    const start = at;
    while (at < lines.length && isHeading(lines[at])) at += 1;
    if (at === start) throw lineFault(lines[at] ?? first, 'the heading of a table of netstat is expected');
    const bodyAt = at;
    while (at < lines.length && !isHeading(lines[at])) at += 1;
    tables.push(readTable(lines.slice(start, bodyAt), lines.slice(bodyAt, at)));
  }
  return { rows: tables.flatMap(({ rows }) => rows), cut: tables.flatMap(({ cut }) => cut) };
}

/** Protocols that counters are of: a name alone on a line is that of anything otherwise. */
const PROTOCOL =
  /^(?:ip|icmp|igmp|tcp|udp|mptcp|sctp|dccp|arp|ah|esp|pim|carp|pfsync|rip|ddp|kevt|kctl|divert)(?:v?[46])?(?:msg|ext|lite|sec|comp)?6?$/i;

/** The name of a protocol stands alone, and what follows is indented; one of Linux may have counted nothing. */
function isStatistics([first, second]: readonly OutputLine[]): boolean {
  if (!first || !PROTOCOL.test(protocolOf(first) ?? '')) return false;
  return second === undefined || /^\s/.test(second.text) || protocolOf(second) !== undefined;
}

/**
 * @param titles the title and the names of columns, in any order
 * @param rows the lines below
 */
function readTable(titles: readonly OutputLine[], rows: readonly OutputLine[]): TableRows<NetstatTable> {
  const heading = titles.at(-1);
  if (heading === undefined) throw new ParseError('a table of netstat expected', 0, 1);
  const title = titles.map((line) => line.text.trim()).join('\n');
  const names = heading.text;
  if (/\bProto +(?:Recv-Q +Send-Q|Rexmit +OOORcv +0-win) +Local Address/.test(names)) {
    const { rows: sockets, cut } = readSockets(names, rows);
    return { rows: [{ kind: 'sockets', sockets }], cut };
  }
  // The names of the columns are cut: nothing stands below.
  if (heading.isCut) return { rows: [{ kind: 'other', title, data: [] }], cut: [] };
  if (/^(?:Proto +RefCnt|Address +Type +Recv-Q)/.test(names)) {
    const { rows: data, cut } = readUnixSockets(names, rows);
    return { rows: [{ kind: 'unix', data }], cut };
  }
  if (names.startsWith('Destination')) return readRouteTable(title, heading, rows);
  if (/^(?:Iface|Name) +M/i.test(names)) {
    const { rows: data, cut } = readInterfaces(heading, rows);
    return { rows: [{ kind: 'interfaces', data }], cut };
  }
  return { rows: [{ kind: 'other', title, data: rows.map((row) => row.text) }], cut: [] };
}

function readRouteTable(
  title: string,
  heading: OutputLine,
  rows: readonly OutputLine[],
): TableRows<NetstatTable> {
  if (/IPv6|Internet6/.test(title)) {
    const { rows: data, cut } = readIpv6Routes(heading, rows);
    return { rows: [{ kind: 'routes', family: 'inet6', data }], cut };
  }
  const { rows: data, cut } = readRoutes(heading, rows);
  return { rows: [{ kind: 'routes', family: 'inet', data }], cut };
}
