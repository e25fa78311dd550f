import type { Origin } from '../../origin.js';
import { ParseError } from '../../parse-error.js';
import { type OutputLine, lineFault } from '../text/output-line.js';
import { printedTable } from '../text/printed-table.js';
import type { NetstatInterface } from './netstat-interfaces.js';
import type { NetstatIpv6Route } from './netstat-ipv6-routes.js';
import type { NetstatRoute } from './netstat-routes.js';
import { type NetstatProtocol, protocolOf, readStatistics } from './netstat-statistics.js';
import { readInterfaces } from './read-netstat-interfaces.js';
import { readIpv6Routes, readRoutes } from './read-netstat-routes.js';
import {
  type NetstatSocket,
  type NetstatUnixSocket,
  readSockets,
  readUnixSockets,
} from './read-netstat-sockets.js';

/** A table of netstat, which `netstatRoutesReport` and its neighbours print again. */
export interface NetstatRows<Kind extends string, Row> {
  readonly kind: Kind;
  /** What our own report says of itself on its last line; absent in what netstat itself printed. */
  readonly origin?: Origin;
  /** In the order of the table. */
  readonly data: readonly Row[];
}

/** A table of routes. */
export interface NetstatRouteRows<Family extends 'inet' | 'inet6', Row> extends NetstatRows<'routes', Row> {
  readonly family: Family;
}

/** A table of another kind (kernel events and multicast groups of macOS …), not read: its lines as they are. */
export interface NetstatOtherRows extends NetstatRows<'other', string> {
  /** The lines above it. */
  readonly title: string;
}

/** One of the tables that netstat prints. */
export type NetstatTable =
  | NetstatRows<'sockets', NetstatSocket>
  | NetstatRows<'unix', NetstatUnixSocket>
  | NetstatRouteRows<'inet', NetstatRoute>
  | NetstatRouteRows<'inet6', NetstatIpv6Route>
  | NetstatRows<'interfaces', NetstatInterface>
  | NetstatRows<'statistics', NetstatProtocol>
  | NetstatOtherRows;

/** What `netstat` printed. */
export interface NetstatOutput {
  /** In the order in which they were printed. */
  readonly tables: readonly NetstatTable[];
}

/** Lines above a table that say what it is; the table itself starts at the next line. */
const TITLE =
  /^(?:Active |Kernel |Routing tables?|Internet6?:|Proto Recv-Q|Iface +MTU|Name +Mtu|Registered |[^\s:]+:\s*$)/;

/**
 * Reads what `netstat` printed: sockets (`-tuanp`, `-e`, `-o`), routes (`-rn`), interfaces (`-i`) and counters (`-s`), of
 * Linux (net-tools), macOS and the BSDs.
 *
 * @param text the whole output
 * @throws {@link ParseError} with the line, for a row that is not one or a text cut in the middle of a line
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
  const { lines, origin } = printedTable(text);
  const tables = isStatistics(lines)
    ? [{ kind: 'statistics', data: readStatistics(lines) } as const]
    : readTables(lines);
  return { tables: tables.map((table) => ({ ...table, ...(origin && { origin }) })) };
}

function readTables(lines: readonly OutputLine[]): readonly NetstatTable[] {
  const [first] = lines;
  if (first === undefined) throw new ParseError('the output of netstat expected, found nothing', 0, 1);
  const tables: NetstatTable[] = [];
  for (let at = 0; at < lines.length;) {
    const start = at;
    while (at < lines.length && isTitle(lines[at])) at += 1;
    if (at === start) throw lineFault(lines[at] ?? first, 'the heading of a table of netstat is expected');
    const bodyAt = at;
    while (at < lines.length && !isTitle(lines[at])) at += 1;
    tables.push(readTable(lines.slice(start, bodyAt), lines.slice(bodyAt, at)));
  }
  return tables;
}

/** The name of a protocol stands alone, and what follows is indented; one of Linux may have counted nothing. */
function isStatistics([first, second]: readonly OutputLine[]): boolean {
  if (!first || protocolOf(first) === undefined || first.text === 'Internet:') return false;
  return second === undefined || /^\s/.test(second.text) || protocolOf(second) !== undefined;
}

function isTitle(line: OutputLine | undefined): boolean {
  return line !== undefined && (TITLE.test(line.text) || isHeading(line.text));
}

/** The names of columns, below the title of some tables. */
function isHeading(text: string): boolean {
  return /^(?:Destination +(?:Gateway|Next Hop)|Proto +RefCnt|Address +Type +Recv-Q)/.test(text);
}

/**
 * @param titles the title and the names of columns, in any order
 * @param rows the lines below
 */
function readTable(titles: readonly OutputLine[], rows: readonly OutputLine[]): NetstatTable {
  const heading = titles.at(-1);
  if (heading === undefined) throw new ParseError('a table of netstat expected', 0, 1);
  const title = titles.map((line) => line.text.trim()).join('\n');
  const names = heading.text;
  if (/^Proto +Recv-Q/.test(names)) return { kind: 'sockets', data: readSockets(names, rows) };
  if (/^(?:Proto +RefCnt|Address +Type +Recv-Q)/.test(names)) {
    return { kind: 'unix', data: readUnixSockets(names, rows) };
  }
  if (names.startsWith('Destination')) {
    return /IPv6|Internet6/.test(title)
      ? { kind: 'routes', family: 'inet6', data: readIpv6Routes(heading, rows) }
      : { kind: 'routes', family: 'inet', data: readRoutes(heading, rows) };
  }
  if (/^(?:Iface|Name) +M/i.test(names)) return { kind: 'interfaces', data: readInterfaces(heading, rows) };
  if (
    /^(?:Active|Kernel|Routing|Internet)\b/.test(names) &&
    rows.length > 0 &&
    !/kernel|registered|multipath/i.test(title)
  ) {
    throw lineFault(rows[0] ?? heading, 'the names of the columns are expected');
  }
  return { kind: 'other', title, data: rows.map((row) => row.text) };
}
