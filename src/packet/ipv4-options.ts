import { ParseError } from '../parse-error.js';
import { concatOctets, fits, octets, uint8 } from './octets.js';
import { type Ipv4RouteOption, readRoute, routeBytes, routeKindOf } from './ipv4-route-option.js';
import {
  type Ipv4TimestampOption,
  readTimestamps,
  TIMESTAMP_OPTION,
  timestampBytes,
} from './ipv4-timestamp-option.js';

const END = 0;
const NOP = 1;
const ROUTER_ALERT = 148;

/** An option of an IPv4 header (RFC 791, section 3.1; IANA ip-parameters). */
export type Ipv4Option =
  /** One byte of padding, which aligns the next option. */
  | { readonly kind: 'nop' }
  | Ipv4RouteOption
  | Ipv4TimestampOption
  /** Asks each router to look at the packet (RFC 2113); 0 is the only value in use. */
  | { readonly kind: 'router-alert'; readonly value: number }
  /** An option that Sonde does not take apart. */
  | { readonly kind: 'other'; readonly number: number; readonly data: Uint8Array };

/**
 * The bytes of IPv4 options, for the `options` of `encodeIpv4`.
 *
 * @param options in their order
 * @returns the options, padded with end-of-list zeros to a multiple of 4
 * @throws RangeError when a field does not fit, or when they take more than 40 bytes
 * @throws ParseError when an address is not an IPv4 address
 * @see RFC 791, section 3.1
 * @example
 * ```ts
 * import { encodeIpv4Options } from 'sonde/packet';
 *
 * const bytes = encodeIpv4Options([{ kind: 'record-route', slots: 9, recorded: [] }]);
 * console.log(bytes.length, bytes[0]); // → 40 7
 * ```
 */
export function encodeIpv4Options(options: readonly Ipv4Option[]): Uint8Array {
  const bytes = concatOctets(options.map(optionBytes));
  fits('IPv4 options length', bytes.length, 40);
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  return padded;
}

/**
 * Reads the options of an IPv4 header, up to the end-of-list one.
 *
 * @param bytes the `options` of a decoded header
 * @returns the options in their order; raw data are views on `bytes`
 * @throws {@link ParseError} when a length or a pointer makes no sense
 * @see RFC 791, section 3.1
 * @example
 * ```ts
 * import { decodeIpv4Options } from 'sonde/packet';
 *
 * const [option] = decodeIpv4Options(Uint8Array.of(7, 7, 8, 192, 0, 2, 1, 0));
 * console.log(option); // → { kind: 'record-route', slots: 1, recorded: [ '192.0.2.1' ] }
 * ```
 */
export function decodeIpv4Options(bytes: Uint8Array): readonly Ipv4Option[] {
  const options: Ipv4Option[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const number = uint8(bytes, offset);
    if (number === END) break;
    if (number === NOP) {
      options.push({ kind: 'nop' });
      offset++;
      continue;
    }
    const length = uint8(bytes, offset + 1);
    if (length < 2 || offset + length > bytes.length) {
      throw new ParseError(`IPv4 option ${number} of impossible length ${length}`, offset + 1);
    }
    options.push(readOption(number, octets(bytes, offset, offset + length), offset));
    offset += length;
  }
  return options;
}

/** @param start offset of the option among the options, for errors */
function readOption(number: number, option: Uint8Array, start: number): Ipv4Option {
  const routeKind = routeKindOf(number);
  if (routeKind !== undefined) return readRoute(routeKind, option, start);
  if (number === TIMESTAMP_OPTION) return readTimestamps(option, start);
  if (number === ROUTER_ALERT && option.length === 4) {
    return { kind: 'router-alert', value: uint8(option, 2) * 0x100 + uint8(option, 3) };
  }
  return { kind: 'other', number, data: octets(option, 2, option.length) };
}

function optionBytes(option: Ipv4Option): Uint8Array {
  switch (option.kind) {
    case 'nop':
      return Uint8Array.of(NOP);
    case 'record-route':
    case 'loose-source-route':
    case 'strict-source-route':
      return routeBytes(option);
    case 'timestamp':
      return timestampBytes(option);
    case 'router-alert': {
      const value = fits('router alert value', option.value, 0xffff);
      return Uint8Array.of(ROUTER_ALERT, 4, value >> 8, value);
    }
    case 'other':
      return otherBytes(option.number, option.data);
  }
}

function otherBytes(number: number, data: Uint8Array): Uint8Array {
  if (number === END || number === NOP) throw new RangeError(`IPv4 option ${number} has no data`);
  const length = fits('IPv4 option length', 2 + data.length, 40);
  return concatOctets([Uint8Array.of(fits('IPv4 option number', number, 0xff), length), data]);
}
