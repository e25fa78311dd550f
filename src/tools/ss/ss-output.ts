import {
  type OutputLine,
  type Word,
  lineFault,
  natural,
  numberOrText,
  present,
  tableLines,
  wordFault,
  wordsOf,
} from '../text/output-line.js';
import type { SsDetails } from './ss-output-details.js';
import { readSsDetails } from './ss-output-details.js';
import type { SsSummary } from './ss-output-summary.js';
import { readSsSummary } from './ss-output-summary.js';

/** One end of a socket. */
export interface SsEndpoint {
  /** As printed, without its brackets: an address, a name, `*`, the path of a unix socket. */
  readonly address: string;
  /** Interface that the socket is bound to, or zone of a link-local address. */
  readonly device?: string;
  /** Port, or inode of a unix socket; the name of a service without `-n`; absent when it is `*`. */
  readonly port?: number | string;
}

/** One socket. */
export interface SsSocket extends SsDetails {
  /** `tcp`, `udp`, `u_str` …; absent when ss shows one kind only and leaves the column out. */
  readonly netid?: string;
  /** `ESTAB`, `LISTEN`, `UNCONN` … */
  readonly state: string;
  /** Bytes not read yet; for a listening socket, connections that wait to be accepted. */
  readonly receiveQueue: number;
  /** Bytes not acknowledged yet; for a listening socket, how many connections may wait. */
  readonly sendQueue: number;
  readonly local: SsEndpoint;
  readonly peer: SsEndpoint;
}

/** What `ss` printed. */
export type SsOutput = { readonly kind: 'sockets'; readonly sockets: readonly SsSocket[] } | SsSummary;

const STATES = new Set(
  'ESTAB SYN-SENT SYN-RECV FIN-WAIT-1 FIN-WAIT-2 TIME-WAIT UNCONN CLOSE-WAIT LAST-ACK LISTEN CLOSING NEW-SYN-RECV UNKNOWN'.split(
    ' ',
  ),
);

/**
 * Reads what `ss` of iproute2 printed: its table of sockets, with or without its heading and its process column, with
 * the details of `-e`, `-i`, `-m`, `-o` and `-O`; or the summary of `-s`.
 *
 * @param text the whole output; empty when there was nothing to show
 * @throws {@link ParseError} with the line, for a row that is not one or a text cut in the middle of a line
 * @see ss(8), and misc/ss.c of iproute2
 * @example
 * ```ts
 * import { parseSsOutput } from 'sonde/tools';
 *
 * const output = parseSsOutput('LISTEN 0 128 127.0.0.1:631 0.0.0.0:* users:(("cupsd",pid=7,fd=3))\n');
 * console.log(output.kind === 'sockets' && output.sockets[0]?.users); // → [ { name: 'cupsd', pid: 7, fd: 3 } ]
 * ```
 */
export function parseSsOutput(text: string): SsOutput {
  const lines = tableLines(text);
  const [first] = lines;
  if (first?.text.startsWith('Total:')) return readSsSummary(lines);
  const rows = records(first !== undefined && isHeading(first) ? lines.slice(1) : lines);
  return { kind: 'sockets', sockets: rows.map(readSocket) };
}

/** Columns are glued together when they are narrow: `Peer Address:PortProcess`. */
function isHeading({ text }: OutputLine): boolean {
  return /^(?:Netid +)?State +Recv-Q +Send-Q +Local Address:Port +Peer Address:Port/.test(text);
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

function readSocket(line: OutputLine): SsSocket {
  const words = wordsOf(line);
  const isNamed = !STATES.has(words[0]?.text ?? '');
  const [state, receive, send, ...rest] = isNamed ? words.slice(1) : words;
  if (!STATES.has(state?.text ?? '')) throw wordFault(line, state ?? words[0], 'the state of a socket');
  const netid = isNamed ? words[0]?.text : undefined;
  const receiveQueue = natural(line, receive, 'Recv-Q');
  const sendQueue = natural(line, send, 'Send-Q');
  const { local, peer, details } = isApart(netid, rest) ? apart(line, rest) : joined(line, rest);
  return {
    ...(netid !== undefined && { netid }),
    state: state?.text ?? '',
    receiveQueue,
    sendQueue,
    local,
    peer,
    ...readSsDetails(line, details),
  };
}

interface Ends {
  readonly local: SsEndpoint;
  readonly peer: SsEndpoint;
  /** Where the details start in the line. */
  readonly details: number;
}

/** Sockets of the machine itself (unix, vsock, …) have their two columns apart: `/run/systemd/notify 1234 * 0`. */
function isApart(netid: string | undefined, [, second]: readonly Word[]): boolean {
  return netid?.startsWith('u_') === true || /^\d+$/.test(second?.text ?? '');
}

function joined(line: OutputLine, [local, peer]: readonly Word[]): Ends {
  return {
    local: endpoint(line, local, 'a local address'),
    peer: endpoint(line, peer, 'a peer address'),
    details: endOf(line, peer),
  };
}

/** A path may have blanks: the first number that ends a word is its inode. */
function apart(line: OutputLine, words: readonly Word[]): Ends {
  const inode = words.findIndex(({ text }, i) => i > 0 && /^\d+$/.test(text));
  const [path, local, peer, remote] = [words[0], words[inode], words[inode + 1], words[inode + 2]];
  if (path === undefined || local === undefined || inode < 0)
    throw lineFault(line, 'the inode of a socket is expected');
  return {
    local: { address: line.text.slice(path.at, local.at).trimEnd(), port: natural(line, local, 'an inode') },
    peer: { address: present(line, peer, 'a peer'), port: natural(line, remote, 'the inode of a peer') },
    details: endOf(line, remote),
  };
}

function endOf(line: OutputLine, word: Word | undefined): number {
  return word === undefined ? line.text.length : word.at + word.text.length;
}

function endpoint(line: OutputLine, word: Word | undefined, expected: string): SsEndpoint {
  const text = present(line, word, expected);
  // A netlink socket has no peer.
  if (text === '*') return { address: text };
  const [, host = '', port = ''] = /^(.+):([^:\]]+)$/.exec(text) ?? [];
  const bracketed = /^\[([^\]]*)\](%.+)?$/.exec(host);
  const [address = '', device] = (bracketed ? `${bracketed[1] ?? ''}${bracketed[2] ?? ''}` : host).split('%');
  if (address === '' || port === '' || (bracketed === null && /[[\]]/.test(host))) {
    throw wordFault(line, word, expected);
  }
  return {
    address,
    ...(device !== undefined && { device }),
    ...(port !== '*' && { port: numberOrText(port) }),
  };
}
