const FIRST_SLOTS = 1024;

/**
 * Finds, for a key of a few 32-bit words, its rank among the keys seen so far. A million addresses make no string and no
 * object: keys lie in one array, and a rank is found by open addressing.
 */
export class ConversationIndex {
  /** Where the caller writes the key it looks for. */
  readonly key: Uint32Array;
  /** How many keys there are. */
  size = 0;
  private keys: Uint32Array;
  /** Rank + 1 of the key in each slot; 0 where there is none. */
  private slots = new Int32Array(FIRST_SLOTS);

  /**
   * @param width words of a key
   * @param maxSize keys kept at most
   */
  constructor(
    readonly width: number,
    readonly maxSize: number,
  ) {
    this.key = new Uint32Array(width);
    this.keys = new Uint32Array(width * (FIRST_SLOTS >> 1));
  }

  /** The rank of the key, which is added where it is new; -1 where there is no place left for it. */
  rank(): number {
    const mask = this.slots.length - 1;
    for (let slot = hash(this.key) & mask; ; slot = (slot + 1) & mask) {
      const rank = (this.slots[slot] ?? 0) - 1;
      if (rank < 0) return this.size < this.maxSize ? this.add(slot) : -1;
      if (this.holds(rank)) return rank;
    }
  }

  /** A word of a key that is kept. */
  word(rank: number, place: number): number {
    return this.keys[rank * this.width + place] ?? 0;
  }

  private holds(rank: number): boolean {
    const from = rank * this.width;
    for (let i = 0; i < this.width; i++) if (this.keys[from + i] !== this.key[i]) return false;
    return true;
  }

  private add(slot: number): number {
    const rank = this.size++;
    if (this.size * this.width > this.keys.length) {
      const longer = new Uint32Array(this.keys.length * 2);
      longer.set(this.keys);
      this.keys = longer;
    }
    this.keys.set(this.key, rank * this.width);
    this.slots[slot] = rank + 1;
    if (this.size * 2 > this.slots.length) this.spread();
    return rank;
  }

  /** Twice the slots, each key in its new one. */
  private spread(): void {
    this.slots = new Int32Array(this.slots.length * 2);
    const mask = this.slots.length - 1;
    for (let rank = 0; rank < this.size; rank++) {
      const from = rank * this.width;
      let slot = hash(this.keys, from, this.width) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = rank + 1;
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
