import { uint16, uint32, uint8 } from '../../packet/octets.js';
import type { Layer } from '../layers/layer.js';

/** Packets whose fragments are awaited at once; beyond, the oldest is given up. */
const MAX_PACKETS = 1024;
/** Fragments of one packet: the smallest take eight bytes, and nobody sends those. */
const MAX_FRAGMENTS = 512;
/** Bytes of all of them together. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Where a fragment belongs. */
export interface FragmentPlace {
  /** Tells the fragments of a packet from those of others: addresses, number, protocol (RFC 791, section 3.2). */
  readonly key: string;
  readonly protocol: number;
  readonly offset: number;
  readonly more: boolean;
}

/** A packet that comes in pieces. */
interface Waiting {
  readonly pieces: { readonly offset: number; readonly data: Uint8Array }[];
  bytes: number;
  /** Known with its last piece. */
  length: number | undefined;
}

/** Puts IP packets together again from their fragments, in whatever order these come. */
export class IpFragments {
  readonly #waiting = new Map<string, Waiting>();
  #bytes = 0;

  /** @returns what the packet carries, once its last missing fragment is there */
  add({ key, offset, more }: FragmentPlace, data: Uint8Array): Uint8Array | undefined {
    const waiting = this.#waiting.get(key) ?? { pieces: [], bytes: 0, length: undefined };
    this.#waiting.set(key, waiting);
    if (!more) waiting.length = offset + data.length;
    if (waiting.pieces.length < MAX_FRAGMENTS) {
      waiting.pieces.push({ offset, data: data.slice() });
      waiting.bytes += data.length;
      this.#bytes += data.length;
    }
    const whole = assembled(waiting);
    if (whole) this.#giveUp(key);
    while (this.#waiting.size > MAX_PACKETS || this.#bytes > MAX_BYTES) {
      const [oldest] = this.#waiting.keys();
      if (oldest === undefined) break;
      this.#giveUp(oldest);
    }
    return whole;
  }

  #giveUp(key: string): void {
    this.#bytes -= this.#waiting.get(key)?.bytes ?? 0;
    this.#waiting.delete(key);
  }
}

/** The pieces in their places, when no byte is missing. */
function assembled({ pieces, length, bytes }: Waiting): Uint8Array | undefined {
  if (length === undefined || bytes < length) return undefined;
  const whole = new Uint8Array(length);
  let filled = 0;
  for (const { offset, data } of [...pieces].sort((a, b) => a.offset - b.offset)) {
    if (offset > filled || offset + data.length > length) return undefined;
    whole.set(data, offset);
    filled = Math.max(filled, offset + data.length);
  }
  return filled === length ? whole : undefined;
}

/** Where the fragment of a layer belongs: that of an IPv4 header, or of an IPv6 fragment header behind its `network`. */
export function fragmentPlace(bytes: Uint8Array, { protocol, start }: Layer, network: Layer): FragmentPlace {
  if (protocol === 'ip') {
    const flagsAndOffset = uint16(bytes, start + 6);
    const carried = uint8(bytes, start + 9);
    return {
      key: `4 ${uint32(bytes, start + 12)} ${uint32(bytes, start + 16)} ${uint16(bytes, start + 4)} ${carried}`,
      ...{ protocol: carried, offset: (flagsAndOffset & 0x1fff) * 8, more: (flagsAndOffset & 0x2000) !== 0 },
    };
  }
  const offsetAndMore = uint16(bytes, start + 2);
  const words = Array.from({ length: 8 }, (_, i) => uint32(bytes, network.start + 8 + 4 * i));
  return {
    key: `6 ${words.join(' ')} ${uint32(bytes, start + 4)}`,
    ...{ protocol: uint8(bytes, start), offset: offsetAndMore & 0xfff8, more: (offsetAndMore & 1) !== 0 },
  };
}
