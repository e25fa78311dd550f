import { ParseError } from '../../parse-error.js';
import type { ByteOrder } from '../machine.js';
import type { KernelFile, PieceReader } from './kernel-file.js';
import { LineCursor, MAX_LINE_BYTES } from './line-cursor.js';
import { type SocketColumns, GrowingColumns } from './socket-columns.js';
import { stateOfNumber } from './socket-state.js';

/**
 * /proc/net/tcp: the TCP sockets of IPv4, as columns: a million sockets need 60 MB, not the gigabyte of as many objects. What
 * newer kernels add at the end of a line is kept.
 *
 * @see proc(5), net/ipv4/tcp_ipv4.c (get_tcp4_sock)
 * @example
 * ```ts
 * import { netTcp } from 'sonde/host';
 *
 * const sockets = netTcp.parse(
 *   '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n' +
 *     '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4026\n',
 * );
 * console.log(sockets.row(0).local); // → { address: '127.0.0.1', port: 8080 }
 * console.log(sockets.countByState()); // → { LISTEN: 1 }
 * ```
 */
export const netTcp: KernelFile<SocketColumns> = socketFile('net/tcp', 4);

/** /proc/net/tcp6: the TCP sockets of IPv6, in the layout of /proc/net/tcp (net/ipv6/tcp_ipv6.c, get_tcp6_sock). */
export const netTcp6: KernelFile<SocketColumns> = socketFile('net/tcp6', 6);

/** /proc/net/udp: the UDP sockets of IPv4, in the layout of /proc/net/tcp (net/ipv4/udp.c, udp4_format_sock). */
export const netUdp: KernelFile<SocketColumns> = socketFile('net/udp', 4);

/** /proc/net/udp6: the UDP sockets of IPv6, in the layout of /proc/net/tcp (net/ipv6/udp.c, udp6_seq_show). */
export const netUdp6: KernelFile<SocketColumns> = socketFile('net/udp6', 6);

/** /proc/net/raw: the raw sockets of IPv4, in the layout of /proc/net/tcp; their port is the number of their protocol. */
export const netRaw: KernelFile<SocketColumns> = socketFile('net/raw', 4);

/** /proc/net/raw6: the raw sockets of IPv6, in the layout of /proc/net/tcp; their port is the number of their protocol. */
export const netRaw6: KernelFile<SocketColumns> = socketFile('net/raw6', 6);

function socketFile(path: string, family: 4 | 6): KernelFile<SocketColumns> {
  const inPieces = (byteOrder: ByteOrder = 'LE'): PieceReader<SocketColumns> =>
    new SocketFileReader(family, byteOrder);
  return {
    path,
    parse(text, byteOrder) {
      const reader = inPieces(byteOrder);
      reader.feed(new TextEncoder().encode(text));
      return reader.end();
    },
    inPieces,
  };
}

const NEWLINE = 0x0a;
const COLON = 0x3a;

/**
 * Reads a socket file as its bytes come, in pieces of any size. Bad input is refused whole: a line that is cut, an unknown
 * state, a number out of range.
 */
class SocketFileReader implements PieceReader<SocketColumns> {
  readonly #columns: GrowingColumns;
  readonly #byteOrder: ByteOrder;
  readonly #cursor = new LineCursor();
  /** What came after the last newline. */
  #rest: Uint8Array = new Uint8Array(0);
  /** Lines read. */
  #line = 0;
  /** Bytes of the lines read. */
  #before = 0;

  /**
   * @param family of the addresses
   * @param byteOrder of the machine whose kernel wrote the file
   */
  constructor(family: 4 | 6, byteOrder: ByteOrder) {
    this.#columns = new GrowingColumns(family);
    this.#byteOrder = byteOrder;
  }

