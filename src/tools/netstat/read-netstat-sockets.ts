import type { SocketEnd } from '../../host/sockets/socket-entry.js';
import {
  type OutputLine,
  type Word,
  natural,
  numberOrText,
  present,
  wordFault,
  wordsOf,
} from '../text/output-line.js';
import { type TableRows, readRows } from '../text/printed-table.js';

/** One socket of TCP, UDP, ICMP or another protocol of the Internet; its fields are those of `socketTable` where they are. */
export interface NetstatSocket {
  /** `tcp`, `tcp6`, `udp` … on Linux; `tcp4`, `tcp46`, `udp6` … on BSD; `tcp` and `udp` on Windows. */
  readonly protocol: string;
  /** Where the kernel keeps it, in hexadecimal, on macOS and the BSDs (-A). */
  readonly kernelAddress?: string;
  /** Bytes not read yet; absent on Windows, and with -T. */
  readonly recvQueue?: number;
  /** Bytes not acknowledged yet; absent on Windows, and with -T. */
  readonly sendQueue?: number;
  /** The local address. */
  readonly local: SocketEnd;
  /** The foreign address. */
  readonly peer: SocketEnd;
  /** `ESTABLISHED`, `LISTEN` …; absent where the protocol has none. */
  readonly state?: string;
  /** Number of its owner (-e with -n). */
  readonly uid?: number;
  /** Name of its owner (-e). */
  readonly user?: string;
  /** 0 when no process holds it (-e). */
  readonly inode?: number;
  /** The process that holds it (-p); on Windows, its number with -o and its name with -b. */
  readonly process?: NetstatProcess;
  /** Its timer (-o). */
  readonly timer?: NetstatTimer;
  /** Columns that are not known here, as they were printed; on Windows, the service of the process (-b). */
  readonly further?: readonly string[];
}

/** A process, as far as it was printed. */
export interface NetstatProcess {
  readonly pid?: number;
  readonly name?: string;
}

/** The timer of a socket (`-o`). */
export interface NetstatTimer {
  /** `off`, `on`, `keepalive`, `timewait` or `probe`. */
  readonly kind: string;
  /** Time left. */
  readonly expiresMs: number;
  /** Retransmissions without an answer. */
  readonly retransmits: number;
  /** Probes without an answer. */
  readonly probes: number;
}

const STATE =
  /^(?:ESTABLISHED|SYN_SENT|SYN_RECV|SYN_RCVD|SYN_RECEIVED|FIN_WAIT_?[12]|TIME_WAIT|CLOSED?|CLOSE_WAIT|LAST_ACK|LISTEN|LISTENING|CLOSING|NEW_SYN_RECV|UNKNOWN|BOUND|IDLE)$/;

/**
 * Reads a table of sockets.
 *
 * @param names the line with the names of the columns
 * @param rows the lines below
 * @throws {@link ParseError} with the line
 */
export function readSockets(names: string, rows: readonly OutputLine[]): TableRows<NetstatSocket> {
  // BSD writes a dot before the port, and « (state) » or nothing in the place of « State ».
  const isBsd = !/\bState\b/.test(names);
  return readRows(rows, (row) => readSocket(row, names, isBsd));
}

/** What stands before the local address: `Socket Flowhash Proto Recv-Q Send-Q` of macOS with -A, `Proto Rexmit OOORcv 0-win`. */
function readSocket(line: OutputLine, names: string, isBsd: boolean): NetstatSocket {
  const words = wordsOf(line);
  const columns = (/^(.*?)Local Address/.exec(names)?.[1] ?? '').trim().split(/\s+/);
  // Only TCP counts what -T shows.
  const isBlank = columns.includes('Rexmit') && words.length < columns.length + 2;
  const before = isBlank ? columns.filter((name) => KNOWN.has(name)) : columns;
  const word = (name: string): Word | undefined => words[before.indexOf(name)];
  const isNamed = (name: string): boolean => before.includes(name);
  const address = ['Tcpcb', 'Socket'].find(isNamed);
  const [local, foreign, ...rest] = words.slice(before.length);
  const separator = isBsd ? '.' : ':';
  const { further = [], ...after } = isBsd ? bsdColumns(rest) : linuxColumns(line, names, rest);
  const counted = before.flatMap((name, i) => (KNOWN.has(name) ? [] : [present(line, words[i], name)]));
  return {
    protocol: protocolOf(line, word('Proto')),
    ...(address !== undefined && { kernelAddress: present(line, word(address), address) }),
    ...(isNamed('Recv-Q') && { recvQueue: natural(line, word('Recv-Q'), 'Recv-Q') }),
    ...(isNamed('Send-Q') && { sendQueue: natural(line, word('Send-Q'), 'Send-Q') }),
    local: endpoint(line, local, separator),
    peer: endpoint(line, foreign, separator),
    ...after,
    ...kept([...counted, ...further]),
  };
}

