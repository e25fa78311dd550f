import type { Conversation } from './conversation.js';
import { ConversationTally } from './conversation.js';
import type { AddressKind } from './conversation-pair.js';
import { PairIndex } from './conversation-pair.js';

/** Conversations of one kind of address, below the transport or of UDP. One pair of ends is one conversation. */
export class ConversationTable {
  /** Packets of pairs that found no place. */
  beyond = 0;
  readonly pairs: PairIndex;
  private readonly tallies: ConversationTally[] = [];

  /** @param numbers gives each new conversation its rank; two tables may share one */
  constructor(
    kind: AddressKind,
    readonly hasPorts: boolean,
    maxConversations: number,
    private readonly numbers: { next: number } = { next: 0 },
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
    const { pairs, tallies } = this;
    const rank = pairs.rank(bytes, source, destination, sourcePort, destinationPort);
    if (rank < 0) {
      this.beyond++;
      return undefined;
    }
    const tally = (tallies[rank] ??= new ConversationTally(
      this.numbers.next++,
      rank,
      frame.timeNs,
      pairs.forward,
    ));
    tally.count(pairs.forward, frame.lengthBytes, frame.timeNs);
    return tally;
  }

  conversations(): readonly Conversation[] {
    return this.tallies.map((tally) => tally.toConversation(this.pairs.ends(tally.pair), this.hasPorts));
  }

  unanswered(): number {
    return this.tallies.reduce((sum, { pending }) => sum + (pending?.length ?? 0), 0);
  }
}
