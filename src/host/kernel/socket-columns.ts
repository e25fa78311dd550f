import { ipv4Text, ipv6Text } from '../../packet/address.js';
import type { LineCursor } from './line-cursor.js';
import { FurtherText, longer } from './further-text.js';
import { type SocketState, stateOfNumber } from './socket-state.js';

/** One end of a socket. */
export interface SocketAddress {
  /** Canonical text; `0.0.0.0` or `::` for any. */
  readonly address: string;
  /** 0 for any; the protocol's number for a raw socket. */
  readonly port: number;
}

/** What the timer of a TCP socket waits for, in ss's words: `on` is a retransmission. */
export type SocketTimerKind = 'on' | 'keepalive' | 'timewait' | 'persist' | 'unknown';

/** The timer of a TCP socket. */
export interface SocketTimer {
  /** What it waits for. */
  readonly kind: SocketTimerKind;
  /** Time left, to 10 ms: the kernel tells it in hundredths of a second. */
  readonly expiresMs: number;
  /** Retransmissions without an answer; probes without an answer for another timer than `on`. */
  readonly retransmits: number;
}

/** One line of /proc/net/tcp, tcp6, udp, udp6, raw or raw6. */
export interface SocketRow {
  /** This end. */
  readonly local: SocketAddress;
  /** The other end. */
  readonly remote: SocketAddress;
  /** In the words of ss. */
  readonly state: SocketState;
  /** Bytes not acknowledged yet; 0 for a listener: only netlink tells the length of its queue. */
  readonly txQueueBytes: number;
  /** Bytes not read yet; connections not accepted yet for a listener. */
  readonly rxQueueBytes: number;
  /** Absent when no timer runs. */
  readonly timer?: SocketTimer;
  /** Retransmissions without an answer. */
  readonly retransmits: number;
  /** Number of its owner. */
  readonly uid: number;
  /** The column `timeout`: probes of a window of zero or of keepalive without an answer. */
  readonly unansweredProbes: number;
  /** 0 when no process holds it, as in TIME-WAIT. */
  readonly inode: number;
  /** What follows, column by column, as the kernel wrote it: it differs from one version to the next. */
  readonly further: readonly string[];
}

const timerKinds = ['off', 'on', 'keepalive', 'timewait', 'persist'] as const;
/** Hundredths of a second (USER_HZ) whatever the kernel's own clock: jiffies_delta_to_clock_t in net/ipv4/tcp_ipv4.c. */
const TICK_MS = 10;

/**
 * A socket file as columns: 50 bytes a line and what its further columns hold, where objects take a thousand. The arrays
 * are `length` long or longer; {@link SocketColumns.row} makes an object of one line, and iterating gives each in the
 * kernel's order.
 */
export interface SocketColumns extends Iterable<SocketRow> {
  /** Of the addresses. */
  readonly family: 4 | 6;
  /** How many sockets. */
  readonly length: number;
  /** Words of 32 bits, most significant first: one a row for IPv4, four for IPv6. */
  readonly localWords: Uint32Array;
  /** As `localWords`, of the other end. */
  readonly remoteWords: Uint32Array;
  readonly localPort: Uint16Array;
  readonly remotePort: Uint16Array;
  /** The kernel's number, see `socketStates`. */
  readonly state: Uint8Array;
  readonly txQueueBytes: Uint32Array;
  readonly rxQueueBytes: Uint32Array;
  /** What the timer waits for: 0 nothing, 1 a retransmission, 2 keepalive, 3 the end of TIME-WAIT, 4 a window of zero. */
  readonly timer: Uint8Array;
  /** Time left of the timer, in hundredths of a second. */
  readonly ticks: Uint32Array;
  readonly retransmits: Uint16Array;
  readonly uid: Uint32Array;
  readonly unansweredProbes: Uint16Array;
  readonly inode: Uint32Array;
  /**
   * One socket as a plain object.
   *
   * @param row from 0
   * @throws RangeError when there is no such row
   */
  row(row: number): SocketRow;
  /** The state of a row, without the rest. */
  stateOf(row: number): SocketState;
  /** How many sockets are in each state that occurs. */
  countByState(): Readonly<Partial<Record<SocketState, number>>>;
  /**
   * The sockets that a test of the columns keeps, as columns of their own: no object is made.
   *
   * @param keeps is given each row's number: `tcp.filter((row) => tcp.localPort[row] === 443)`
   */
  filter(keeps: (row: number) => boolean): SocketColumns;
}

/** Those with one number a row. */
const numberColumns = [
  ...(['localPort', 'remotePort', 'state', 'txQueueBytes', 'rxQueueBytes', 'timer', 'ticks'] as const),
  ...(['retransmits', 'uid', 'unansweredProbes', 'inode'] as const),
];

/** Columns to which a reader adds rows. */
export class GrowingColumns implements SocketColumns {
  length = 0;
  localWords = new Uint32Array(0);
  remoteWords = new Uint32Array(0);
  localPort = new Uint16Array(0);
  remotePort = new Uint16Array(0);
  state = new Uint8Array(0);
  txQueueBytes = new Uint32Array(0);
  rxQueueBytes = new Uint32Array(0);
  timer = new Uint8Array(0);
  ticks = new Uint32Array(0);
  retransmits = new Uint16Array(0);
  uid = new Uint32Array(0);
  unansweredProbes = new Uint16Array(0);
  inode = new Uint32Array(0);
  readonly #further = new FurtherText();
  #capacity = 0;

