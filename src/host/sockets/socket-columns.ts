import { ipv4Text, ipv6Text } from '../../packet/address.js';
import type { LineCursor } from '../kernel/proc-tcp-line.js';
import { FurtherText, longer } from '../kernel/further-text.js';
import type { SocketState } from './socket-state.js';
import { stateOfNumber } from './socket-state.js';

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
  readonly kind: SocketTimerKind;
  /** Time left, to 10 ms: the kernel tells it in hundredths of a second. */
  readonly expiresMs: number;
  /** Retransmissions without an answer; probes without an answer for another timer than `on`. */
  readonly retransmits: number;
}

/** One line of /proc/net/tcp, tcp6, udp, udp6, raw or raw6. */
export interface SocketRow {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  readonly state: SocketState;
  /** Bytes not acknowledged yet; 0 for a listener: only netlink tells the length of its queue. */
  readonly txQueueBytes: number;
  /** Bytes not read yet; connections not accepted yet for a listener. */
  readonly rxQueueBytes: number;
  /** Absent when no timer runs. */
  readonly timer?: SocketTimer;
  readonly retransmits: number;
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

/** Those with one number a row. */
const numberColumns = [
  ...(['localPort', 'remotePort', 'state', 'txQueueBytes', 'rxQueueBytes', 'timer', 'ticks'] as const),
  ...(['retransmits', 'uid', 'unansweredProbes', 'inode'] as const),
];

/**
 * A socket file as columns: 50 bytes a line and what its further columns hold, where objects take a thousand. The arrays
 * are `length` long or longer.
 */
export class SocketColumns {
  /** How many sockets. */
  length = 0;
  /** Words of 32 bits, most significant first: one a row for IPv4, four for IPv6. */
  localWords: Uint32Array;
  remoteWords: Uint32Array;
  localPort: Uint16Array;
  remotePort: Uint16Array;
  /** The kernel's number, see `socketStates`. */
  state: Uint8Array;
  txQueueBytes: Uint32Array;
  rxQueueBytes: Uint32Array;
  timer: Uint8Array;
  /** Time left of the timer, in hundredths of a second. */
  ticks: Uint32Array;
  retransmits: Uint16Array;
  uid: Uint32Array;
  unansweredProbes: Uint16Array;
  inode: Uint32Array;
  readonly #further = new FurtherText();
  #capacity: number;

  /** @param family of the addresses */
  constructor(
    readonly family: 4 | 6,
    capacity = 256,
  ) {
    this.#capacity = capacity;
    const words = capacity * this.wordsPerAddress;
    [this.localWords, this.remoteWords] = [new Uint32Array(words), new Uint32Array(words)];
    [this.localPort, this.remotePort] = [new Uint16Array(capacity), new Uint16Array(capacity)];
    [this.state, this.timer] = [new Uint8Array(capacity), new Uint8Array(capacity)];
    [this.txQueueBytes, this.rxQueueBytes] = [new Uint32Array(capacity), new Uint32Array(capacity)];
    [this.retransmits, this.unansweredProbes] = [new Uint16Array(capacity), new Uint16Array(capacity)];
    [this.ticks, this.uid] = [new Uint32Array(capacity), new Uint32Array(capacity)];
    this.inode = new Uint32Array(capacity);
  }

  get wordsPerAddress(): 1 | 4 {
    return this.family === 4 ? 1 : 4;
  }

  /** Makes room for one more row: its numbers go to the row `length` before {@link SocketColumns.append}. */
  reserve(): void {
    if (this.length < this.#capacity) return;
    const capacity = (this.#capacity *= 2);
    const words = capacity * this.wordsPerAddress;
    this.localWords = longer(this.localWords, new Uint32Array(words));
    this.remoteWords = longer(this.remoteWords, new Uint32Array(words));
    this.localPort = longer(this.localPort, new Uint16Array(capacity));
    this.remotePort = longer(this.remotePort, new Uint16Array(capacity));
    this.state = longer(this.state, new Uint8Array(capacity));
    this.txQueueBytes = longer(this.txQueueBytes, new Uint32Array(capacity));
    this.rxQueueBytes = longer(this.rxQueueBytes, new Uint32Array(capacity));
    this.timer = longer(this.timer, new Uint8Array(capacity));
    this.ticks = longer(this.ticks, new Uint32Array(capacity));
    this.retransmits = longer(this.retransmits, new Uint16Array(capacity));
    this.uid = longer(this.uid, new Uint32Array(capacity));
    this.unansweredProbes = longer(this.unansweredProbes, new Uint16Array(capacity));
    this.inode = longer(this.inode, new Uint32Array(capacity));
  }

  /** Adds a row whose numbers are written already; its further columns are what the cursor has left of the line. */
  append(cursor: LineCursor): void {
    this.#further.append(this.length, cursor);
    this.length += 1;
  }

  /**
   * The sockets that a test of the columns keeps, as columns of their own: no object is made.
   *
   * @param keeps is given each row's number: `tcp.filter((row) => tcp.localPort[row] === 443)`
   */
  filter(keeps: (row: number) => boolean): SocketColumns {
    const kept = new SocketColumns(this.family);
    for (let row = 0; row < this.length; row++) if (keeps(row)) kept.#appendRow(this, row);
    return kept;
  }

  #appendRow(from: SocketColumns, row: number): void {
    this.reserve();
    const [to, count] = [this.length, this.wordsPerAddress];
    this.localWords.set(from.localWords.subarray(row * count, (row + 1) * count), to * count);
    this.remoteWords.set(from.remoteWords.subarray(row * count, (row + 1) * count), to * count);
    for (const column of numberColumns) this[column][to] = from[column][row] ?? 0;
    this.#further.appendRow(to, from.#further, row);
    this.length += 1;
  }

  /**
   * One socket as a plain object.
   *
   * @param row from 0
   * @throws RangeError when there is no such row
   */
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

  /** The state of a row, without the rest. */
  stateOf(row: number): SocketState {
    return stateOfNumber(this.state[row] ?? 0) ?? 'UNCONN';
  }

  /** Each socket in turn, in the kernel's order. */
  *[Symbol.iterator](): Generator<SocketRow> {
    for (let row = 0; row < this.length; row++) yield this.row(row);
  }

  /** How many sockets are in each state that occurs. */
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
