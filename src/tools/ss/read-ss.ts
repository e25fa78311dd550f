import type { SocketEnd, SocketLine } from '../../host/sockets/socket-entry.js';
import type { SocketProcess } from '../../host/sockets/socket-process.js';
import type { Origin } from '../../origin.js';
import {
  type OutputLine,
  type Word,
  lineFault,
  natural,
  present,
  wordFault,
  wordsOf,
} from '../text/output-line.js';
import { printedTable, readRows } from '../text/printed-table.js';
import { type SsDetails, readSsDetails } from './read-ss-details.js';
import { type SsSummary, readSsSummary } from './ss-summary.js';

/** A socket that ss printed: what `socketTable` gives, as far as it was printed, and what ss adds. */
export interface SsSocket extends SocketLine, SsDetails {
  /** Its processes where ss printed them, under the name that it gives them; absent where it was not asked, or may not know. */
  readonly users?: readonly SocketProcess[];
}

/** A table of sockets that ss printed. */
export interface SsTable {
  readonly kind: 'sockets';
  /** What the table says of itself on its last line; absent in what ss itself printed. */
  readonly origin?: Origin;
  /** Columns that the table leaves out, because all its sockets share what they would say. */
  readonly hidden: readonly ('netid' | 'state')[];
  /** In the order of the table. */
  readonly sockets: readonly SsSocket[];
  /** What ss and the kernel say beside the table, and the start of a line that was cut. */
  readonly notices: readonly string[];
  /** False for a text that was cut: its end is not there, and what stands last may lack its own. */
  readonly complete: boolean;
}

/** What `ss` printed. */
export type SsOutput = SsTable | SsSummary;

const STATES = new Set(
  'ESTAB SYN-SENT SYN-RECV FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT UNCONN CLOSE-WAIT LAST-ACK LISTEN CLOSING NEW-SYN-RECV BOUND-INACTIVE UNKNOWN'.split(
    ' ',
  ),
);

/** Before or among the rows: what cannot be shown, and why. */
const NOTICE =
  /^(?:ss: |[A-Z_]{4,20} answers: |Cannot open |Failed to |netlink receive error|DUMP interrupted)/;

/**
 * Reads what `ss` of iproute2 printed: its table of sockets of any kind, with or without its heading and its columns, with
 * the details of `-e`, `-i`, `-m`, `-o`, `-p`, `-Z` and `-O`; or the summary of `-s`. `ssReport` prints it again.
 *
 * @param text the whole output; empty when there was nothing to show
 * @returns what it says; `complete` is false for a text that was cut
 * @throws {@link ParseError} with the line, for a row that is not one
 * @see ss(8), and misc/ss.c of iproute2
 * @example
 * ```ts
 * import { readSs } from 'sonde/tools';
 *
 * const output = readSs('LISTEN 0 128 127.0.0.1:631 0.0.0.0:* users:(("cupsd",pid=7,fd=3))\n');
 * console.log(output.kind === 'sockets' && output.sockets[0]?.processes); // → [ { name: 'cupsd', pid: 7, fd: 3 } ]
 * ```
 */
export function readSs(text: string): SsOutput {
  const { lines: all, origin, complete } = printedTable(text);
  const notices = all.filter((line) => NOTICE.test(line.text)).map((line) => line.text);
  const lines = all.filter((line) => !NOTICE.test(line.text));
  const [first] = lines;
  const said = origin && { origin };
  if (first?.text.startsWith('Total:')) return { ...readSsSummary(lines, complete), ...said };
  const heading = first && headingOf(first);
  const { rows: sockets, cut } = readRows(records(heading ? lines.slice(1) : lines), (row) =>
    readSocket(row, heading),
  );
  if (!heading && sockets.length === 0 && first) throw lineFault(first, 'a table of sockets is expected');
  const hidden = heading?.hidden ?? hiddenIn(sockets);
  return { kind: 'sockets', ...said, hidden, sockets, notices: [...notices, ...cut], complete };
}

/** What the heading of a table tells of its rows. */
interface Heading {
  readonly hidden: SsTable['hidden'];
  /** Where the ports are, and the inodes of unix sockets. */
  readonly localPortAt: number;
}

const HEADING = /^(Netid +)?(State +)?Recv-Q +Send-Q +Local Address:(?=Port +Peer Address:Port)/;

