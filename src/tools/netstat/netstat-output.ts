import { ParseError } from '../../parse-error.js';
import { type OutputLine, lineFault, tableLines } from '../text/output-line.js';
import type { NetstatInterface } from './netstat-output-interfaces.js';
import { readInterfaces } from './netstat-output-interfaces.js';
import type { NetstatRoute } from './netstat-output-routes.js';
import { readRoutes } from './netstat-output-routes.js';
import type { NetstatSocket } from './netstat-output-sockets.js';
import { readSockets } from './netstat-output-sockets.js';
import type { NetstatProtocol } from './netstat-output-statistics.js';
import { readStatistics } from './netstat-output-statistics.js';
import type { NetstatUnixSocket } from './netstat-output-unix.js';
import { readUnixSockets } from './netstat-output-unix.js';

/** One of the tables that netstat prints. */
export type NetstatTable =
  | { readonly kind: 'sockets'; readonly sockets: readonly NetstatSocket[] }
  | { readonly kind: 'unix'; readonly sockets: readonly NetstatUnixSocket[] }
  | { readonly kind: 'routes'; readonly family: 'inet' | 'inet6'; readonly routes: readonly NetstatRoute[] }
  | { readonly kind: 'interfaces'; readonly interfaces: readonly NetstatInterface[] }
  | { readonly kind: 'statistics'; readonly protocols: readonly NetstatProtocol[] }
  /** A table of another kind (kernel events and multicast groups of macOS …), not read: its lines as they are. */
  | { readonly kind: 'other'; readonly title: string; readonly lines: readonly string[] };

/** What `netstat` printed. */
export interface NetstatOutput {
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
 * import { parseNetstatOutput } from 'sonde/tools';
 *
 * const { tables } = parseNetstatOutput(`Kernel IP routing table
 * Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface
 * 0.0.0.0         192.0.2.1       0.0.0.0         UG        0 0          0 eth0
 * `);
 * console.log(tables[0]?.kind === 'routes' && tables[0].routes[0]?.gateway); // → 192.0.2.1
 * ```
 */
export function parseNetstatOutput(text: string): NetstatOutput {
  const lines = tableLines(text);
  const [first] = lines;
  if (first === undefined) throw new ParseError('the output of netstat expected, found nothing', 0, 1);
  if (isStatistics(lines)) return { tables: [{ kind: 'statistics', protocols: readStatistics(lines) }] };
  const tables: NetstatTable[] = [];
  for (let at = 0; at < lines.length;) {
    const start = at;
    while (at < lines.length && isTitle(lines[at])) at += 1;
    if (at === start) throw lineFault(lines[at] ?? first, 'the heading of a table of netstat is expected');
    const bodyAt = at;
    while (at < lines.length && !isTitle(lines[at])) at += 1;
    tables.push(readTable(lines.slice(start, bodyAt), lines.slice(bodyAt, at)));
  }
  return { tables };
}

/** `tcp:` of BSD and `Ip:` of Linux stand alone, and what follows is indented. */
function isStatistics([first, second]: readonly OutputLine[]): boolean {
  return (
    /^\w[\w-]*:\s*$/.test(first?.text ?? '') && /^\s/.test(second?.text ?? ' ') && first?.text !== 'Internet:'
  );
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
  if (/^Proto +Recv-Q/.test(names)) return { kind: 'sockets', sockets: readSockets(names, rows) };
  if (/^(?:Proto +RefCnt|Address +Type +Recv-Q)/.test(names)) {
    return { kind: 'unix', sockets: readUnixSockets(names, rows) };
  }
  if (names.startsWith('Destination')) {
    const family = /IPv6|Internet6/.test(title) ? 'inet6' : 'inet';
    return { kind: 'routes', family, routes: readRoutes(heading, rows) };
  }
  if (/^(?:Iface|Name) +M/i.test(names))
    return { kind: 'interfaces', interfaces: readInterfaces(heading, rows) };
  if (
    /^(?:Active|Kernel|Routing|Internet)\b/.test(names) &&
    rows.length > 0 &&
    !/kernel|registered|multipath/i.test(title)
  ) {
    throw lineFault(rows[0] ?? heading, 'the names of the columns are expected');
  }
  return { kind: 'other', title, lines: rows.map((row) => row.text) };
}