const KNOWN = new Set(['Tcpcb', 'Socket', 'Proto', 'Recv-Q', 'Send-Q']);

function protocolOf(line: OutputLine, word: Word | undefined): string {
  if (word === undefined || !/^[a-z]+[a-z\d.]*$/i.test(word.text)) throw wordFault(line, word, 'a protocol');
  return word.text;
}

/** @param separator of the address and the port: a dot on BSD */
export function endpoint(line: OutputLine, word: Word | undefined, separator: string): SocketEnd {
  const text = present(line, word, 'an address');
  const cut = text.lastIndexOf(separator);
  if (cut < 1 || cut === text.length - 1) throw wordFault(line, word, 'an address and a port');
  // Brackets where names of ports are shown, and on Windows.
  const written = text.slice(0, cut).replace(/^\[(.*)\]$/, '$1');
  const [address = '', ...zone] = written.split('%');
  if (address === '') throw wordFault(line, word, 'an address and a port');
  const port = numberOrText(text.slice(cut + 1));
  return {
    address,
    ...(zone.length > 0 && { device: zone.join('%') }),
    ...(typeof port === 'number' ? { port } : port === '*' ? { port: 0 } : { service: port }),
  };
}

type Columns = Pick<NetstatSocket, 'state' | 'uid' | 'user' | 'inode' | 'process' | 'timer' | 'further'>;

function bsdColumns(words: readonly Word[]): Columns {
  const [state, ...more] = words.map(({ text }) => text);
  if (state === undefined) return {};
  return STATE.test(state) ? { state, ...kept(more) } : kept([state, ...more]);
}

function kept(further: readonly string[]): Pick<Columns, 'further'> {
  return further.length > 0 ? { further } : {};
}

/** The state may be blank, and the name of a program may have blanks: what stands there is known by the heading. */
function linuxColumns(line: OutputLine, names: string, words: readonly Word[]): Columns {
  const after = [...words];
  const next = (): Word | undefined => after.shift();
  const isOwned = names.includes('User') && names.includes('Inode');
  const isNumbered = isOwned ? hasNumber(words) : /^\d+$/.test(words[0]?.text ?? '');
  const state = STATE.test(after[0]?.text ?? '') || isNumbered ? next()?.text : undefined;
  const user = isOwned ? numberOrText(present(line, next(), 'a user')) : undefined;
  const inode = isOwned ? natural(line, next(), 'an inode') : undefined;
  const { text, timer } = splitTimer(
    line,
    line.text.slice(after[0]?.at ?? line.text.length),
    names.includes('Timer'),
  );
  const isNamed = names.includes('PID/Program');
  return {
    ...(state !== undefined && { state }),
    ...(typeof user === 'number' && { uid: user }),
    ...(typeof user === 'string' && { user }),
    ...(inode !== undefined && { inode }),
    ...(isNamed ? processOf(line, after[0], text) : kept(text === '' ? [] : text.split(/\s+/))),
    ...(timer && { timer }),
  };
}

/** Whether the state of a raw socket, a number, stands before its user, a number or a name, and its inode. */
function hasNumber(words: readonly Word[]): boolean {
  const [first, second, third] = words.map(({ text }) => /^\d+$/.test(text));
  return first === true && (second === false || third === true);
}

const TIMER = /(?:^|\s)([a-z][\w-]{0,20}) \((\d{1,10}\.\d{1,3})\/(\d{1,10})\/(-?\d{1,10})\)$/;

