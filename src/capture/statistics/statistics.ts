import type { Origin } from '../../origin.js';
import type { Capture, CapturedPacket } from '../capture.js';
import { type CaptureEndpoint, type Conversation, endpointsOf } from '../conversations/conversation.js';
import { ConversationTracker, DEFAULT_MAX_CONVERSATIONS } from '../conversations/tracker.js';
import { type CaptureErrorCount, ErrorTally } from './errors.js';
import { ProtocolHierarchy, type ProtocolShare } from './hierarchy.js';
import { type CaptureRate, RateTally } from './rates.js';
import { ResponseTally, type ResponseTimes } from './response-times.js';

const statisticNames = ['hierarchy', 'conversations', 'endpoints', 'rates', 'errors', 'times'] as const;

/** What can be counted over a capture. */
export type StatisticName = (typeof statisticNames)[number];

/** One list for each kind of conversation, in Wireshark's names. */
export type ByConversationKind<T> = Readonly<Record<'eth' | 'ip' | 'ipv6' | 'tcp' | 'udp', readonly T[]>>;

/** What {@link captureStatistics} accepts. */
export interface CaptureStatisticsOptions {
  /** What to count; everything by default. What is left out costs nothing. */
  readonly of?: readonly StatisticName[];
  /** The length of the intervals of rates, 1000 by default; doubled where there would be more than 4096. */
  readonly intervalMs?: number;
  /** Conversations of each kind that are followed, 250 000 by default; packets of others are in `untracked`. */
  readonly maxConversations?: number;
  /**
   * Whether errors count the wrong checksums of IP, TCP and UDP too; as in Wireshark, not by default: of what a machine sends,
   * a capture on it holds sums that its network card has still to work out. Those of ICMP are always verified.
   */
  readonly checksums?: boolean;
}

/** What was counted over a capture; a part that was not asked for is absent. */
export interface CaptureStatistics {
  readonly origin: Origin;
  /** Why the packets come from there, in French. */
  readonly reason: string;
  readonly packets: number;
  /** Of whole frames, as on the wire. */
  readonly bytes: number;
  /** From the first packet to the last. */
  readonly durationMs: number;
  /** Packets of conversations beyond `maxConversations`. */
  readonly untracked: number;
  readonly hierarchy?: readonly ProtocolShare[];
  readonly conversations?: ByConversationKind<Conversation>;
  readonly endpoints?: ByConversationKind<CaptureEndpoint>;
  readonly rates?: readonly CaptureRate[];
  readonly errors?: readonly CaptureErrorCount[];
  readonly times?: readonly ResponseTimes[];
}

/**
 * Counts over a capture, in one pass: its protocols, conversations, ends, rates, errors and response times. Memory grows
 * with the number of conversations, up to a limit, and not with that of packets.
 *
 * @param capture read to its end
 * @param options what to count
 * @returns plain data, with the capture's origin
 * @throws RangeError for an option out of its bounds; what reading the capture throws
 * @see tshark(1), -z io,phs, conv, endpoints; the rules of `errors` are those of Wireshark's TCP analysis
 * @example
 * ```ts
 * import { captureStatistics, recordedCapture } from 'sonde/capture';
 *
 * const { packets, times } = await captureStatistics(await recordedCapture('ping'), { of: ['times'] });
 * console.log(packets, times?.[0]?.kind, times?.[0]?.answered, times?.[0]?.unanswered); // → 6 icmp 3 0
 * ```
 */
export async function captureStatistics(
  capture: Capture,
  options: CaptureStatisticsOptions = {},
): Promise<CaptureStatistics> {
  const counting = new StatisticsCounting(options);
  for await (const batch of capture.batches()) for (const packet of batch) counting.add(packet);
  return { origin: capture.origin, reason: capture.reason, ...counting.report() };
}

/** The same, packet by packet. */
export class StatisticsCounting {
  #packets = 0;
  #bytes = 0;
  readonly #tracker: ConversationTracker;
  readonly #wanted: ReadonlySet<StatisticName>;
  readonly #hierarchy: ProtocolHierarchy | undefined;
  readonly #rates: RateTally | undefined;
  readonly #errors: ErrorTally | undefined;
  readonly #times = new ResponseTally();

  constructor({
    of = statisticNames,
    intervalMs = 1000,
    maxConversations = DEFAULT_MAX_CONVERSATIONS,
    checksums = false,
  }: CaptureStatisticsOptions = {}) {
    check('intervalMs', intervalMs, 0.001, 1e9);
    check('maxConversations', maxConversations, 1, 10_000_000);
    this.#wanted = new Set(of);
    this.#tracker = new ConversationTracker(maxConversations);
    if (this.#wanted.has('hierarchy')) this.#hierarchy = new ProtocolHierarchy();
    if (this.#wanted.has('rates')) this.#rates = new RateTally(intervalMs);
    if (this.#wanted.has('errors')) this.#errors = new ErrorTally(checksums);
  }

  add(packet: CapturedPacket): void {
    const tracker = this.#tracker;
    this.#packets++;
    this.#bytes += packet.originalLength;
    tracker.follow(packet);
    this.#hierarchy?.add(packet, tracker.outline);
    this.#rates?.add(tracker.timeNs, packet.originalLength);
    for (const answer of tracker.answers) this.#times.add(answer);
    if (this.#errors) {
      const { segment, findings } = tracker.tcp;
      const { flags, length } = segment;
      this.#errors.add(packet, tracker.outline, tracker.stream && { flags, length, findings });
    }
  }

  report(): Omit<CaptureStatistics, 'origin' | 'reason'> {
    const [tracker, wanted] = [this.#tracker, this.#wanted];
    const conversations =
      wanted.has('conversations') || wanted.has('endpoints') ? conversationsOf(tracker) : undefined;
    return {
      packets: this.#packets,
      bytes: this.#bytes,
      durationMs: tracker.timeNs / 1e6,
      untracked: tracker.beyond(),
      ...(this.#hierarchy && { hierarchy: this.#hierarchy.report() }),
      ...(conversations && wanted.has('conversations') && { conversations }),
      ...(conversations && wanted.has('endpoints') && { endpoints: allEndpoints(conversations) }),
      ...(this.#rates && { rates: this.#rates.report() }),
      ...(this.#errors && { errors: this.#errors.report() }),
      ...(wanted.has('times') && { times: this.#times.report(tracker.unanswered()) }),
    };
  }
}

function check(name: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most))
    throw new RangeError(`${name} must be from ${least} to ${most}, got ${value}`);
}

function conversationsOf({ eth, ip, ipv6, tcp, udp }: ConversationTracker): ByConversationKind<Conversation> {
  return {
    eth: eth.conversations(),
    ip: ip.conversations(),
    ipv6: ipv6.conversations(),
    tcp: tcp.conversations(),
    udp: [...udp.ip.conversations(), ...udp.ipv6.conversations()].sort(
      (a, b) => (a.stream ?? 0) - (b.stream ?? 0),
    ),
  };
}

function allEndpoints(all: ByConversationKind<Conversation>): ByConversationKind<CaptureEndpoint> {
  const { eth, ip, ipv6, tcp, udp } = all;
  return {
    ...{ eth: endpointsOf(eth), ip: endpointsOf(ip), ipv6: endpointsOf(ipv6) },
    ...{ tcp: endpointsOf(tcp), udp: endpointsOf(udp) },
  };
}
