import type { Origin } from '../origin.js';

/** An interface of a capture, as its file tells of it; a pcap file has one, without a name. */
export interface CaptureInterface {
  /** Position among the interfaces of its section, from 0. */
  readonly id: number;
  /** Such as `eth0`, where the file says so. */
  readonly name?: string;
  readonly description?: string;
}

/** One packet of a capture, as it was on the wire. */
export interface CapturedPacket {
  /** Position in the capture, from 1. */
  readonly number: number;
  /** When it was seen, in whole seconds since 1970-01-01 UTC; 0 where the file tells no time (pcapng's simple packets). */
  readonly seconds: number;
  /** The rest of the time, from 0 to 999 999 999: a number of milliseconds could not hold both. */
  readonly nanoseconds: number;
  /** Bytes kept of the packet: the length of `bytes`. */
  readonly capturedLength: number;
  /** Bytes the packet had on the wire: more than were kept where the capture cut it (snaplen). */
  readonly originalLength: number;
  /** How `bytes` starts: a LINKTYPE_ value, see `linkType`. */
  readonly linkType: number;
  /**
   * The packet from its link header on: a view on what was read, never written again. To keep a few packets of a large
   * capture, copy them (`slice`): a view keeps in memory all that was read with it.
   */
  readonly bytes: Uint8Array;
  readonly interface?: CaptureInterface;
  /** Which way it went, seen from who captured, where the file says so. */
  readonly direction?: 'in' | 'out';
  /** What people wrote about this packet (pcapng's opt_comment). */
  readonly comments?: readonly string[];
  /** What is wrong with its record; the packet is then what could be read of it. */
  readonly fault?: string;
}

/**
 * How the packets of a capture start: the link types that Sonde knows by name.
 *
 * @see https://www.tcpdump.org/linktypes.html
 */
export const linkType = {
  /** BSD loopback: a family of four bytes, in the order of the machine that captured. */
  null: 0,
  ethernet: 1,
  /** IPv4 or IPv6 without a link header, as the simulator has it. */
  raw: 101,
  /** OpenBSD loopback: as `null`, in network order. */
  loop: 108,
  /** Linux cooked capture v1 (`tcpdump -i any` of older versions). */
  linuxSll: 113,
  ipv4: 228,
  ipv6: 229,
  /** Linux cooked capture v2 (`tcpdump -i any`). */
  linuxSll2: 276,
} as const;

/** Bytes kept of a packet at most: what tcpdump and Wireshark allow on every link but USB and D-Bus. */
export const MAX_PACKET_LENGTH = 0x40000;

/** What a capture says of one of its interfaces. */
export interface CaptureInterfaceFacts extends CaptureInterface {
  /** Which section of the file has it, from 1. */
  readonly section: number;
  /** How its packets start, see `linkType`. */
  readonly linkType: number;
  /** Bytes kept of a packet at most; 0 for no limit. */
  readonly snaplen: number;
  /** The filter of the capture, such as `icmp`. */
  readonly filter?: string;
  /** Packets that came in while capturing, as counted by who captured. */
  readonly received?: number;
  /** Packets lost by the capture itself, for want of time or place. */
  readonly dropped?: number;
}

/** What a section of a pcapng file says of itself. */
export interface CaptureSection {
  readonly hardware?: string;
  readonly system?: string;
  /** The program that captured. */
  readonly application?: string;
  readonly comments?: readonly string[];
}

/** An address and the names that the capture has for it. */
export interface CaptureName {
  readonly address: string;
  readonly names: readonly string[];
}

/** What a capture says besides its packets: as much as was read so far. */
export interface CaptureFacts {
  /** Unknown before the first bytes are read. */
  readonly format?: 'pcap' | 'pcapng';
  /** How many packets were read. */
  readonly packets: number;
  /** One for each section of a pcapng file; none in a pcap file. */
  readonly sections: readonly CaptureSection[];
  readonly interfaces: readonly CaptureInterfaceFacts[];
  readonly names: readonly CaptureName[];
  /** What the file says of its packets that cannot be, as far as it was read; absent when there is nothing. */
  readonly notices?: readonly string[];
}

/**
 * Packets from anywhere: a file, an interface, the simulated network. To be read once; leaving the loop ends the capture.
 */
export interface Capture extends AsyncIterable<CapturedPacket> {
  readonly origin: Origin;
  /** Why the packets come from there, in French. */
  readonly reason: string;
  /** The same packets many at a time, which is quicker for millions: use one way or the other. */
  batches(): AsyncIterableIterator<readonly CapturedPacket[]>;
  /** What the capture says of its interfaces, names and itself, as far as it was read. */
  facts(): CaptureFacts;
}

/** A capture whose packets come in batches. */
export function captureOf(
  origin: Origin,
  reason: string,
  source: {
    readonly batches: () => AsyncGenerator<readonly CapturedPacket[]>;
    readonly facts: () => CaptureFacts;
  },
): Capture {
  return { origin, reason, ...source, [Symbol.asyncIterator]: () => oneByOne(source.batches()) };
}

async function* oneByOne(batches: AsyncIterable<readonly CapturedPacket[]>): AsyncGenerator<CapturedPacket> {
  for await (const batch of batches) for (const packet of batch) yield packet;
}
