import type { Conversation, ConversationWay } from '../conversations/conversation.js';
import type { ConversationEnd } from '../conversations/conversation-pair.js';

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
