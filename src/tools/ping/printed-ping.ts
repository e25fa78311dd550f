import type { Origin } from '../../origin.js';
import type { DeliveryError } from '../../probe/echo-answer.js';

/**
 * Whose ping printed it. macOS and FreeBSD have the same one, `bsd`, and its layout: they cannot be told apart.
 */
export type PingDialect = 'iputils' | 'busybox' | 'bsd' | 'windows';

/** What a printed ping says: the fields of `ping`'s own result, as far as the text goes, and what the tool adds. */
export interface PrintedPing {
  /** What the last line of a report of ours says; `live` for the output of another tool, which prints no such line. */
  readonly origin: Origin;
  /** The host as it was named; absent when the name could not be resolved and is not repeated. */
  readonly host?: string;
  readonly address?: string;
  /** Bytes of data in each request. */
  readonly size?: number;
  /** Bytes of IPv4 options in each request, where the length of the packets tells of some (`-R`, `-T`). */
  readonly optionBytes?: number;
  /** What happened, in the order of the lines; nothing with `-q`. */
  readonly events: readonly PrintedPingEvent[];
  /** The last lines, read and not computed again; absent when the output stops before. */
  readonly statistics?: PrintedPingStatistics;
  readonly dialect: PingDialect;
  readonly language: 'en' | 'fr';
  /** Why the tool could not even start, in its own words. */
  readonly failure?: string;
  /** Lines that are no result: warnings, figures asked for by a signal, dumps of damaged data. */
  readonly notices: readonly string[];
  /**
   * Whether the output goes to its end: its statistics with their times, or the failure, the last line ended. A text cut
   * anywhere is not complete, and the last figure of its last line may lack digits. Nor is that of a busybox whose machine
   * refuses to send: it stops there, and reads as the beginning of a BSD ping.
   */
  readonly complete: boolean;
}

/** One line about one request. */
export type PrintedPingEvent = PrintedPingReply | PrintedPingError | PrintedPingTimeout;

/** An echo reply, or one to a timestamp or mask request. */
export interface PrintedPingReply {
  readonly kind: 'reply';
  /** As printed: from 1 in iputils, from 0 in busybox and BSD; Windows prints none. */
  readonly sequence?: number;
  /** The address that replied. */
  readonly from?: string;
  /** Its name, where the tool looked for it. */
  readonly name?: string;
  /** Bytes of the ICMP message; of its data on Windows. */
  readonly bytes?: number;
  /** Time to live, or hop limit, of the reply. Windows prints none for IPv6. */
  readonly ttl?: number;
  /** Absent where the packet has no room for a time, and for Windows' `<1ms`. */
  readonly rttMs?: number;
  /** The time was below this: Windows' `<1ms`. */
  readonly rttBelowMs?: number;
  readonly duplicate: boolean;
  /** When it came, since 1970 (`-D`). */
  readonly atEpochMs?: number;
  /** The reply is shorter than the request. */
  readonly truncated?: true;
  readonly badChecksum?: true;
  /** It came from another address than the one that was asked. */
  readonly otherAddress?: true;
  /** The route of this reply (`-R`) is that of the one before, and is not repeated. */
  readonly sameRoute?: true;
  /** The routers that the packet went through, there and back (`-R`). */
  readonly route?: readonly string[];
  /** The names of these routers by their address, where the tool looked for them. */
  readonly routeNames?: Readonly<Record<string, string>>;
  /** Clocks of the routers (`-T`): the first since midnight UT, then differences, as printed. */
  readonly timestamps?: readonly {
    readonly name?: string;
    readonly address?: string;
    readonly valueMs: number;
    readonly absolute: boolean;
  }[];
  /** The clock of the host, in answer to a timestamp request: milliseconds since midnight UT. */
  readonly clock?: { readonly originateMs: number; readonly receiveMs: number; readonly transmitMs: number };
  /** The mask of its network, in answer to an address mask request. */
  readonly mask?: string;
  /** The first byte of data that came back other than it was sent. */
  readonly wrongByte?: { readonly index: number; readonly expected: number; readonly found: number };
}

/** What kept a request from its target. */
export type PrintedPingCause = DeliveryError | 'local' | 'other';

/** An ICMP error about a request, or a refusal of this machine (`local`). */
export interface PrintedPingError {
  readonly kind: 'error';
  readonly sequence?: number;
  /** The address that says so; nobody's when it is this machine. */
  readonly from?: string;
  /** Its name, where the tool looked for it. */
  readonly name?: string;
  readonly error: PrintedPingCause;
  /** In the words of the tool, which stand for the code of the ICMP error. */
  readonly text: string;
  readonly nextHopMtu?: number;
  readonly atEpochMs?: number;
  /** Header of the packet that could not be delivered, as BSD prints it. */
  readonly quoted?: {
    readonly ttl: number;
    readonly protocol: number;
    readonly source: string;
    readonly destination: string;
  };
}

/** Nothing came in time; iputils says so with `-O` only, and a reply may still follow. */
export interface PrintedPingTimeout {
  readonly kind: 'timeout';
  readonly sequence?: number;
  readonly atEpochMs?: number;
}

/** The figures that end a ping. */
export interface PrintedPingStatistics {
  readonly transmitted: number;
  /** Windows counts among them the errors that somebody sent back. */
  readonly received: number;
  readonly duplicates: number;
  readonly errors: number;
  readonly lossPercent: number;
  /** From the first request to the end; iputils alone prints it. */
  readonly elapsedMs?: number;
  /** The most requests that were on their way at once; iputils prints it above 1. */
  readonly pipe?: number;
  /** Absent when nothing was received, or no reply has a time. */
  readonly rtt?: PrintedRttStatistics;
}

/** The round-trip times that end a ping. */
export interface PrintedRttStatistics {
  readonly minMs: number;
  readonly avgMs: number;
  readonly maxMs: number;
  /** Standard deviation: `mdev` of iputils, `stddev` of BSD; busybox and Windows print none. */
  readonly mdevMs?: number;
  /** Moving average, of a flood or adaptive ping. */
  readonly ewmaMs?: number;
  /** Mean time between two packets, of a flood or adaptive ping. */
  readonly ipgMs?: number;
}