/** Columns are glued together when they are narrow: `Peer Address:PortProcess`. */
function headingOf({ text }: OutputLine): Heading | undefined {
  const [whole, netid, state] = HEADING.exec(text) ?? [];
  if (whole === undefined) return undefined;
  return {
    hidden: [
      ...(netid === undefined ? (['netid'] as const) : []),
      ...(state === undefined ? (['state'] as const) : []),
    ],
    localPortAt: whole.length,
  };
}

/** A table without heading leaves out what none of its rows says. */
function hiddenIn(sockets: readonly SsSocket[]): SsTable['hidden'] {
  return (['netid', 'state'] as const).filter((column) =>
    sockets.every((socket) => socket[column] === undefined),
  );
}

/**
 * A socket and the lines of details below it, which start with a blank; names of processes and of unix sockets may hold an end
 * of line too. An association of SCTP has a row of its own below its socket.
 */
function records(lines: readonly OutputLine[]): readonly OutputLine[] {
  const found: OutputLine[] = [];
  for (const line of lines) {
    const last = found.at(-1);
    const goesOn = /^\s/.test(line.text) && !ASSOCIATION.test(line.text);
    if (last !== undefined && (goesOn || isOpen(last.text))) {
      found[found.length - 1] = {
        ...last,
        ...(line.isCut && { isCut: true }),
        text: `${last.text}\n${line.text}`,
      };
    } else found.push(line);
  }
  return found;
}

const ASSOCIATION = /^ *`- /;

/** Whether the names of processes go on, or that of a unix socket: its inode and its peer are still to come. */
function isOpen(text: string): boolean {
  const users = text.indexOf(' users:((');
  if (users !== -1) return !/,(?:fd=)?\d+(?:,sock_ctx=[^,)]*)?\)\)/.test(text.slice(users));
  return /^u_/.test(text) && !/^u_\S+ +(?:[A-Z]\S* +)?\d+ +\d+ +\S[^]* \d+ +\S[^]* \d+/.test(text);
}

function readSocket(line: OutputLine, heading: Heading | undefined): SsSocket {
  const isAssociation = ASSOCIATION.test(line.text);
  const { netid, state, rest } = isAssociation
    ? associationOf(wordsOf(line))
    : namesOf(line, wordsOf(line), heading);
  const [receive, send, ...words] = rest;
  const recvQueue = natural(line, receive, 'Recv-Q');
  const sendQueue = natural(line, send, 'Send-Q');
  const { details, ...ends } = isApart(netid, words)
    ? apart(line, words, netid, heading)
    : joined(line, netid === 'nl' ? netlinkWords(line, words) : words);
  return {
    ...(netid !== undefined && { netid }),
    ...(state !== undefined && { state }),
    recvQueue,
    sendQueue,
    ...ends,
    ...readSsDetails(line, details, netid),
  };
}

interface Names {
  readonly netid: string | undefined;
  readonly state: string | undefined;
  /** The words after those. */
  readonly rest: readonly Word[];
}

/** The columns before the queues, each of which may be left out: with a heading, where it leaves it out only. */
function namesOf(line: OutputLine, words: readonly Word[], heading: Heading | undefined): Names {
  const isState = (word: Word | undefined): boolean => STATES.has(word?.text ?? '');
  const isCount = (word: Word | undefined): boolean => /^\d+$/.test(word?.text ?? '');
  const isNamed = !isState(words[0]) && !isCount(words[0]);
  const netid = isNamed ? words[0]?.text : undefined;
  const rest = isNamed ? words.slice(1) : words;
  const mayLack = (column: 'netid' | 'state'): boolean => heading?.hidden.includes(column) ?? true;
  if (netid === undefined && !mayLack('netid')) throw wordFault(line, words[0], 'the kind of a socket');
  if (isState(rest[0])) return { netid, state: rest[0]?.text, rest: rest.slice(1) };
  if (isCount(rest[0]) && mayLack('state')) return { netid, state: undefined, rest };
  throw wordFault(line, rest[0] ?? words[0], 'the state of a socket');
}

/** `` `- ESTAB ``: the kind is that of the socket above. */
function associationOf([, state, ...rest]: readonly Word[]): Names {
  return { netid: 'sctp', state: state?.text, rest };
}

/** The name of the program that holds a netlink socket may have blanks, and stands in its address. */
function netlinkWords(line: OutputLine, words: readonly Word[]): readonly Word[] {
  const peer = words.findIndex(({ text }, i) => i > 0 && text === '*');
  const [first, end] = [words[0], words[peer - 1]];
  if (first === undefined || end === undefined) return words;
  return [{ text: line.text.slice(first.at, end.at + end.text.length), at: first.at }, ...words.slice(peer)];
}

