import { type OutputLine, type Word, natural, present, wordFault, wordsOf } from '../text/output-line.js';

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
  readonly process?: string;
}

/** @throws {@link ParseError} with the line */
export function readUnixSockets(names: string, rows: readonly OutputLine[]): readonly NetstatUnixSocket[] {
  if (names.startsWith('Address')) return rows.map(readBsd);
  const hasProcess = names.includes('PID/Program');
  return rows.map((row) => readLinux(row, hasProcess));
}

/** `unix  2      [ ACC ]     STREAM     LISTENING     12345    7/dbus-daemon  /run/dbus/socket` */
function readLinux(line: OutputLine, hasProcess: boolean): NetstatUnixSocket {
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
function readBsd(line: OutputLine): NetstatUnixSocket {
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
