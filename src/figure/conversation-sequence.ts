import type { Capture } from '../capture/capture.js';
import { summaryOf } from '../capture/summary/summary.js';
import { ConversationTracker } from '../capture/conversations/tracker.js';
import { tcpFinding } from '../capture/conversations/tcp-stream.js';
import type { Sequence, SequenceMessage } from './sequence-diagram.js';

/** Which conversation {@link conversationSequence} follows. */
export interface FollowedConversation {
  /** Default `tcp`. */
  readonly transport?: 'tcp' | 'udp';
  /** Its rank, as `tcp.stream` or `udp.stream`. Default 0. */
  readonly stream?: number;
  /** Plain French text. Default « La conversation TCP 0 ». */
  readonly title?: string;
}

/** Findings that are part of a healthy connection: their messages are not marked. */
const ordinary = tcpFinding.windowUpdate | tcpFinding.keepAlive | tcpFinding.keepAliveAck;
/** Messages that are kept, more than a figure can show; the rest of the capture is not read. */
const MAX_MESSAGES = 200;

/**
 * The packets of one conversation of a capture, as the data of `figure.sequenceDiagram`.
 *
 * @param capture read until the conversation has enough packets
 * @param which conversation
 * @returns its two ends and its messages, 200 at most; what the TCP analysis finds wrong is remarkable
 * @throws RangeError when the capture has no such conversation
 * @example
 * ```ts
 * import { figure } from 'sonde';
 * import { recordedCapture } from 'sonde/capture';
 *
 * const sequence = await figure.conversationSequence(await recordedCapture('http'));
 * console.log(sequence.messages.length, figure.sequenceDiagram(sequence).title); // → 10 La conversation TCP 0
 * ```
 */
export async function conversationSequence(
  capture: Capture,
  which: FollowedConversation = {},
): Promise<Sequence> {
  const { transport = 'tcp', stream = 0 } = which;
  const tracker = new ConversationTracker();
  const messages: SequenceMessage[] = [];
  let parties: readonly [string, string] | undefined;
  let startNs = 0;
  for await (const packet of capture) {
    tracker.follow(packet);
    const conversation = transport === 'tcp' ? tracker.stream : tracker.datagrams;
    const summary = summaryOf(packet, tracker.outline, tracker.fields());
    if (conversation?.stream !== stream) continue;
    const { source, destination, info } = summary;
    const { sourcePort, destinationPort } = tracker.tcp.segment;
    parties ??=
      transport === 'tcp'
        ? [`${source}:${sourcePort}`, `${destination}:${destinationPort}`]
        : [source, destination];
    if (messages.length === 0) startNs = tracker.timeNs;
    messages.push({
      timeMs: (tracker.timeNs - startNs) / 1e6,
      fromFirst: conversation.wasForth,
      text: transport === 'tcp' ? withoutPorts(info) : info,
      remarkable: transport === 'tcp' && (tracker.tcp.findings & ~ordinary) !== 0,
    });
    if (messages.length >= MAX_MESSAGES) break;
  }
  if (!parties) throw new RangeError(`no ${transport} conversation ${stream} in this capture`);
  const title = which.title ?? `La conversation ${transport.toUpperCase()} ${stream}`;
  return { title, parties, messages, decimals: 3, origin: capture.origin };
}

/** The summary of a TCP segment without its ports, which the head of the figure has: an arrow has little room. */
function withoutPorts(info: string): string {
  return info.replace(/\d{1,5} → \d{1,5} /, '');
}
