import {
  type OutputLine,
  type Word,
  natural,
  numberOrText,
  present,
  wordFault,
  wordsOf,
} from '../text/output-line.js';

/** One end of a socket. */
export interface NetstatEndpoint {
  readonly address: string;
  /** Absent when it is `*`; a text when netstat printed the name of a service. */
  readonly port?: number | string;
}

/** One socket of TCP, UDP, ICMP or another protocol of the Internet. */
export interface NetstatSocket {
  /** `tcp`, `tcp6`, `udp` … on Linux; `tcp4`, `tcp46`, `udp6` … on BSD. */
  readonly protocol: string;
  readonly receiveQueueBytes: number;
  readonly sendQueueBytes: number;
  readonly local: NetstatEndpoint;
  readonly foreign: NetstatEndpoint;
  /** `ESTABLISHED`, `LISTEN` …; absent where the protocol has none. */
  readonly state?: string;
  /** Owner: a number, or a name without `-n`. */
  readonly user?: number | string;
  readonly inode?: number;
  readonly process?: { readonly pid: number; readonly name: string };
  readonly timer?: NetstatTimer;
  /** Columns that are not known here, as they were printed. */
  readonly more?: readonly string[];
}

/** The timer of a socket (`-o`). */
export interface NetstatTimer {
  /** `off`, `on`, `keepalive`, `timewait` or `probe`. */
  readonly name: string;
  readonly expiresMs: number;
  readonly retransmissions: number;
  readonly probes: number;
}

const STATE =
  /^(?:ESTABLISHED|SYN_SENT|SYN_RECV|SYN_RCVD|FIN_WAIT_?[12]|TIME_WAIT|CLOSED?|CLOSE_WAIT|LAST_ACK|LISTEN|CLOSING|NEW_SYN_RECV|UNKNOWN|BOUND)$/;

/**
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
    receiveQueueBytes: natural(line, receive, 'Recv-Q'),
    sendQueueBytes: natural(line, send, 'Send-Q'),
    local: endpoint(line, local, separator),
    foreign: endpoint(line, foreign, separator),
    ...(isBsd ? bsdColumns(rest) : linuxColumns(line, names, rest)),
  };
}

function protocolOf(line: OutputLine, word: Word | undefined): string {
  if (word === undefined || !/^[a-z]+[a-z\d.]*$/i.test(word.text)) throw wordFault(line, word, 'a protocol');
  return word.text;
}

function endpoint(line: OutputLine, word: Word | undefined, separator: string): NetstatEndpoint {
  const text = present(line, word, 'an address');
  const cut = text.lastIndexOf(separator);
  if (cut < 1 || cut === text.length - 1) throw wordFault(line, word, 'an address and a port');
  const port = text.slice(cut + 1);
  return { address: text.slice(0, cut), ...(port !== '*' && { port: numberOrText(port) }) };
}

type Columns = Pick<NetstatSocket, 'state' | 'user' | 'inode' | 'process' | 'timer' | 'more'>;

function bsdColumns(words: readonly Word[]): Columns {
  const [state, ...more] = words.map(({ text }) => text);
  if (state === undefined) return {};
  return STATE.test(state) ? { state, ...rest(more) } : rest([state, ...more]);
}

function rest(more: readonly string[]): Pick<Columns, 'more'> {
  return more.length > 0 ? { more } : {};
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
    ...(user !== undefined && { user }),
    ...(inode !== undefined && { inode }),
    ...(isNamed ? processOf(line, after[0], text) : rest(text === '' ? [] : text.split(/\s+/))),
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
  const [whole, name = '', seconds, retransmissions, probes] = TIMER.exec(trimmed) ?? [];
  if (whole === undefined) throw wordFault(line, undefined, 'a timer');
  return {
    text: trimmed.slice(0, -whole.length).trim(),
    timer: {
      name,
      expiresMs: Math.round(Number(seconds) * 1000),
      retransmissions: Number(retransmissions),
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
