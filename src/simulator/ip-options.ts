import { ipv4Bytes } from '../packet/address.js';
import { internetChecksum } from '../packet/checksum.js';
import { decodeIpv4Options } from '../packet/ipv4-options.js';
import { IPV4_HEADER_LENGTH } from '../packet/ipv4.js';
import { ParseError } from '../parse-error.js';
import { byteAt, ipv4HeaderLength } from './ip-header.js';

const RECORD_ROUTE = 7;
const END = 0;
const NOP = 1;

/** Whether the options of an incoming packet are valid. */
type OptionsVerdict =
  /** `recordedAt` is where this node's own address stands in the packet, when it has recorded one. */
  | { readonly kind: 'fine'; readonly recordedAt: number | undefined }
  /** `pointer` is the offset of the byte at fault. */
  | { readonly kind: 'bad'; readonly pointer: number }
  | { readonly kind: 'source-route' };

/**
 * Reads the options of an incoming IPv4 packet and records the route, as Linux does: it writes an address as soon as the
 * packet comes in, and the one of the way out when it forwards it.
 *
 * @param bytes the packet, which is changed
 * @param address what to record: the node's address towards the source
 */
export function readOptions(bytes: Uint8Array, address: () => string): OptionsVerdict {
  const end = ipv4HeaderLength(bytes);
  try {
    const options = decodeIpv4Options(bytes.subarray(IPV4_HEADER_LENGTH, end));
    if (options.some(({ kind }) => kind.endsWith('source-route'))) return { kind: 'source-route' };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { kind: 'bad', pointer: IPV4_HEADER_LENGTH + error.offset };
  }
  return { kind: 'fine', recordedAt: recordRoute(bytes, end, address) };
}

/** Writes the address into the next free place of a record route option, if there is one. */
function recordRoute(bytes: Uint8Array, end: number, address: () => string): number | undefined {
  const option = findOption(bytes, end, RECORD_ROUTE);
  if (option === undefined) return undefined;
  // The pointer counts from 1 and from the start of the option.
  const pointer = byteAt(bytes, option + 2);
  if (pointer + 3 > byteAt(bytes, option + 1)) return undefined;
  bytes[option + 2] = pointer + 4;
  const recordedAt = option + pointer - 1;
  writeAddress(bytes, recordedAt, address());
  return recordedAt;
}

/** Writes an address into the header, and the checksum that goes with it. */
export function writeAddress(bytes: Uint8Array, offset: number, address: string): void {
  bytes.set(ipv4Bytes(address), offset);
  bytes[10] = 0;
  bytes[11] = 0;
  const checksum = internetChecksum(bytes.subarray(0, ipv4HeaderLength(bytes)));
  bytes[10] = checksum >>> 8;
  bytes[11] = checksum;
}

/** Where an option begins in a packet whose options are sound. */
function findOption(bytes: Uint8Array, end: number, number: number): number | undefined {
  let offset = IPV4_HEADER_LENGTH;
  while (offset < end && byteAt(bytes, offset) !== END) {
    if (byteAt(bytes, offset) === number) return offset;
    offset += byteAt(bytes, offset) === NOP ? 1 : byteAt(bytes, offset + 1);
  }
  return undefined;
}

/**
 * The options of the answer to a packet: its record route, for the way back to be recorded after the way there
 * (RFC 1122, section 3.2.2.6), with the answerer's address once more, as Linux has it.
 */
export function answeredOptions(bytes: Uint8Array, address: string): Uint8Array {
  const end = ipv4HeaderLength(bytes);
  const start = findOption(bytes, end, RECORD_ROUTE);
  if (start === undefined) return new Uint8Array(0);
  const length = byteAt(bytes, start + 1);
  const option = bytes.slice(start, start + length);
  const pointer = byteAt(option, 2);
  if (pointer + 3 <= length) {
    option.set(ipv4Bytes(address), pointer - 1);
    option[2] = pointer + 4;
  }
  return option;
}