interface Ends extends Pick<SsSocket, 'family' | 'local' | 'peer' | 'v6only'> {
  /** Where the details start in the line. */
  readonly details: number;
}

/** Sockets of the machine itself (unix, vsock, …) have their two columns apart: `/run/systemd/notify 1234 * 0`. */
function isApart(netid: string | undefined, [, second]: readonly Word[]): boolean {
  return netid?.startsWith('u_') === true || (netid !== 'nl' && /^\d+$/.test(second?.text ?? ''));
}

function joined(line: OutputLine, words: readonly Word[]): Ends {
  const [local, peer] = [words[0], words[1]];
  const ends = {
    local: endpoint(line, local, 'a local address'),
    peer: endpoint(line, peer, 'a peer address'),
  };
  const family = familyOf(ends.local) ?? familyOf(ends.peer);
  const isAlone = [local, peer].some((word) => word?.text.startsWith('[::]:') === true);
  return {
    ...(family && { family }),
    ...ends,
    ...(isAlone && { v6only: true }),
    details: endOf(line, peer),
  };
}

function familyOf({ address }: SocketEnd): 'inet' | 'inet6' | undefined {
  if (address.includes(':')) return 'inet6';
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(address) ? 'inet' : undefined;
}

/**
 * A path may have blanks and numbers: its inode is where the heading says, otherwise the first number that ends a word and is
 * followed by what may name a peer: nothing (`*`), a path or an abstract name.
 */
function apart(
  line: OutputLine,
  words: readonly Word[],
  netid: string | undefined,
  heading: Heading | undefined,
): Ends {
  const isNumber = (word: Word | undefined): boolean => /^\d+$/.test(word?.text ?? '');
  const isInode = (word: Word, i: number): boolean =>
    i > 0 &&
    isNumber(word) &&
    (words[i + 1]?.text === '*' ? isNumber(words[i + 2]) : /^[@/]/.test(words[i + 1]?.text ?? ''));
  const placed = words.findIndex((word, i) => i > 0 && isNumber(word) && word.at === heading?.localPortAt);
  const likely = placed === -1 ? words.findIndex(isInode) : placed;
  const inode = likely === -1 ? words.findIndex((word, i) => i > 0 && isNumber(word)) : likely;
  const end = words.findIndex((word, i) => i > inode + 1 && isNumber(word));
  const [path, local, peer, remote] = [words[0], words[inode], words[inode + 1], words[end]];
  if (path === undefined || local === undefined || inode < 0 || end < 0)
    throw lineFault(line, 'the inode of a socket is expected');
  // One blank stands before the inode; a name may end with others.
  const name = line.text.slice(path.at, local.at - 1);
  const other = line.text.slice(peer?.at, (remote?.at ?? 1) - 1);
  return {
    ...(netid?.startsWith('u_') && { family: 'unix' }),
    local: { address: nameOf(placed === -1 ? name.trimEnd() : name), port: natural(line, local, 'an inode') },
    peer: { address: nameOf(other.trimEnd()), port: natural(line, remote, 'the inode of a peer') },
    details: endOf(line, remote),
  };
}

/** A star stands for no name. */
function nameOf(text: string): string {
  return text === '*' ? '' : text;
}

function endOf(line: OutputLine, word: Word | undefined): number {
  return word === undefined ? line.text.length : word.at + word.text.length;
}

function endpoint(line: OutputLine, word: Word | undefined, expected: string): SocketEnd {
  const text = present(line, word, expected);
  // A netlink socket has no peer.
  if (text === '*') return { address: text };
  const [, host = '', port = ''] = /^(.+):([^:\]]+)$/.exec(text) ?? [];
  const bracketed = /^\[([^\]]*)\](%.+)?$/.exec(host);
  const [address = '', device] = (bracketed ? `${bracketed[1] ?? ''}${bracketed[2] ?? ''}` : host).split('%');
  if (address === '' || port === '' || (bracketed === null && /[[\]]/.test(host))) {
    throw wordFault(line, word, expected);
  }
  return { address, ...(device !== undefined && { device }), ...portOf(port) };
}

/** A number, the star that stands for any, or the name of a service. */
function portOf(text: string): Pick<SocketEnd, 'port' | 'service'> {
  if (text === '*') return { port: 0 };
  const port = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(port) ? { port } : { service: text };
}