  /** Reads the lines that the piece completes. */
  feed(piece: Uint8Array): void {
    const first = this.#rest.length > 0 ? piece.indexOf(NEWLINE) + 1 : 0;
    if (first > 0) this.#readLines(concat(this.#rest, piece.subarray(0, first)));
    const last = piece.lastIndexOf(NEWLINE) + 1;
    if (last > first) this.#readLines(piece.subarray(first, last));
    this.#rest = last > 0 ? piece.slice(last) : concat(this.#rest, piece);
    if (this.#rest.length > MAX_LINE_BYTES)
      throw new ParseError('line too long', this.#before, this.#line + 1);
  }

  /** The kernel ends every line, the last one too: where it is not ended, the file was cut. */
  end(): SocketColumns {
    if (this.#rest.length > 0)
      throw new ParseError('the last line is cut', this.#before + this.#rest.length, this.#line + 1);
    if (this.#line === 0) throw new ParseError('empty: the line of titles expected', 0, 1);
    return this.#columns;
  }

  #readLines(bytes: Uint8Array): void {
    const cursor = this.#cursor;
    cursor.moveTo(bytes);
    try {
      while (cursor.at < bytes.length) {
        if (this.#line < 1) cursor.at = titlesEnd(bytes);
        else this.#readSocket();
        this.#line += 1;
      }
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      throw new ParseError(withoutPlace(error), this.#before + error.offset, this.#line + 1);
    }
    this.#before += bytes.length;
  }

  /** The columns of get_tcp4_sock in net/ipv4/tcp_ipv4.c; an empty line is none. */
  #readSocket(): void {
    const cursor = this.#cursor;
    const columns = this.#columns;
    cursor.skipBlanks();
    if (cursor.isAtLineEnd()) {
      cursor.at += 1;
      return;
    }
    columns.reserve();
    // A line that is refused halfway leaves no row: it counts only once it is whole.
    const row = columns.length;
    cursor.decimal('sl', 0xffffffff);
    cursor.pass(COLON, 'after sl');
    columns.localPort[row] = this.#readAddress(columns.localWords, 'local_address');
    columns.remotePort[row] = this.#readAddress(columns.remoteWords, 'rem_address');
    columns.state[row] = this.#readState();
    columns.txQueueBytes[row] = cursor.hex('tx_queue', 0xffffffff);
    cursor.pass(COLON, 'after tx_queue');
    columns.rxQueueBytes[row] = cursor.hex('rx_queue', 0xffffffff);
    cursor.blank();
    columns.timer[row] = cursor.hex2('tr');
    cursor.pass(COLON, 'after tr');
    columns.ticks[row] = cursor.hex('tm->when', 0xffffffff);
    cursor.blank();
    columns.retransmits[row] = cursor.hex('retrnsmt', 0xffff);
    cursor.blank();
    columns.uid[row] = cursor.decimal('uid', 0xffffffff);
    cursor.blank();
    columns.unansweredProbes[row] = cursor.decimal('timeout', 0xffff);
    cursor.blank();
    columns.inode[row] = cursor.decimal('inode', 0xffffffff);
    if (!cursor.isAtLineEnd()) cursor.blank();
    columns.append(cursor);
  }

  #readState(): number {
    const cursor = this.#cursor;
    cursor.skipBlanks();
    const state = cursor.hex2('st');
    if (stateOfNumber(state) === undefined) throw cursor.fault(`st: unknown state ${state}`, cursor.at - 2);
    cursor.blank();
    return state;
  }

  /** Writes the words of an address into the next row. The kernel writes each as a number in its own byte order. */
  #readAddress(words: Uint32Array, what: string): number {
    const cursor = this.#cursor;
    cursor.skipBlanks();
    const count = this.#columns.wordsPerAddress;
    const first = this.#columns.length * count;
    for (let i = 0; i < count; i++) {
      const word = cursor.hex8(what);
      words[first + i] = this.#byteOrder === 'BE' ? word : swapped(word);
    }
    cursor.pass(COLON, what);
    return cursor.hex4(what);
  }
}

/** Where the line of titles ends. */
function titlesEnd(bytes: Uint8Array): number {
  const end = bytes.indexOf(NEWLINE);
  const titles = new TextDecoder('latin1').decode(bytes.subarray(0, Math.min(end, 300)));
  if (!/^ *sl +local_address +rem(ote)?_address +st .*inode/.test(titles))
    throw new ParseError('the line of titles (sl local_address …) expected', 0);
  return end + 1;
}

function swapped(word: number): number {
  return ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}

/** Its message without the place, which is not the one in the file. */
function withoutPlace({ message }: ParseError): string {
  return message.replace(/ \(offset \d+\)$/, '');
}
