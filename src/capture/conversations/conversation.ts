import type { ConversationEnd } from './conversation-pair.js';

/** What went one way. */
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

/** A request that waits for its answer. */
export interface PendingRequest {
  readonly id: number;
  readonly sinceNs: number;
  readonly frame: number;
}

/** A conversation that goes on. */
export class ConversationTally {
  packetsForth = 0;
  bytesForth = 0;
  packetsBack = 0;
  bytesBack = 0;
  lastNs: number;
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
    private readonly forward: boolean,
  ) {
    this.lastNs = firstNs;
  }

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
