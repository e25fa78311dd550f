import type { SocketTimer } from '../../host/kernel/socket-columns.js';
import type { ServiceNames } from '../../host/services.js';
import type { SocketEnd, SocketLine } from '../../host/sockets/socket-entry.js';
import type { SocketProcess } from '../../host/sockets/socket-process.js';
import type { SocketTable } from '../../host/sockets/socket-table.js';
import { reportWithOrigin } from '../../origin.js';
import type { SsOutput, SsTable } from './read-ss.js';
import { ssSummaryReport } from './ss-summary.js';

/** How {@link ssReport} prints. */
export interface SsReportOptions {
  /** Writes the names of ports in place of their numbers, as ss does without -n; numbers by default. */
  readonly services?: ServiceNames;
  /** Ports that the kernel chooses by itself: their names would mislead, ss leaves them out. 32768 to 60999 by default. */
  readonly ephemeral?: readonly [first: number, last: number];
  /** Adds the timers (-o). */
  readonly timers?: boolean;
}

interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** What stands before it, unless it comes first. */
  readonly gap: '' | ' ';
}

const left = (title: string, gap: '' | ' ' = ' '): Column => ({ title, align: 'left', gap });
const right = (title: string): Column => ({ title, align: 'right', gap: ' ' });
const NETID = left('Netid');
const STATE = left('State');
const columns: readonly Column[] = [
  ...[NETID, STATE, left('Recv-Q'), left('Send-Q')],
  ...[
    right('Local Address:'),
    left('Port', ''),
    right('Peer Address:'),
    left('Port', ''),
    left('Process', ''),
  ],
];

/**
 * The table as ss prints it to a file: the columns that all share (one kind, one state) are left out, the others are as wide
 * as their longest cell. The origin stands on a last line unless it is live. What `readSs` read is printed again, less the
 * details of -e, -m and -i.
 *
 * @param table see `socketTable`, or what `readSs` read
 * @param options see {@link SsReportOptions}
 * @see ss(8)
 * @example
 * ```ts
 * import { openMachine, socketTable, ssReport } from 'sonde';
 *
 * const table = await socketTable(await openMachine(), { tcp: true, listening: true });
 * console.log(ssReport(table).split(' ')[0]); // → State
 * ```
 */
export function ssReport(table: SocketTable | SsOutput, options: SsReportOptions = {}): string {
  if ('transports' in table) return ssSummaryReport(table);
  const { sockets, origin } = table;
  const hidden = hiddenColumns(table);
  const shown = columns.flatMap((column, i) => (hidden.includes(column) ? [] : [i]));
  const rows = [columns.map(({ title }) => title), ...sockets.map((socket) => cellsOf(socket, options))];
  const widths = columns.map((_, i) => rows.reduce((most, row) => Math.max(most, row[i]?.length ?? 0), 0));
  const lines = rows.map((row) => shown.map((i, place) => cell(row, widths, i, place)).join(''));
  return reportWithOrigin(
    lines.map((line) => line.trimEnd()),
    origin,
  );
}

/** ss leaves out what all sockets of a table share. */
function hiddenColumns(table: SocketTable | SsTable): readonly Column[] {
  if ('hidden' in table) return table.hidden.map((name) => (name === 'netid' ? NETID : STATE));
  const { kinds, states } = table;
  const oneKind = kinds.length === 1 && kinds[0] !== 'unix';
  return [...(oneKind ? [NETID] : []), ...(states.length === 1 ? [STATE] : [])];
}

function cell(row: readonly string[], widths: readonly number[], i: number, place: number): string {
  const [text, width, column] = [row[i] ?? '', widths[i] ?? 0, columns[i]];
  const padded = column?.align === 'right' ? text.padStart(width) : text.padEnd(width);
  return place === 0 ? padded : `${column?.gap ?? ''}${padded}`;
}

function cellsOf(socket: SocketLine, options: SsReportOptions): readonly string[] {
  const { netid = '', state = '', recvQueue, sendQueue, local, peer, processes, timer } = socket;
  return [
    ...[netid, state, String(recvQueue).padEnd(6), String(sendQueue).padEnd(6)],
    ...endCells(local, socket, options),
    ...endCells(peer, socket, options),
    processCell(processes) + (options.timers && timer ? ` ${timerText(timer)}` : ''),
  ];
}

/** Address and port; the address brings its separator. */
function endCells(
  end: SocketEnd,
  { family, netid, v6only }: SocketLine,
  options: SsReportOptions,
): readonly [string, string] {
  const { address, port, service, device } = end;
  if (family === 'unix') return [`${printable(address === '' ? '*' : address)} `, String(port)];
  const isAny = address === '::' && v6only !== true;
  const text = isAny ? '*' : address.includes(':') ? `[${address}]` : address;
  // The kernel, which a netlink socket speaks to, has no port.
  if (port === undefined && service === undefined) return [text, ''];
  const zone = device === undefined ? '' : `%${device}`;
  return [`${text}${zone}:`, service ?? portText(port ?? 0, netid, options)];
}

function portText(port: number, netid: SocketLine['netid'], options: SsReportOptions): string {
  // The port of a netlink socket is a number of its own: 0 is the kernel's.
  if (port === 0 && netid !== 'nl') return '*';
  const [first, last] = options.ephemeral ?? [32_768, 60_999];
  const named = (netid === 'tcp' || netid === 'udp') && (port < first || port > last);
  return (named ? options.services?.nameOf(port, netid) : undefined) ?? String(port);
}

function processCell(processes: readonly SocketProcess[]): string {
  if (processes.length === 0) return '';
  const each = processes.map(({ name, pid, fd }) => `("${printable(name)}",pid=${pid},fd=${fd})`);
  return ` users:(${each.join(',')})`;
}

/** A process names itself and its sockets as it likes: what would move the terminal's cursor is written as `?`. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '?');
}

/** As ss -o: milliseconds below ten seconds, seconds below ten minutes. */
function timerText({ kind, expiresMs, retransmits }: SocketTimer): string {
  const minutes = Math.trunc(expiresMs / 60_000);
  const seconds = minutes > 9 ? 0 : Math.trunc(expiresMs / 1000) % 60;
  const ms = minutes > 0 || seconds > 9 ? 0 : expiresMs % 1000;
  const text = [
    minutes > 0 ? `${minutes}min` : '',
    seconds > 0 ? `${seconds}${ms > 0 ? '.' : 'sec'}` : '',
    ms > 0 ? `${String(ms).padStart(3, '0')}ms` : '',
  ].join('');
  return `timer:(${kind},${text},${retransmits})`;
}