  constructor(readonly family: 4 | 6) {
    this.#grow(256);
  }

  get wordsPerAddress(): 1 | 4 {
    return this.family === 4 ? 1 : 4;
  }

  /** Makes room for one more row: its numbers go to the row `length` before {@link GrowingColumns.append}. */
  reserve(): void {
    if (this.length === this.#capacity) this.#grow(2 * this.#capacity);
  }

  #grow(capacity: number): void {
    this.#capacity = capacity;
    this.localWords = longer(this.localWords, capacity * this.wordsPerAddress);
    this.remoteWords = longer(this.remoteWords, capacity * this.wordsPerAddress);
    this.localPort = longer(this.localPort, capacity);
    this.remotePort = longer(this.remotePort, capacity);
    this.state = longer(this.state, capacity);
    this.txQueueBytes = longer(this.txQueueBytes, capacity);
    this.rxQueueBytes = longer(this.rxQueueBytes, capacity);
    this.timer = longer(this.timer, capacity);
    this.ticks = longer(this.ticks, capacity);
    this.retransmits = longer(this.retransmits, capacity);
    this.uid = longer(this.uid, capacity);
    this.unansweredProbes = longer(this.unansweredProbes, capacity);
    this.inode = longer(this.inode, capacity);
  }

  /** Adds a row whose numbers are written already; its further columns are what the cursor has left of the line. */
  append(cursor: LineCursor): void {
    this.#further.append(this.length, cursor);
    this.length += 1;
  }

  filter(keeps: (row: number) => boolean): SocketColumns {
    const kept = new GrowingColumns(this.family);
    for (let row = 0; row < this.length; row++) if (keeps(row)) kept.#appendRow(this, row);
    return kept;
  }

  #appendRow(from: GrowingColumns, row: number): void {
    this.reserve();
    const [to, count] = [this.length, this.wordsPerAddress];
    this.localWords.set(from.localWords.subarray(row * count, (row + 1) * count), to * count);
    this.remoteWords.set(from.remoteWords.subarray(row * count, (row + 1) * count), to * count);
    for (const column of numberColumns) this[column][to] = from[column][row] ?? 0;
    this.#further.appendRow(to, from.#further, row);
    this.length += 1;
  }

  row(row: number): SocketRow {
    if (!Number.isInteger(row) || row < 0 || row >= this.length)
      throw new RangeError(`no row ${row} among ${this.length}`);
    const timer = this.#timerOf(row);
    return {
      local: { address: this.#addressOf(this.localWords, row), port: this.localPort[row] ?? 0 },
      remote: { address: this.#addressOf(this.remoteWords, row), port: this.remotePort[row] ?? 0 },
      state: this.stateOf(row),
      txQueueBytes: this.txQueueBytes[row] ?? 0,
      rxQueueBytes: this.rxQueueBytes[row] ?? 0,
      ...(timer && { timer }),
      retransmits: this.retransmits[row] ?? 0,
      uid: this.uid[row] ?? 0,
      unansweredProbes: this.unansweredProbes[row] ?? 0,
      inode: this.inode[row] ?? 0,
      further: this.#further.columns(row),
    };
  }

  stateOf(row: number): SocketState {
    return stateOfNumber(this.state[row] ?? 0) ?? 'UNCONN';
  }

  *[Symbol.iterator](): Generator<SocketRow> {
    for (let row = 0; row < this.length; row++) yield this.row(row);
  }

  countByState(): Readonly<Partial<Record<SocketState, number>>> {
    const counts = new Uint32Array(256);
    const { state, length } = this;
    for (let row = 0; row < length; row++) {
      const number = state[row] ?? 0;
      counts[number] = (counts[number] ?? 0) + 1;
    }
    const result: Partial<Record<SocketState, number>> = {};
    for (const [number, count] of counts.entries()) {
      const name = stateOfNumber(number);
      if (count > 0 && name) result[name] = (result[name] ?? 0) + count;
    }
    return result;
  }

  #addressOf(words: Uint32Array, row: number): string {
    const bytes = new Uint8Array(4 * this.wordsPerAddress);
    const view = new DataView(bytes.buffer);
    const first = row * this.wordsPerAddress;
    for (let i = 0; i < this.wordsPerAddress; i++) view.setUint32(4 * i, words[first + i] ?? 0);
    return this.family === 4 ? ipv4Text(bytes) : ipv6Text(bytes);
  }

  #timerOf(row: number): SocketTimer | undefined {
    const kind = timerKinds[this.timer[row] ?? 0] ?? 'unknown';
    if (kind === 'off') return undefined;
    // As ss: another timer than retransmission counts its probes.
    const counted = kind === 'on' ? this.retransmits[row] : this.unansweredProbes[row];
    return { kind, expiresMs: (this.ticks[row] ?? 0) * TICK_MS, retransmits: counted ?? 0 };
  }
}
