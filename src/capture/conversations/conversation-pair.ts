import { ipv4Text, ipv6Text } from '../../packet/address.js';
import { macText } from '../../packet/ethernet.js';
import { uint16, uint32 } from '../../packet/octets.js';

const FIRST_SLOTS = 1024;

/**
 * Finds, for a key of a few 32-bit words, its rank among the keys seen so far. Keys lie in one array and are found by open
 * addressing, because a million strings or objects would take too much memory.
 */
class ConversationIndex {
  /** Where the caller writes the key it looks for. */
  readonly key: Uint32Array;
  /** How many keys there are. */
  size = 0;
  #keys: Uint32Array;
  /** Rank + 1 of the key in each slot; 0 where there is none. */
  #slots = new Int32Array(FIRST_SLOTS);

  /**
   * @param width words of a key
   * @param maxSize keys kept at most
   */
  constructor(
    readonly width: number,
    readonly maxSize: number,
  ) {
    this.key = new Uint32Array(width);
    this.#keys = new Uint32Array(width * (FIRST_SLOTS >> 1));
  }

  /** The rank of the key, which is added where it is new; -1 where there is no place left for it. */
  rank(): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash(this.key) & mask; ; slot = (slot + 1) & mask) {
      const rank = (this.#slots[slot] ?? 0) - 1;
      if (rank < 0) return this.size < this.maxSize ? this.#add(slot) : -1;
      if (this.#holds(rank)) return rank;
    }
  }

  /** A word of a key that is kept. */
  word(rank: number, place: number): number {
    return this.#keys[rank * this.width + place] ?? 0;
  }

  #holds(rank: number): boolean {
    const from = rank * this.width;
    for (let i = 0; i < this.width; i++) if (this.#keys[from + i] !== this.key[i]) return false;
    return true;
  }

  #add(slot: number): number {
    const rank = this.size++;
    if (this.size * this.width > this.#keys.length) {
      const longer = new Uint32Array(this.#keys.length * 2);
      longer.set(this.#keys);
      this.#keys = longer;
    }
    this.#keys.set(this.key, rank * this.width);
    this.#slots[slot] = rank + 1;
    if (this.size * 2 > this.#slots.length) this.#spread();
    return rank;
  }

  /** Twice the slots, each key in its new one. */
  #spread(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let rank = 0; rank < this.size; rank++) {
      const from = rank * this.width;
      let slot = hash(this.#keys, from, this.width) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = rank + 1;
    }
  }
}

/** The mixing steps of MurmurHash3 (Appleby, public domain): neighbouring addresses and ports must not share a slot. */
function hash(words: Uint32Array, from = 0, length = words.length): number {
  let sum = 0;
  for (let i = from; i < from + length; i++) {
    const mixed = Math.imul(words[i] ?? 0, 0xcc9e2d51);
    sum ^= Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
    sum = Math.imul((sum << 13) | (sum >>> 19), 5) + 0xe6546b64;
  }
  sum = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2ae35);
  return sum ^ (sum >>> 16);
}

/** The kinds of addresses that conversations have. */
export type AddressKind = 'ether' | 'ipv4' | 'ipv6';

/** Words that an address takes. */
const widths: Readonly<Record<AddressKind, number>> = { ether: 2, ipv4: 1, ipv6: 4 };

/** One end of a conversation. */
export interface ConversationEnd {
  readonly address: string;
  /** Absent below the transport. */
  readonly port?: number;
}

/**
 * The pairs of ends that speak together, whichever spoke first: the first end is the one with the higher port, or with
 * the lower address where the ports are equal, or there are none.
 */
export class PairIndex {
  /** Whether the packet of the last {@link rank} went from the first end to the second. */
  forward = true;
  readonly #index: ConversationIndex;
  readonly #width: number;

  constructor(
    readonly kind: AddressKind,
    readonly hasPorts: boolean,
    maxPairs: number,
  ) {
    this.#width = widths[kind];
    this.#index = new ConversationIndex(2 * this.#width + (hasPorts ? 1 : 0), maxPairs);
  }

  /**
   * The rank of the pair of a packet, or -1 where there is no place left.
   *
   * @param source offset of the source address
   * @param destination offset of the other
   */
  rank(bytes: Uint8Array, source: number, destination: number, sourcePort = 0, destinationPort = 0): number {
    const [width, index] = [this.#width, this.#index];
    this.forward =
      sourcePort === destinationPort
        ? !isAfter(bytes, source, destination, byteLength(this.kind))
        : sourcePort > destinationPort;
    const [one, two] = this.forward ? [source, destination] : [destination, source];
    this.#put(bytes, one, 0);
    this.#put(bytes, two, width);
    if (this.hasPorts) {
      index.key[2 * width] = this.forward
        ? sourcePort * 0x10000 + destinationPort
        : destinationPort * 0x10000 + sourcePort;
    }
    return index.rank();
  }

  /** Whether the pair of the last {@link rank} is one address that speaks to itself. */
  get toSelf(): boolean {
    const { key } = this.#index;
    for (let i = 0; i < this.#width; i++) if (key[i] !== key[this.#width + i]) return false;
    return true;
  }

  /** The two ends of a pair, as text. */
  ends(rank: number): readonly [ConversationEnd, ConversationEnd] {
    const ports = this.hasPorts ? this.#index.word(rank, 2 * this.#width) : undefined;
    const [one, two] = [this.#address(rank, 0), this.#address(rank, this.#width)];
    if (ports === undefined) return [{ address: one }, { address: two }];
    return [
      { address: one, port: ports >>> 16 },
      { address: two, port: ports & 0xffff },
    ];
  }

  #put(bytes: Uint8Array, from: number, at: number): void {
    const { key } = this.#index;
    if (this.kind === 'ether') {
      key[at] = uint16(bytes, from);
      key[at + 1] = uint32(bytes, from + 2);
    } else for (let i = 0; i < this.#width; i++) key[at + i] = uint32(bytes, from + 4 * i);
  }

  #address(rank: number, at: number): string {
    const bytes = new Uint8Array(16);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < this.#width; i++) view.setUint32(4 * i, this.#index.word(rank, at + i));
    if (this.kind === 'ether') return macText(bytes, 2);
    return this.kind === 'ipv4' ? ipv4Text(bytes, 0) : ipv6Text(bytes, 0);
  }
}

function byteLength(kind: AddressKind): number {
  return kind === 'ether' ? 6 : 4 * widths[kind];
}

/** Whether the bytes at one place are greater than those at the other. */
function isAfter(bytes: Uint8Array, one: number, two: number, length: number): boolean {
  for (let i = 0; i < length; i++) {
    const difference = (bytes[one + i] ?? 0) - (bytes[two + i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
