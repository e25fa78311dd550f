import type { SocketTimer, SocketTimerKind } from '../../host/kernel/socket-columns.js';
import type { SocketLine } from '../../host/sockets/socket-entry.js';
import type { SocketProcess } from '../../host/sockets/socket-process.js';
import { ParseError } from '../../parse-error.js';
import type { OutputLine } from '../text/output-line.js';
import { type SsTcpInfo, TcpInfoReader } from './read-ss-tcp-info.js';

/** Memory of a socket, in bytes (`skmem`, sock_diag(7)). */
export interface SsMemory {
  /** Held by what was received (`r`). */
  readonly receiveBytes: number;
  /** Most that may be (`rb`). */
  readonly receiveBufferBytes: number;
  /** Held by what is being sent (`t`). */
  readonly transmitBytes: number;
  /** Most that may be (`tb`). */
  readonly transmitBufferBytes: number;
  /** Kept aside for what comes (`f`). */
  readonly forwardBytes: number;
  /** Waiting to be sent (`w`). */
  readonly queuedBytes: number;
  /** Held by options of the socket (`o`). */
  readonly optionBytes: number;
  /** Received and not treated yet (`bl`). */
  readonly backlogBytes?: number;
  /** Packets dropped before they were in the queue (`d`). */
  readonly drops?: number;
}

/** What `-e`, `-m` and `-i` add to a socket. Each is there when ss printed it. */
export interface SsDetails {
  /** The kernel's cookie of the socket, in hexadecimal. */
  readonly cookie?: string;
  /** What it holds of the memory (-m). */
  readonly memory?: SsMemory;
  /** What the kernel knows of a TCP connection (tcp(7), TCP_INFO). */
  readonly tcpInfo?: SsTcpInfo;
  /** Details that are not known here, under their name, as they were printed (`cgroup`, `v6only`, `bbr` …). */
  readonly further?: Readonly<Record<string, string>>;
}

/** All that may stand behind the addresses of a socket. */
type ReadDetails = SsDetails &
  Pick<SocketLine, 'processes' | 'timer' | 'uid' | 'inode'> & { readonly users?: readonly SocketProcess[] };

const MEMORY = [
  ['r', 'receiveBytes'],
  ['rb', 'receiveBufferBytes'],
  ['t', 'transmitBytes'],
  ['tb', 'transmitBufferBytes'],
  ['f', 'forwardBytes'],
  ['w', 'queuedBytes'],
  ['o', 'optionBytes'],
  ['bl', 'backlogBytes'],
  ['d', 'drops'],
] as const satisfies readonly (readonly [string, keyof SsMemory])[];

/**
 * Reads what follows the addresses of a socket.
 *
 * @param line the socket, with its lines of details
 * @param start where they start in it
 * @param netid the kind of the socket, where it was printed
 * @throws {@link ParseError} when one is cut or is not what its name says
 */
export function readSsDetails(line: OutputLine, start: number, netid: string | undefined): ReadDetails {
  let at = start;
  const found: { -readonly [K in keyof ReadDetails]: ReadDetails[K] } = { processes: [] };
  const tcp = new TcpInfoReader(netid);
  const fault = (expected: string): ParseError =>
    new ParseError(
      `${expected} expected, found ${JSON.stringify(line.text.slice(at, at + 60))}`,
      line.offset + at,
      line.number,
    );
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const sticky = new RegExp(pattern.source, 'uy');
    sticky.lastIndex = at;
    const match = sticky.exec(line.text);
    if (match) at = sticky.lastIndex;
    return match;
  };
  const isTaken = (reader: TcpInfoReader): boolean => {
    const from = at;
    const isRead = reader.take(take);
    // The error is where the detail starts.
    if (!isRead) at = from;
    return isRead;
  };
  take(/\s*/);
  while (at < line.text.length) {
    const word = /^[^\s:(]+:/.exec(line.text.slice(at, at + 32))?.[0];
    if (word === 'users:') found.processes = readUsers(take, fault);
    else if (word === 'timer:' && isKnownTimer(line.text.slice(at, at + 32)))
      found.timer = readTimer(take, fault);
    else if (word === 'skmem:') found.memory = readMemory(take, fault);
    else if (word === 'uid:') found.uid = number(take(/uid:(\d{1,10})(?!\S)/), fault, 'a user');
    else if (word === 'ino:') found.inode = number(take(/ino:(\d{1,15})(?!\S)/), fault, 'an inode');
    else if (word === 'sk:')
      found.cookie = (take(/sk:([\da-f]{1,16})(?!\S)/) ?? absent(fault, 'a cookie'))[1] ?? '';
    else if (!isTaken(tcp)) throw fault('a detail of a socket');
    if (!take(/\s+|$/)) throw fault('a space');
  }
  const { processes } = found;
  return { ...found, ...(processes.length > 0 && { users: processes }), ...tcp.read() };
}

