import { uint16 } from '../../packet/octets.js';

/**
 * Finds where a message of a stream of bytes ends, as its bytes come: a segment may hold a part of one, or several. One object
 * serves for one message.
 */
export interface MessageEnd {
  /**
   * Reads on.
   *
   * @returns the first byte beyond the message, or -1 where it goes on behind `end`
   */
  find(bytes: Uint8Array, from: number, end: number): number;
  /** What follows a message that is whole and belongs to it without being kept, such as the body behind a head. */
  rest?(): MessageEnd | undefined;
}

/** What a protocol over a stream of bytes tells of its messages. */
export interface StreamMessages {
  /** Whether bytes may begin a message: in the middle of one nothing can be said. */
  begins(bytes: Uint8Array, at: number, end: number): boolean;
  /** @param isBare the answer to a request after which no body comes, whatever its head says */
  message(bytes: Uint8Array, at: number, isBare: boolean): MessageEnd;
  /** Whether a message says that its side enciphers all that follows. */
  enciphers?(bytes: Uint8Array, at: number): boolean;
}

/** A number of bytes that were announced. */
export class CountedBytes implements MessageEnd {
  constructor(private left: number) {}

  find(_bytes: Uint8Array, from: number, end: number): number {
    const taken = Math.min(this.left, end - from);
    this.left -= taken;
    return this.left === 0 ? from + taken : -1;
  }
}

/** A message whose length stands in two bytes of its first ones. */
export class PrefixedMessage implements MessageEnd {
  #head: number[] = [];
  #left: number | undefined;

  /** @param header bytes before what the length counts, of which it is the last two */
  constructor(readonly header: number) {}

  find(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    if (this.#left === undefined) {
      if (this.#head.length === 0 && end - at >= this.header) {
        this.#left = uint16(bytes, at + this.header - 2);
        at += this.header;
      } else {
        while (at < end && this.#head.length < this.header) this.#head.push(bytes[at++] ?? 0);
        if (this.#head.length < this.header) return -1;
        const [high = 0, low = 0] = this.#head.slice(-2);
        this.#left = high * 0x100 + low;
      }
    }
    const taken = Math.min(this.#left, end - at);
    this.#left -= taken;
    return this.#left === 0 ? at + taken : -1;
  }
}
