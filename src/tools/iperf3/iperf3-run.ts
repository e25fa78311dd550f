/** Which way the data of a test goes. */
export type Iperf3Direction = 'client-to-server' | 'server-to-client';

/** What became of the datagrams of UDP, as the side that receives counts them. */
export interface Iperf3Losses {
  /** Jitter as RFC 1889 smooths it, in milliseconds. */
  readonly jitterMs?: number;
  /** Datagrams that did not come, of all that were sent. */
  readonly lostPackets?: number;
  readonly packets?: number;
  readonly lostPercent?: number;
}

/** What was carried in a time: part of a test, or the whole of it. */
export interface Iperf3Amount extends Iperf3Losses {
  /** Seconds since the test began; the omitted ones before it count from 0 for themselves. */
  readonly startS: number;
  readonly endS: number;
  readonly bytes: number;
  /** 0 where iperf3 could not divide (an interval of no length). */
  readonly bitsPerSecond: number;
  /** TCP segments sent again; only the side that sends knows. */
  readonly retransmits?: number;
}

/** What was carried between two reports. */
export interface Iperf3Interval extends Iperf3Amount {
  readonly direction: Iperf3Direction;
  /** Number of the stream's socket; `sum` for all streams of the direction together. */
  readonly stream: number | 'sum';
  /** Before the end of the warm-up (-O): not counted in the totals. */
  readonly omitted: boolean;
  /** Congestion window of TCP at the end of the interval, in bytes. */
  readonly cwndBytes?: number;
  /** Window that the receiver offers, in bytes. */
  readonly peerWindowBytes?: number;
  /** Round-trip time smoothed by TCP, in milliseconds. */
  readonly rttMs?: number;
  readonly rttVariationMs?: number;
  readonly pathMtuBytes?: number;
}

/** A whole direction: what one side sent, and what the other received. */
export interface Iperf3Summary {
  readonly direction: Iperf3Direction;
  /** Absent where the side that reports was never told. */
  readonly sent?: Iperf3Amount;
  readonly received?: Iperf3Amount;
  /**
   * UDP, where the bytes that were received are not printed: of each stream, whose one total has the bytes that were sent,
   * and of the whole in versions before 3.11.
   */
  readonly losses?: Iperf3Losses;
}

/** A stream over the whole test. */
export interface Iperf3StreamTotal extends Iperf3Summary {
  readonly stream: number;
  readonly maxCwndBytes?: number;
  readonly minRttMs?: number;
  readonly meanRttMs?: number;
  readonly maxRttMs?: number;
  /** UDP datagrams that came after a later one. */
  readonly outOfOrderPackets?: number;
}

/** Processor time of each side, in percent of one processor. */
export interface Iperf3Cpu {
  readonly localPercent: number;
  readonly localUserPercent: number;
  readonly localSystemPercent: number;
  readonly remotePercent: number;
  readonly remoteUserPercent: number;
  readonly remoteSystemPercent: number;
}

/** A connection of the test. */
export interface Iperf3Connection {
  readonly stream: number;
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}

/** What was asked of a test. */
export interface Iperf3Test {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  /** Streams in each direction (-P). */
  readonly streams: number;
  /** 0 when the test is bounded by its bytes or its blocks. */
  readonly durationS: number;
  readonly omitS: number;
  /** The server sends (-R). */
  readonly reverse: boolean;
  /** Both send (--bidir). */
  readonly bidirectional: boolean;
  /** Bytes of each write. */
  readonly blockBytes: number;
  /** 0: as much as possible. */
  readonly targetBitsPerSecond: number;
}

/** A run of iperf3, as its JSON tells it. */
export interface Iperf3Run {
  /** The side that reports. */
  readonly role: 'client' | 'server';
  readonly version: string;
  readonly system: string;
  /** When it began, in ISO 8601. */
  readonly startedAt?: string;
  /** Absent from a run that ended before it began. */
  readonly test?: Iperf3Test;
  readonly connections: readonly Iperf3Connection[];
  /** Maximum segment size of TCP, in bytes. */
  readonly mssBytes?: number;
  /** Window asked with -w, in bytes; absent or 0: the kernel's own sizing. */
  readonly windowBytes?: number;
  readonly sendBufferBytes?: number;
  readonly receiveBufferBytes?: number;
  /** What each stream carried between two reports. */
  readonly intervals: readonly Iperf3Interval[];
  /** The same for each direction, all streams together. */
  readonly sums: readonly Iperf3Interval[];
  readonly streams: readonly Iperf3StreamTotal[];
  /** One for each direction of the test; none when it had no end. */
  readonly summaries: readonly Iperf3Summary[];
  readonly cpu?: Iperf3Cpu;
  /** Congestion control of the side that sends, e.g. `cubic`. */
  readonly senderCongestion?: string;
  readonly receiverCongestion?: string;
  /** The server's own report (--get-server-output). */
  readonly serverOutput?: Iperf3Run | string;
  /** Why it ended before its time; iperf3 then still exits with 0. */
  readonly error?: string;
  /** Lines around the JSON, and what in it is no JSON: `lost_percent is -nan (line 12, column 20)`. */
  readonly notices: readonly string[];
  /** Whether its end was read: that of `--json-stream` may be cut. */
  readonly complete: boolean;
}
