import type { KernelFile } from './kernel-file.js';
import { KernelLine, decimalField, fieldFault, hexField, linesUnder } from './kernel-line.js';
import type { SocketState } from './socket-state.js';

/** How a unix socket carries its data. */
export type UnixSocketType = 'stream' | 'dgram' | 'seqpacket';

/** One line of /proc/net/unix. */
export interface UnixSocket {
  readonly type: UnixSocketType;
  /** In the words of ss. */
  readonly state: SocketState;
  /** References that the kernel holds to it. */
  readonly references: number;
  /** Bits of the kernel; 0x10000 is set for a listener. */
  readonly flags: number;
  /** Absent where the file has no such column, as those of old kernels. */
  readonly inode?: number;
  /** A path, or an abstract name after `@` (where each null byte is written `@` too); absent when it has no name. */
  readonly path?: string;
}

const columns = 'Num RefCount Protocol Flags Type St';
const types: Readonly<Record<number, UnixSocketType>> = { 1: 'stream', 2: 'dgram', 5: 'seqpacket' };
/** enum socket_state of include/uapi/linux/net.h, from SS_UNCONNECTED, as ss names them. */
const states: readonly SocketState[] = ['UNCONN', 'SYN-SENT', 'ESTAB', 'CLOSING'];
/** __SO_ACCEPTCON: it listens. */
const LISTENS = 0x10000;

/**
 * /proc/net/unix: the sockets between processes of this machine. Whoever makes a socket names it: a name may have spaces and
 * ends of line, and what follows one belongs to the name unless it starts as a socket does.
 *
 * @see net/unix/af_unix.c, unix_seq_show
 * @example
 * ```ts
 * import { netUnix } from 'sonde/host';
 *
 * const [socket] = netUnix.parse(`Num       RefCount Protocol Flags    Type St Inode Path
 * 0000000000000000: 00000002 00000000 00010000 0001 01 4026 /run/my socket
 * `);
 * console.log(socket?.state, socket?.path); // → LISTEN /run/my socket
 * ```
 */
export const netUnix: KernelFile<readonly UnixSocket[]> = {
  path: 'net/unix',
  parse: (text) => {
    const { lines, newColumns } = linesUnder(text, columns);
    return recordsOf(text, lines).map((record) => unixSocketOf(record, newColumns.includes('Inode')));
  },
};

const START = /^\s*[\da-f]{1,16}: [\da-f]{8} [\da-f]{8} [\da-f]{8} [\da-f]{4} [\da-f]{2}(?!\S)/i;

/** One line for each socket, with what its name goes on with. */
function recordsOf(text: string, lines: readonly KernelLine[]): readonly KernelLine[] {
  // The first line is that of a socket whatever it is: what is wrong there is an error.
  const starts = lines.filter((line, i) => i === 0 || START.test(line.text));
  return starts.map((line, i) => {
    const next = starts[i + 1]?.offset;
    const whole = text.slice(line.offset, next).replace(next === undefined ? /(?:\r?\n)+$/ : /\r?\n$/, '');
    return new KernelLine(whole, line.number, line.offset);
  });
}

function unixSocketOf(line: KernelLine, hasInode: boolean): UnixSocket {
  const words = line.reader();
  const number = words.next('Num');
  if (!/^[\da-f]{1,16}:$/i.test(number.text)) throw fieldFault(number, 'Num, as 0000000000000000:');
  const references = hexField(words.next('RefCount'));
  hexField(words.next('Protocol'));
  const flags = hexField(words.next('Flags'));
  const typeField = words.next('Type');
  const type = types[hexField(typeField)];
  if (!type) throw fieldFault(typeField, 'a type of socket: 0001, 0002 or 0005');
  const stateField = words.next('St');
  const state = states[hexField(stateField) - 1];
  if (!state) throw fieldFault(stateField, 'a state from 01 to 04');
  const last = hasInode ? words.next('Inode') : stateField;
  const inode = hasInode ? { inode: decimalField(last) } : {};
  // One space, then the name as it is: it may start or end with spaces, and hold some.
  const path = line.text.slice(last.offset - line.offset + last.text.length + 1);
  const listens = (flags & LISTENS) !== 0;
  return {
    type,
    state: listens ? 'LISTEN' : state,
    references,
    flags,
    ...inode,
    ...(path !== '' && { path }),
  };
}
