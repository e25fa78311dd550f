import type { Origin } from '../origin.js';
import type { Capture, CapturedPacket } from './capture.js';
import type { FieldContext } from './conversations/tracked-fields.js';
import { ConversationTracker } from './conversations/tracker.js';
import { compileFollowing } from './filter/compile.js';
import type { Outline } from './outline.js';
import { type PacketSummary, summaryOf } from './summary/summary.js';

/** Packets of a capture, one line each. */
export interface PacketList {
  readonly origin: Origin;
  /** Why the packets come from there, in French. */
  readonly reason: string;
  readonly packets: readonly PacketSummary[];
}

/**
 * The packets of a capture that a display filter keeps, as they come. Every packet is followed before it is chosen: the
 * filter may ask what earlier ones say, such as `tcp.stream` or `tcp.analysis.retransmission`.
 *
 * @param capture read as its packets are asked for
 * @param filter a display filter, see `compileFilter`; an empty one keeps everything
 * @throws FilterError before the first packet; what reading the capture throws
 * @example
 * ```ts
 * import { recordedCapture, selecting } from 'sonde/capture';
 *
 * for await (const { number } of selecting(await recordedCapture('http'), 'tcp.flags.syn == 1')) console.log(number);
 * // → 1
 * // → 2
 * ```
 */
export async function* selecting(capture: Capture, filter: string): AsyncGenerator<CapturedPacket> {
  for await (const { packet } of following(capture, filter)) yield packet;
}

/**
 * The packets of a capture, or those that a display filter keeps, one line each, as they come.
 *
 * @param capture read as its packets are asked for
 * @param filter a display filter, see `compileFilter`; everything is kept without one
 * @returns lines whose times count from the first packet of the capture, kept or not, as those of tshark
 * @throws FilterError before the first packet; what reading the capture throws
 * @see the columns of tshark(1)
 * @example
 * ```ts
 * import { listing, recordedCapture } from 'sonde/capture';
 *
 * for await (const { number, info } of listing(await recordedCapture('http'), 'http')) console.log(number, info);
 * // → 4 GET / HTTP/1.1
 * // → 6 HTTP/1.1 200 OK (text/html)
 * ```
 */
export async function* listing(capture: Capture, filter = ''): AsyncGenerator<PacketSummary> {
  for await (const { packet, outline, known } of following(capture, filter))
    yield summaryOf(packet, outline, known);
}

/**
 * The same lines all at once, with where they come from.
 *
 * @param capture read to its end
 * @param filter as for {@link listing}
 * @throws FilterError; what reading the capture throws
 * @example
 * ```ts
 * import { packetList, recordedCapture } from 'sonde/capture';
 *
 * const { origin, packets } = await packetList(await recordedCapture('tcp-pertes'), 'tcp.analysis.duplicate_ack');
 * console.log(origin, packets.length); // → recorded 21
 * ```
 */
export async function packetList(capture: Capture, filter = ''): Promise<PacketList> {
  const packets: PacketSummary[] = [];
  for await (const line of listing(capture, filter)) packets.push(line);
  return { origin: capture.origin, reason: capture.reason, packets };
}

interface FollowedPacket {
  readonly packet: CapturedPacket;
  readonly outline: Outline;
  readonly known: FieldContext;
}

async function* following(capture: Capture, text: string): AsyncGenerator<FollowedPacket> {
  const filter = await compileFollowing(text);
  const tracker = new ConversationTracker();
  for await (const packet of capture) {
    tracker.follow(packet);
    const known = tracker.fields();
    if (filter.keeps(packet, known, tracker.outline)) yield { packet, outline: tracker.outline, known };
  }
}
