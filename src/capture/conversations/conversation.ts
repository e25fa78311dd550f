import { type AddressKind, type ConversationEnd, PairIndex } from './conversation-pair.js';

/** The packets of a conversation in one direction. */
export interface ConversationWay {
  readonly packets: number;
  /** Of whole frames, as on the wire. */
  readonly bytes: number;
}

/** Two ends, and what they said to each other. */
export interface Conversation {
  /** Who spoke first. */
  readonly a: ConversationEnd;
  readonly b: ConversationEnd;
  /** Rank among the TCP or UDP conversations, as Wireshark's `tcp.stream` and `udp.stream`. */
  readonly stream?: number;
  readonly aToB: ConversationWay;
  readonly bToA: ConversationWay;
  /** When its first packet was seen, counted from the first of the capture. */
  readonly startMs: number;
  readonly durationMs: number;
}

/** Requests that are whole messages; the openings of TCP are mere flags. */
export type RequestKind = 'icmp' | 'icmpv6' | 'dns' | 'http';

/** A request that waits for its answer. */
export interface PendingRequest {
  readonly kind: RequestKind;
  readonly id: number;
  readonly sinceNs: number;
  readonly frame: number;
}

/** The counts of a conversation that is being followed. */
export class ConversationTally {
  packetsForth = 0;
  bytesForth = 0;
  packetsBack = 0;
  bytesBack = 0;
  lastNs = NaN;
  /** Whether its last packet came from who spoke first. */
  wasForth = true;
  /** What was asked and not answered yet, the oldest first. */
  pending: PendingRequest[] | undefined = undefined;

  /**
   * @param pair its rank among the pairs of ends
   * @param forward whether its first packet goes from the first end of the pair to the second
   */
  constructor(
    readonly stream: number,
    readonly pair: number,
    readonly firstNs: number,
    readonly forward: boolean,
  ) {}

  count(forward: boolean, bytes: number, timeNs: number): void {
    this.wasForth = forward === this.forward;
    if (this.wasForth) {
      this.packetsForth++;
      this.bytesForth += bytes;
    } else {
      this.packetsBack++;
      this.bytesBack += bytes;
    }
    this.lastNs = timeNs;
  }

  toConversation([one, two]: readonly [ConversationEnd, ConversationEnd], numbered: boolean): Conversation {
    const [a, b] = this.forward ? [one, two] : [two, one];
    return {
      a,
      b,
      ...(numbered && { stream: this.stream }),
      aToB: { packets: this.packetsForth, bytes: this.bytesForth },
      bToA: { packets: this.packetsBack, bytes: this.bytesBack },
      startMs: this.firstNs / 1e6,
      durationMs: (this.lastNs - this.firstNs) / 1e6,
    };
  }
}

/** The conversations between Ethernet or IP addresses, or those of UDP: one for each pair of ends. */
export class ConversationTable {
  /** Packets of pairs that found no place. */
  beyond = 0;
  readonly pairs: PairIndex;
  readonly #tallies: ConversationTally[] = [];

  /** @param numbers gives each new conversation its rank; two tables may share one */
  constructor(
    kind: AddressKind,
    readonly hasPorts: boolean,
    maxConversations: number,
    readonly numbers: { next: number } = { next: 0 },
  ) {
    this.pairs = new PairIndex(kind, hasPorts, maxConversations);
  }

  /** Counts a packet. @returns its conversation, unless there was no place for it */
  count(
    bytes: Uint8Array,
    source: number,
    destination: number,
    frame: { readonly lengthBytes: number; readonly timeNs: number },
    sourcePort = 0,
    destinationPort = 0,
  ): ConversationTally | undefined {
    const { pairs } = this;
    const rank = pairs.rank(bytes, source, destination, sourcePort, destinationPort);
    if (rank < 0) {
      this.beyond++;
      return undefined;
    }
    const tally = (this.#tallies[rank] ??= new ConversationTally(
      this.numbers.next++,
      rank,
      frame.timeNs,
      pairs.forward,
    ));
    tally.count(pairs.forward, frame.lengthBytes, frame.timeNs);
    return tally;
  }

  conversations(): readonly Conversation[] {
    return this.#tallies.map((tally) => tally.toConversation(this.pairs.ends(tally.pair), this.hasPorts));
  }

  unanswered(): number {
    return this.#tallies.reduce((sum, { pending }) => sum + (pending?.length ?? 0), 0);
  }
}

/** Who speaks, and how much it sent and received. */
export interface CaptureEndpoint extends ConversationEnd {
  readonly packets: number;
  readonly bytes: number;
  readonly sent: ConversationWay;
  readonly received: ConversationWay;
}

/** The ends of conversations, in the order in which they appear; who speaks to itself sends and receives each packet. */
export function endpointsOf(conversations: readonly Conversation[]): readonly CaptureEndpoint[] {
  const found = new Map<string, { end: ConversationEnd; sent: ConversationWay; received: ConversationWay }>();
  const add = (end: ConversationEnd, sent: ConversationWay, received: ConversationWay): void => {
    const key = `${end.address} ${end.port ?? ''}`;
    const known = found.get(key);
    found.set(
      key,
      known
        ? { end, sent: sum(known.sent, sent), received: sum(known.received, received) }
        : { end, sent, received },
    );
  };
  for (const { a, b, aToB, bToA } of conversations) {
    add(a, aToB, bToA);
    add(b, bToA, aToB);
  }
  return Array.from(found.values(), ({ end, sent, received }) => ({
    ...end,
    ...sum(sent, received),
    sent,
    received,
  }));
}

function sum(one: ConversationWay, two: ConversationWay): ConversationWay {
  return { packets: one.packets + two.packets, bytes: one.bytes + two.bytes };
}
