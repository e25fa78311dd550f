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
   * The packet from its link header on: a view on what was read, never written again. Who keeps a few packets of a large
   * capture copies them (`slice`), lest all that was read with them stays too.
   */
  readonly bytes: Uint8Array;
  readonly interface?: CaptureInterface;
  /** Which way it went, seen from who captured, where the file says so. */
  readonly direction?: 'in' | 'out';
  /** What people wrote about this packet (pcapng's opt_comment). */
  readonly comments?: readonly string[];
  /** What its record claims and cannot be; the packet is then what could be read of it. */
  readonly fault?: string;
}
