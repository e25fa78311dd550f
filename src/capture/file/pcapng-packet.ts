import { MAX_PACKET_LENGTH, refuse } from './capture-file-decoder.js';
import type { CaptureWindow } from './capture-file-window.js';
import type { CapturedPacket } from '../captured-packet.js';
import { BLOCK_HEADER_LENGTH, option, padded } from './pcapng-format.js';
import type { DescribedInterface } from './pcapng-interface.js';
import { commentsIn, readOptions, valueOption } from './pcapng-options.js';

/** Where the data starts in the two blocks that have a timestamp: they have their fields at the same places. */
const DATA = BLOCK_HEADER_LENGTH + 20;
const SIMPLE_DATA = BLOCK_HEADER_LENGTH + 4;

/**
 * Reads a simple packet block: it belongs to the first interface and has no time.
 *
 * @throws CaptureError when there is no interface
 * @see draft-ietf-opsawg-pcapng, section 4.4
 */
export function readSimplePacket(
  window: CaptureWindow,
  end: number,
  number: number,
  interfaces: readonly DescribedInterface[],
): CapturedPacket {
  if (end < SIMPLE_DATA) refuse(window, 'a packet block without a packet');
  const { facts, shown } = found(window, interfaces, 0);
  const originalLength = window.uint32(BLOCK_HEADER_LENGTH);
  const kept = facts.snaplen === 0 ? originalLength : Math.min(originalLength, facts.snaplen);
  const [capturedLength, fault] = fitting(window, kept, end - SIMPLE_DATA);
  return {
    number,
    seconds: 0,
    nanoseconds: 0,
    capturedLength,
    originalLength,
    linkType: facts.linkType,
    bytes: window.view(SIMPLE_DATA, capturedLength),
    interface: shown,
    ...(fault !== undefined && { fault }),
  };
}

/**
 * Reads an enhanced packet block, or a packet block of the first drafts: only the number of their interface differs.
 *
 * @param end of the block's body, from where reading stands
 * @param id of its interface
 * @throws CaptureError when the interface was not described: the packet's bytes have no meaning then
 * @see draft-ietf-opsawg-pcapng, section 4.3 and appendix A
 */
export function readTimedPacket(
  window: CaptureWindow,
  end: number,
  number: number,
  interfaces: readonly DescribedInterface[],
  id: number,
): CapturedPacket {
  if (end < DATA) refuse(window, 'a packet block without a packet');
  const { facts, shown, readTimestamp } = found(window, interfaces, id);
  const claimed = window.uint32(20);
  const [capturedLength, fault] = fitting(window, claimed, end - DATA);
  const { seconds, nanoseconds } = readTimestamp(window.uint32(12), window.uint32(16));
  const packet: CapturedPacket = {
    number,
    seconds,
    nanoseconds,
    capturedLength,
    originalLength: window.uint32(24),
    linkType: facts.linkType,
    bytes: window.view(DATA, capturedLength),
    interface: shown,
  };
  if (fault !== undefined) return { ...packet, fault };
  const options = DATA + padded(capturedLength);
  return options < end ? { ...packet, ...readExtras(window, options, end) } : packet;
}

/** What the options of a packet tell of it. */
function readExtras(
  window: CaptureWindow,
  start: number,
  end: number,
): Pick<CapturedPacket, 'comments' | 'direction' | 'fault'> {
  const options = readOptions(window, start, end);
  const comments = commentsIn(options);
  const flags = valueOption(options, option.packet.flags, 4)?.getUint32(0, window.littleEndian);
  const direction = directionOf(flags);
  const { fault } = options;
  return {
    ...(comments && { comments }),
    ...(direction && { direction }),
    ...(fault !== undefined && { fault }),
  };
}

/** The two lowest bits of epb_flags; 0 says nothing, 3 means nothing. */
function directionOf(flags = 0): CapturedPacket['direction'] {
  return ([undefined, 'in', 'out', undefined] as const)[flags & 3];
}

/** How much of what a packet claims is there: the block says where the next one is, so reading can go on. */
function fitting(window: CaptureWindow, claimed: number, available: number): [number, string | undefined] {
  const length = Math.min(claimed, available);
  if (length > MAX_PACKET_LENGTH) {
    refuse(window, `a packet of ${length} bytes: at most ${MAX_PACKET_LENGTH} are possible`);
  }
  return [length, claimed > available ? `it claims ${claimed} bytes, its block has ${available}` : undefined];
}

function found(
  window: CaptureWindow,
  interfaces: readonly DescribedInterface[],
  id: number,
): DescribedInterface {
  return interfaces[id] ?? refuse(window, `a packet of interface ${id}, which was not described`);
}