function splitTimer(
  line: OutputLine,
  text: string,
  isShown: boolean,
): { readonly text: string; readonly timer?: NetstatTimer } {
  const trimmed = text.trim();
  if (!isShown) return { text: trimmed };
  const [whole, kind = '', seconds, retransmits, probes] = TIMER.exec(trimmed) ?? [];
  if (whole === undefined) throw wordFault(line, undefined, 'a timer');
  return {
    text: trimmed.slice(0, -whole.length).trim(),
    timer: {
      kind,
      expiresMs: Math.round(Number(seconds) * 1000),
      retransmits: Number(retransmits),
      probes: Number(probes),
    },
  };
}

/** `24987/sshd: student`, or a dash for who may not know. */
function processOf(line: OutputLine, word: Word | undefined, text: string): Pick<Columns, 'process'> {
  if (text === '-' || text === '') return {};
  const [, pid, name = ''] = /^(\d{1,10})\/(.*)$/.exec(text) ?? [];
  if (pid === undefined) throw wordFault(line, word, 'a process');
  return { process: { pid: Number(pid), name } };
}

/** One unix socket. */
export interface NetstatUnixSocket {
  /** `STREAM`, `DGRAM`, `SEQPACKET`; in lower case on BSD. */
  readonly type: string;
  /** `LISTENING`, `CONNECTED` …, on Linux where it has one. */
  readonly state?: string;
  /** `ACC` for one that listens, on Linux. */
  readonly flags?: readonly string[];
  /** A number on Linux, the address of a structure of the kernel on BSD. */
  readonly inode: number | string;
  /** Its name in the file system; abstract ones start with `@`. */
  readonly path?: string;
  /** The process that holds it, as `7/dbus-daemon` (-p). */
  readonly process?: string;
}

/**
 * Reads a table of unix sockets.
 *
 * @throws {@link ParseError} with the line
 */
export function readUnixSockets(names: string, rows: readonly OutputLine[]): TableRows<NetstatUnixSocket> {
  if (names.startsWith('Address')) return readRows(rows, readBsdUnix);
  const hasProcess = names.includes('PID/Program');
  return readRows(withNames(rows), (row) => readLinuxUnix(row, hasProcess));
}

/** Whoever makes a socket names it: what follows an end of line belongs to the name, unless it starts as a socket does. */
function withNames(rows: readonly OutputLine[]): readonly OutputLine[] {
  const found: OutputLine[] = [];
  for (const row of rows) {
    const last = found.at(-1);
    if (last === undefined || row.isCut || /^unix +\d/.test(row.text)) found.push(row);
    else found[found.length - 1] = { ...last, text: `${last.text}\n${row.text}` };
  }
  return found;
}

/** `unix  2      [ ACC ]     STREAM     LISTENING     12345    7/dbus-daemon  /run/dbus/socket` */
function readLinuxUnix(line: OutputLine, hasProcess: boolean): NetstatUnixSocket {
  const [, flags = '', type = '', state, inode = '', end = ''] =
    /^unix +\d{1,10} +\[ ([A-Z ]*)\] +([A-Z]+|\d+) +(?:([A-Z]+(?: [A-Z]+)?) +)?(\d{1,15})(?:\s+|$)([^]*)$/.exec(
      line.text,
    ) ?? [];
  if (inode === '') throw wordFault(line, wordsOf(line)[0], 'a unix socket');
  const [, process, path] =
    (hasProcess ? /^(-|\d+\/.*?)(?: {2,}|\s*$)([^]*)$/ : /^()([^]*)$/).exec(end) ?? [];
  return {
    type,
    ...(state !== undefined && { state }),
    flags: flags.split(' ').filter(Boolean),
    inode: Number(inode),
    ...(path !== undefined && path.trim() !== '' && { path: path.trim() }),
    ...(process !== undefined && process !== '' && process !== '-' && { process: process.trim() }),
  };
}

/** `Address Type Recv-Q Send-Q Inode Conn Refs Nextref Addr`, in hexadecimal. */
function readBsdUnix(line: OutputLine): NetstatUnixSocket {
  const [, type, receive, send, inode, , , , path] = wordsOf(line);
  natural(line, receive, 'Recv-Q');
  natural(line, send, 'Send-Q');
  return {
    type: present(line, type, 'the type of a socket'),
    inode: present(line, inode, 'an inode'),
    ...pathFrom(line, path),
  };
}

function pathFrom(line: OutputLine, word: Word | undefined): { readonly path?: string } {
  return word === undefined ? {} : { path: line.text.slice(word.at).trim() };
}
