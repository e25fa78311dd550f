import type { SocketEnd, SocketLine } from '../../host/sockets/socket-entry.js';
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
import { printedTable } from '../text/printed-table.js';
import { type SsDetails, readSsDetails } from './read-ss-details.js';
import { type SsSummary, readSsSummary } from './ss-summary.js';

/** A socket that ss printed: what `socketTable` gives, as far as it was printed, and what ss adds. */
export interface SsSocket extends SocketLine, SsDetails {}

/** A table of sockets that ss printed. */
export interface SsTable {
  readonly kind: 'sockets';
  /** What the table says of itself on its last line; absent in what ss itself printed. */
  readonly origin?: Origin;
  /** Columns that the table leaves out, because all its sockets share what they would say. */
  readonly hidden: readonly ('netid' | 'state')[];
  /** In the order of the table. */
  readonly sockets: readonly SsSocket[];
}

/** What `ss` printed. */
export type SsOutput = SsTable | SsSummary;

const STATES = new Set(
  'ESTAB SYN-SENT SYN-RECV FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT UNCONN CLOSE-WAIT LAST-ACK LISTEN CLOSING NEW-SYN-RECV UNKNOWN'.split(
    ' ',
  ),
);

/**
 * Reads what `ss` of iproute2 printed: its table of sockets, with or without its heading and its process column, with
 * the details of `-e`, `-i`, `-m`, `-o` and `-O`; or the summary of `-s`. `ssReport` prints it again.
 *
 * @param text the whole output; empty when there was nothing to show
 * @throws {@link ParseError} with the line, for a row that is not one or a text cut in the middle of a line
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
  const { lines, origin } = printedTable(text);
  const [first] = lines;
  const said = origin && { origin };
  if (first?.text.startsWith('Total:')) return { ...readSsSummary(lines), ...said };
  const heading = first && headingOf(first);
  const rows = records(heading ? lines.slice(1) : lines);
  const sockets = rows.map((row) => readSocket(row, heading));
  return { kind: 'sockets', ...said, hidden: heading?.hidden ?? hiddenIn(sockets), sockets };
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

/** A socket and the lines of details below it, which start with a tab; a process name may hold an end of line too. */
function records(lines: readonly OutputLine[]): readonly OutputLine[] {
  const found: OutputLine[] = [];
  for (const line of lines) {
    const last = found.at(-1);
    if (last !== undefined && (/^\s/.test(line.text) || isOpen(last.text))) {
      found[found.length - 1] = { ...last, text: `${last.text}\n${line.text}` };
    } else found.push(line);
  }
  return found;
}

function isOpen(text: string): boolean {
  const users = text.indexOf(' users:((');
  return users !== -1 && !/,fd=\d+\)\)/.test(text.slice(users));
}

function readSocket(line: OutputLine, heading: Heading | undefined): SsSocket {
  const { netid, state, rest } = namesOf(line, wordsOf(line), heading);
  const [receive, send, ...words] = rest;
  const recvQueue = natural(line, receive, 'Recv-Q');
  const sendQueue = natural(line, send, 'Send-Q');
  const { details, ...ends } = isApart(netid, words)
    ? apart(line, words, netid, heading)
    : joined(line, words);
  return {
    ...(netid !== undefined && { netid }),
    ...(state !== undefined && { state }),
    recvQueue,
    sendQueue,
    ...ends,
    ...readSsDetails(line, details),
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

interface Ends extends Pick<SsSocket, 'family' | 'local' | 'peer' | 'v6only'> {
  /** Where the details start in the line. */
  readonly details: number;
}

/** Sockets of the machine itself (unix, vsock, …) have their two columns apart: `/run/systemd/notify 1234 * 0`. */
function isApart(netid: string | undefined, [, second]: readonly Word[]): boolean {
  return netid?.startsWith('u_') === true || /^\d+$/.test(second?.text ?? '');
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

/** A path may have blanks and numbers: its inode is where the heading says, otherwise the first number that ends a word. */
function apart(
  line: OutputLine,
  words: readonly Word[],
  netid: string | undefined,
  heading: Heading | undefined,
): Ends {
  const isInode = ({ text }: Word, i: number): boolean => i > 0 && /^\d+$/.test(text);
  const placed = words.findIndex((word, i) => isInode(word, i) && word.at === heading?.localPortAt);
  const inode = placed === -1 ? words.findIndex(isInode) : placed;
  const [path, local, peer, remote] = [words[0], words[inode], words[inode + 1], words[inode + 2]];
  if (path === undefined || local === undefined || inode < 0)
    throw lineFault(line, 'the inode of a socket is expected');
  // One blank stands before the inode; a name may end with others.
  const name = line.text.slice(path.at, local.at - 1);
  return {
    ...(netid?.startsWith('u_') && { family: 'unix' }),
    local: { address: nameOf(placed === -1 ? name.trimEnd() : name), port: natural(line, local, 'an inode') },
    peer: {
      address: nameOf(present(line, peer, 'a peer')),
      port: natural(line, remote, 'the inode of a peer'),
    },
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
