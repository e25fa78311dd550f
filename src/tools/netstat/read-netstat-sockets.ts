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

/** One socket of TCP, UDP, ICMP or another protocol of the Internet; its fields are those of `socketTable` where they are. */
export interface NetstatSocket {
  /** `tcp`, `tcp6`, `udp` … on Linux; `tcp4`, `tcp46`, `udp6` … on BSD. */
  readonly protocol: string;
  /** Bytes not read yet. */
  readonly recvQueue: number;
  /** Bytes not acknowledged yet. */
  readonly sendQueue: number;
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
  /** The process that holds it (-p). */
  readonly process?: { readonly pid: number; readonly name: string };
  /** Its timer (-o). */
  readonly timer?: NetstatTimer;
  /** Columns that are not known here, as they were printed. */
  readonly further?: readonly string[];
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
  /^(?:ESTABLISHED|SYN_SENT|SYN_RECV|SYN_RCVD|FIN_WAIT_?[12]|TIME_WAIT|CLOSED?|CLOSE_WAIT|LAST_ACK|LISTEN|CLOSING|NEW_SYN_RECV|UNKNOWN|BOUND)$/;

/**
 * Reads a table of sockets.
 *
 * @param names the line with the names of the columns
 * @param rows the lines below
 * @throws {@link ParseError} with the line
 */
export function readSockets(names: string, rows: readonly OutputLine[]): readonly NetstatSocket[] {
  // BSD writes « (state) », and a dot before the port.
  const isBsd = names.includes('(state)');
  return rows.map((row) => readSocket(row, names, isBsd));
}

function readSocket(line: OutputLine, names: string, isBsd: boolean): NetstatSocket {
  const [protocol, receive, send, local, foreign, ...rest] = wordsOf(line);
  const separator = isBsd ? '.' : ':';
  return {
    protocol: protocolOf(line, protocol),
    recvQueue: natural(line, receive, 'Recv-Q'),
    sendQueue: natural(line, send, 'Send-Q'),
    local: endpoint(line, local, separator),
    peer: endpoint(line, foreign, separator),
    ...(isBsd ? bsdColumns(rest) : linuxColumns(line, names, rest)),
  };
}

function protocolOf(line: OutputLine, word: Word | undefined): string {
  if (word === undefined || !/^[a-z]+[a-z\d.]*$/i.test(word.text)) throw wordFault(line, word, 'a protocol');
  return word.text;
}

function endpoint(line: OutputLine, word: Word | undefined, separator: string): SocketEnd {
  const text = present(line, word, 'an address');
  const cut = text.lastIndexOf(separator);
  if (cut < 1 || cut === text.length - 1) throw wordFault(line, word, 'an address and a port');
  const [address = '', ...zone] = text.slice(0, cut).split('%');
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
  // Raw sockets have a number for a state.
  const isNumbered =
    /^\d+$/.test(after[0]?.text ?? '') && (isOwned ? isThird(after, names) : !names.includes('PID/'));
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

/** Whether there is one number more than user and inode. */
function isThird(words: readonly Word[], names: string): boolean {
  const numbers = words.findIndex(({ text }) => !/^\d+$/.test(text));
  return (numbers === -1 ? words.length : numbers) >= 3 && (names.includes('PID/') || words.length >= 3);
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
  if (text === '-') return {};
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
export function readUnixSockets(names: string, rows: readonly OutputLine[]): readonly NetstatUnixSocket[] {
  if (names.startsWith('Address')) return rows.map(readBsdUnix);
  const hasProcess = names.includes('PID/Program');
  return rows.map((row) => readLinuxUnix(row, hasProcess));
}

/** `unix  2      [ ACC ]     STREAM     LISTENING     12345    7/dbus-daemon  /run/dbus/socket` */
function readLinuxUnix(line: OutputLine, hasProcess: boolean): NetstatUnixSocket {
  const [, flags = '', type = '', state, inode = '', end = ''] =
    /^unix +\d{1,10} +\[ ([A-Z ]*)\] +([A-Z]+|\d+) +(?:([A-Z]+(?: [A-Z]+)?) +)?(\d{1,15})(?:\s+|$)(.*)$/.exec(
      line.text,
    ) ?? [];
  if (inode === '') throw wordFault(line, wordsOf(line)[0], 'a unix socket');
  const [, process, path] = (hasProcess ? /^(-|\d+\/.*?)(?: {2,}|\s*$)(.*)$/ : /^()(.*)$/).exec(end) ?? [];
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