/** Takes what a pattern matches at the current place. */
type Take = (pattern: RegExp) => RegExpExecArray | null;
type Fault = (expected: string) => ParseError;

function absent(fault: Fault, expected: string): never {
  throw fault(expected);
}

function number(found: RegExpExecArray | null, fault: Fault, expected: string): number {
  return Number((found ?? absent(fault, expected))[1]);
}

/** `users:(("nginx",pid=7,fd=6),("nginx",pid=8,fd=6))`: a name may itself hold quotes, commas and brackets. */
function readUsers(take: Take, fault: Fault): readonly SocketProcess[] {
  if (!take(/users:\(/)) throw fault('the users of a socket');
  const users: SocketProcess[] = [];
  do {
    // A name has 15 bytes at most (TASK_COMM_LEN), 63 for threads of the kernel.
    const [, name = '', pid, fd] =
      take(
        // Older versions write no names: `("sshd",1520,3)`.
        /\("([^]{0,64}?)",(?:pid=)?(\d{1,10}),(?:tid=\d{1,10},)?(?:proc_ctx=[^)]{1,200}?,)?(?:fd=)?(\d{1,10})(?:,sock_ctx=[^)]{1,200})?\)(?=[,)])/,
      ) ?? absent(fault, 'a process («("name",pid=1,fd=3)»)');
    users.push({ name, pid: Number(pid), fd: Number(fd) });
  } while (take(/,/));
  if (!take(/\)/)) throw fault('the end of the users');
  return users;
}

/** A timer of another kind is a detail that is not known here. */
function isKnownTimer(text: string): boolean {
  return /^timer:\((?:on|keepalive|timewait|persist|unknown),/.test(text);
}

const UNIT_MS: Readonly<Record<string, number>> = { min: 60_000, sec: 1000, ms: 1 };

/** `timer:(keepalive,28min,0)`; `1min20sec`, `1.234sec` (its dot comes before milliseconds) and `612ms`. */
function readTimer(take: Take, fault: Fault): SocketTimer {
  const [, kind = '', time = '', retransmits] =
    take(/timer:\(([a-z]{1,20}),((?:[\d.]{1,12}(?:min|sec|ms))*),(\d{1,10})\)/) ?? absent(fault, 'a timer');
  const parts = [...time.matchAll(/(\d+)(?:\.(\d{1,3}))?(min|sec|ms)/g)];
  if (parts.map(([whole]) => whole).join('') !== time) throw fault('the time of a timer');
  // « 1.612ms » is one second and 612 milliseconds: print_ms_timer of ss writes no unit after the seconds then.
  const expiresMs = parts.reduce(
    (sum, [, whole = '', fraction, unit = '']) =>
      sum +
      (fraction === undefined || unit !== 'ms'
        ? Math.round(Number(`${whole}.${fraction ?? '0'}`) * (UNIT_MS[unit] ?? 1))
        : Number(whole) * 1000 + Number(fraction)),
    0,
  );
  return { kind: kind as SocketTimerKind, expiresMs, retransmits: Number(retransmits) };
}

function readMemory(take: Take, fault: Fault): SsMemory {
  const [, inside = ''] = take(/skmem:\(([a-z\d,]{1,200})\)/) ?? absent(fault, 'the memory of a socket');
  const given = new Map(
    inside.split(',').map((part): [string, number] => {
      const [, key = '', value = ''] =
        /^([a-z]{1,3})(\d{1,15})$/.exec(part) ?? absent(fault, 'the memory of a socket');
      return [key, Number(value)];
    }),
  );
  const entries = MEMORY.map(([key, name]) => [name, given.get(key)] as const);
  if (entries.slice(0, 7).some(([, value]) => value === undefined)) throw fault('the memory of a socket');
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as unknown as SsMemory;
}
