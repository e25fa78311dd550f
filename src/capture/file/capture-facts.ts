import type { CaptureInterface } from '../captured-packet.js';

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
}
