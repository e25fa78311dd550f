import { ParseError } from '../parse-error.js';
import { ipv4Bytes, ipv4Text } from './address.js';
import { fits, putUint32, uint32, uint8 } from './octets.js';

/** Number of the option. */
export const TIMESTAMP_OPTION = 68;

/** What the routers write (RFC 791): ping -T tsonly, tsandaddr and tsprespec. */
const flags = { times: 0, 'addresses-and-times': 1, 'prespecified-addresses': 3 } as const;

/** What one router wrote, or is asked to write. */
export interface Ipv4TimestampSlot {
  /** Absent when only times are asked for. */
  readonly address?: string;
  /** Milliseconds since midnight UT; absent until the named router writes it. */
  readonly sinceMidnightMs?: number;
}

/** Asks the routers on the way to write the time (RFC 791; ping -T). */
export interface Ipv4TimestampOption {
  readonly kind: 'timestamp';
  readonly asks: keyof typeof flags;
  /** How many entries there is room for: 9 times, or 4 addresses with times. */
  readonly slots: number;
  /** Routers that found no room, 15 at most. */
  readonly overflow: number;
  /** What is written so far; with prespecified addresses, the routers still to come as well. */
  readonly entries: readonly Ipv4TimestampSlot[];
}

/**
 * Reads a whole option, from its number.
 *
 * @param start offset of the option among the options, for errors
 * @throws {@link ParseError} when its length, pointer or flag makes no sense
 */
export function readTimestamps(option: Uint8Array, start: number): Ipv4TimestampOption {
  const flag = uint8(option, 3) & 0x0f;
  const asks = asked(flag);
  if (asks === undefined) throw new ParseError(`timestamp option with an unknown flag ${flag}`, start + 3);
  const slotLength = asks === 'times' ? 4 : 8;
  const slots = (option.length - 4) / slotLength;
  if (!Number.isInteger(slots)) {
    throw new ParseError(`timestamp option of impossible length ${option.length}`, start + 1);
  }
  // The pointer counts from 1, and points after the option once every slot is taken.
  const pointer = uint8(option, 2);
  const taken = Math.min((pointer - 5) / slotLength, slots);
  if (taken < 0 || !Number.isInteger(taken)) {
    throw new ParseError(`timestamp option with an impossible pointer ${pointer}`, start + 2);
  }
  const shown = asks === 'prespecified-addresses' ? slots : taken;
  const entries = Array.from({ length: shown }, (_, slot) =>
    readSlot(option, 4 + slot * slotLength, asks, slot < taken),
  );
  return { kind: 'timestamp', asks, slots, overflow: uint8(option, 3) >> 4, entries };
}

/** The bytes of a whole option, from its number. */
export function timestampBytes(option: Ipv4TimestampOption): Uint8Array {
  const { asks, slots, entries } = option;
  const slotLength = asks === 'times' ? 4 : 8;
  const bytes = new Uint8Array(4 + fits('timestamp slots', slots, asks === 'times' ? 9 : 4) * slotLength);
  fits('timestamp entries', entries.length, slots);
  if (asks === 'prespecified-addresses')
    fits('timestamp slots without an address', slots - entries.length, 0);
  const unwritten = entries.findIndex((entry) => entry.sinceMidnightMs === undefined);
  const taken = unwritten === -1 ? entries.length : unwritten;
  const overflow = fits('timestamp overflow', option.overflow, 15);
  bytes.set([TIMESTAMP_OPTION, bytes.length, 5 + taken * slotLength, (overflow << 4) | flags[asks]]);
  entries.forEach((entry, slot) => {
    writeSlot(bytes, 4 + slot * slotLength, asks, entry);
  });
  return bytes;
}

function asked(flag: number): Ipv4TimestampOption['asks'] | undefined {
  if (flag === flags.times) return 'times';
  if (flag === flags['addresses-and-times']) return 'addresses-and-times';
  return flag === flags['prespecified-addresses'] ? 'prespecified-addresses' : undefined;
}

function readSlot(
  option: Uint8Array,
  offset: number,
  asks: Ipv4TimestampOption['asks'],
  written: boolean,
): Ipv4TimestampSlot {
  if (asks === 'times') return { sinceMidnightMs: uint32(option, offset) };
  const address = ipv4Text(option, offset);
  return written ? { address, sinceMidnightMs: uint32(option, offset + 4) } : { address };
}

function writeSlot(
  bytes: Uint8Array,
  offset: number,
  asks: Ipv4TimestampOption['asks'],
  { address, sinceMidnightMs = 0 }: Ipv4TimestampSlot,
): void {
  const time = fits('timestamp', sinceMidnightMs, 0xffffffff);
  if (asks === 'times') putUint32(bytes, offset, time);
  else {
    bytes.set(ipv4Bytes(address ?? ''), offset);
    putUint32(bytes, offset + 4, time);
  }
}
