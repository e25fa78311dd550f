import {
  type CaptureInterface,
  type CaptureInterfaceFacts,
  type CapturedPacket,
  MAX_PACKET_LENGTH,
} from '../capture.js';
import { type CaptureWindow, linkTypeInFile, refuse } from './capture-decoder.js';
import {
  BLOCK_HEADER_LENGTH,
  type BlockOptions,
  commentsIn,
  option,
  padded,
  readOptions,
  text,
  textOption,
  valueOption,
} from './pcapng-format.js';

/** The resolution of timestamps unless an interface says another: millionths of a second. */
const MICROSECONDS = 6;
const INTERFACE_OPTIONS = BLOCK_HEADER_LENGTH + 8;

/** What is needed to read the packets of an interface. */
export interface DescribedInterface {
  readonly facts: CaptureInterfaceFacts;
  /** What its packets say of it. */
  readonly shown: CaptureInterface;
  readonly readTimestamp: ReadTimestamp;
}

/**
 * Reads an interface description block.
 *
 * @throws CaptureError
 * @see draft-ietf-opsawg-pcapng, section 4.2
 */
export function readInterface(
  window: CaptureWindow,
  end: number,
  place: { readonly id: number; readonly section: number },
): DescribedInterface {
  if (end < INTERFACE_OPTIONS) refuse(window, 'an interface description without a link type');
  const options = readOptions(window, INTERFACE_OPTIONS, end);
  const name = textOption(options, option.interface.name);
  const description = textOption(options, option.interface.description);
  const filter = captureFilter(options);
  const shown = {
    id: place.id,
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
  };
  const resolution = valueOption(options, option.interface.timeResolution, 1)?.getUint8(0) ?? MICROSECONDS;
  const offset = valueOption(options, option.interface.timeOffset, 8);
  return {
    shown,
    facts: {
      ...shown,
      section: place.section,
      linkType: linkTypeInFile(window.uint16(BLOCK_HEADER_LENGTH)),
      snaplen: window.uint32(BLOCK_HEADER_LENGTH + 4),
      ...(filter !== undefined && { filter }),
    },
    readTimestamp: timestampReader(resolution, offset?.getBigInt64(0, window.littleEndian) ?? 0n),
  };
}

/** The filter's first byte says what it is: 0 for text, others for compiled programs. */
function captureFilter({ options }: BlockOptions): string | undefined {
  const value = options.find(({ code }) => code === option.interface.filter)?.value;
  return value?.[0] === 0 ? text(value.subarray(1)) : undefined;
}

/** Turns the two halves of a timestamp into the time since the epoch. */
type ReadTimestamp = (
  high: number,
  low: number,
) => { readonly seconds: number; readonly nanoseconds: number };

const NANOSECONDS = 1_000_000_000;

/**
 * The way to read the timestamps of an interface.
 *
 * @param resolution if_tsresol: a negative power of ten, or of two where the highest bit is set
 * @param offsetSeconds if_tsoffset
 * @see draft-ietf-opsawg-pcapng, section 4.2
 */
function timestampReader(resolution: number, offsetSeconds: bigint): ReadTimestamp {
  const exponent = resolution & 0x7f;
  const decimal = resolution === exponent;
  return decimal && exponent <= 9
    ? commonReader(10 ** exponent, Number(offsetSeconds))
    : exactReader((decimal ? 10n : 2n) ** BigInt(exponent), offsetSeconds);
}

/**
 * From seconds to nanoseconds, all that tools write. A long division by halves of 16 bits, in which no number passes 2^53:
 * several times quicker than big integers.
 */
function commonReader(ticksPerSecond: number, offsetSeconds: number): ReadTimestamp {
  const nanosecondsPerTick = NANOSECONDS / ticksPerSecond;
  return (high, low) => {
    const middle = (high % ticksPerSecond) * 0x10000 + (low >>> 16);
    const last = (middle % ticksPerSecond) * 0x10000 + (low & 0xffff);
    const seconds =
      Math.floor(high / ticksPerSecond) * 0x1_0000_0000 +
      Math.floor(middle / ticksPerSecond) * 0x10000 +
      Math.floor(last / ticksPerSecond);
    return { seconds: seconds + offsetSeconds, nanoseconds: (last % ticksPerSecond) * nanosecondsPerTick };
  };
}

function exactReader(ticksPerSecond: bigint, offsetSeconds: bigint): ReadTimestamp {
  return (high, low) => {
    const ticks = (BigInt(high) << 32n) | BigInt(low);
    return {
      seconds: Number(ticks / ticksPerSecond + offsetSeconds),
      nanoseconds: Number(((ticks % ticksPerSecond) * BigInt(NANOSECONDS)) / ticksPerSecond),
    };
  };
}

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
