import { ipv4Text, ipv6Text } from '../../packet/address.js';
import { macText } from '../../packet/ethernet.js';
import { ConversationIndex } from './conversation-index.js';

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
 * the lower address where ports are equal or are not.
 */
export class PairIndex {
  /** Whether the packet of the last {@link rank} went from the first end to the second. */
  forward = true;
  private readonly index: ConversationIndex;
  private readonly width: number;

  constructor(
    readonly kind: AddressKind,
    readonly hasPorts: boolean,
    maxPairs: number,
  ) {
    this.width = widths[kind];
    this.index = new ConversationIndex(2 * this.width + (hasPorts ? 1 : 0), maxPairs);
  }

  get size(): number {
    return this.index.size;
  }

  /**
   * The rank of the pair of a packet, or -1 where there is no place left.
   *
   * @param source offset of the source address
   * @param destination offset of the other
   */
  rank(bytes: Uint8Array, source: number, destination: number, sourcePort = 0, destinationPort = 0): number {
    const { width, index } = this;
    this.forward =
      sourcePort === destinationPort
        ? !isAfter(bytes, source, destination, byteLength(this.kind))
        : sourcePort > destinationPort;
    const [one, two] = this.forward ? [source, destination] : [destination, source];
    this.put(bytes, one, 0);
    this.put(bytes, two, width);
    if (this.hasPorts) {
      index.key[2 * width] = this.forward
        ? sourcePort * 0x10000 + destinationPort
        : destinationPort * 0x10000 + sourcePort;
    }
    return index.rank();
  }

  /** The two ends of a pair, in words. */
  ends(rank: number): readonly [ConversationEnd, ConversationEnd] {
    const ports = this.hasPorts ? this.index.word(rank, 2 * this.width) : undefined;
    const [one, two] = [this.address(rank, 0), this.address(rank, this.width)];
    if (ports === undefined) return [{ address: one }, { address: two }];
    return [
      { address: one, port: ports >>> 16 },
      { address: two, port: ports & 0xffff },
    ];
  }

  private put(bytes: Uint8Array, from: number, at: number): void {
    const { key } = this.index;
    if (this.kind === 'ether') {
      key[at] = word(bytes, from) >>> 16;
      key[at + 1] = word(bytes, from + 2);
    } else for (let i = 0; i < this.width; i++) key[at + i] = word(bytes, from + 4 * i);
  }

  private address(rank: number, at: number): string {
    const bytes = new Uint8Array(16);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < this.width; i++) view.setUint32(4 * i, this.index.word(rank, at + i));
    if (this.kind === 'ether') return macText(bytes, 2);
    return this.kind === 'ipv4' ? ipv4Text(bytes, 0) : ipv6Text(bytes, 0);
  }
}

function byteLength(kind: AddressKind): number {
  return kind === 'ether' ? 6 : 4 * widths[kind];
}

function word(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)
  );
}

/** Whether the bytes at one place are greater than those at the other. */
function isAfter(bytes: Uint8Array, one: number, two: number, length: number): boolean {
  for (let i = 0; i < length; i++) {
    const difference = (bytes[one + i] ?? 0) - (bytes[two + i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
