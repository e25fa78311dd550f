import { ParseError } from '../parse-error.js';
import { concatOctets, fits, octets, putUint16, putUint32, uint16, uint32, uint8 } from './octets.js';

const numbers = {
  end: 0,
  nop: 1,
  mss: 2,
  'window-scale': 3,
  'sack-permitted': 4,
  sack: 5,
  timestamps: 8,
} as const;

/** An option of a TCP header (RFC 9293, section 3.2; IANA tcp-parameters). */
export type TcpOption =
  /** One byte of padding, which aligns the next option. */
  | { readonly kind: 'nop' }
  /** The longest data that the sender can receive in one segment, in bytes; only in a SYN. */
  | { readonly kind: 'mss'; readonly mss: number }
  /** Windows are to be multiplied by 2 to the power `shift`; only in a SYN (RFC 7323). */
  | { readonly kind: 'window-scale'; readonly shift: number }
  /** The sender understands `sack`; only in a SYN (RFC 2018). */
  | { readonly kind: 'sack-permitted' }
  /** Data received beyond a hole (RFC 2018); four blocks at most. */
  | { readonly kind: 'sack'; readonly blocks: readonly SackBlock[] }
  /** The sender's clock, and the last value of the other's clock that it saw (RFC 7323). */
  | { readonly kind: 'timestamps'; readonly value: number; readonly echoReply: number }
  /** An option that Sonde does not take apart. */
  | { readonly kind: 'other'; readonly number: number; readonly data: Uint8Array };

/** Data received beyond a hole: from the byte `left` up to the one before `right`. */
export interface SackBlock {
  readonly left: number;
  readonly right: number;
}

/**
 * The bytes of TCP options, for the `options` of `encodeTcp`.
 *
 * @param options in their order
 * @returns the options, padded with end-of-list zeros to a multiple of 4
 * @throws RangeError when a field does not fit, or when they take more than 40 bytes
 * @see RFC 9293, section 3.2
 * @example
 * ```ts
 * import { encodeTcpOptions } from 'sonde/packet';
 *
 * const bytes = encodeTcpOptions([{ kind: 'mss', mss: 1460 }, { kind: 'sack-permitted' }]);
 * console.log(bytes.join(' ')); // → 2 4 5 180 4 2 0 0
 * ```
 */
export function encodeTcpOptions(options: readonly TcpOption[]): Uint8Array {
  const bytes = concatOctets(options.map(optionBytes));
  fits('TCP options length', bytes.length, 40);
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  return padded;
}

/**
 * Reads the options of a TCP header, up to the end-of-list one.
 *
 * @param bytes the `options` of a decoded segment
 * @returns the options in their order; raw data are views on `bytes`
 * @throws {@link ParseError} when a length makes no sense
 * @see RFC 9293, section 3.2
 * @example
 * ```ts
 * import { decodeTcpOptions } from 'sonde/packet';
 *
 * console.log(decodeTcpOptions(Uint8Array.of(2, 4, 5, 180))); // → [ { kind: 'mss', mss: 1460 } ]
 * ```
 */
export function decodeTcpOptions(bytes: Uint8Array): readonly TcpOption[] {
  const options: TcpOption[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const number = uint8(bytes, offset);
    if (number === numbers.end) break;
    if (number === numbers.nop) {
      options.push({ kind: 'nop' });
      offset++;
      continue;
    }
    const length = uint8(bytes, offset + 1);
    if (length < 2 || offset + length > bytes.length) {
      throw new ParseError(`TCP option ${number} of impossible length ${length}`, offset + 1);
    }
    options.push(readOption(number, octets(bytes, offset + 2, offset + length)));
    offset += length;
  }
  return options;
}

/** An option whose length is not the one of its number is kept raw. */
function readOption(number: number, data: Uint8Array): TcpOption {
  const { length } = data;
  if (number === numbers.mss && length === 2) return { kind: 'mss', mss: uint16(data, 0) };
  if (number === numbers['window-scale'] && length === 1)
    return { kind: 'window-scale', shift: uint8(data, 0) };
  if (number === numbers['sack-permitted'] && length === 0) return { kind: 'sack-permitted' };
  if (number === numbers.sack && length % 8 === 0) return { kind: 'sack', blocks: readBlocks(data) };
  if (number === numbers.timestamps && length === 8) {
    return { kind: 'timestamps', value: uint32(data, 0), echoReply: uint32(data, 4) };
  }
  return { kind: 'other', number, data };
}

function readBlocks(data: Uint8Array): readonly SackBlock[] {
  return Array.from({ length: data.length / 8 }, (_, i) => ({
    left: uint32(data, 8 * i),
    right: uint32(data, 8 * i + 4),
  }));
}

function optionBytes(option: TcpOption): Uint8Array {
  switch (option.kind) {
    case 'nop':
      return Uint8Array.of(numbers.nop);
    case 'other':
      if (option.number < 2) throw new RangeError(`TCP option ${option.number} has no data`);
      return numbered(option.number, option.data);
    case 'mss': {
      const data = new Uint8Array(2);
      putUint16(data, 0, fits('TCP MSS', option.mss, 0xffff));
      return numbered(numbers.mss, data);
    }
    case 'window-scale':
      return numbered(numbers[option.kind], Uint8Array.of(fits('TCP window scale', option.shift, 0xff)));
    case 'sack-permitted':
      return numbered(numbers[option.kind], new Uint8Array(0));
    case 'sack':
      return numbered(numbers.sack, words(option.blocks.flatMap(({ left, right }) => [left, right])));
    case 'timestamps':
      return numbered(numbers.timestamps, words([option.value, option.echoReply]));
  }
}

function numbered(number: number, data: Uint8Array): Uint8Array {
  const length = fits('TCP option length', 2 + data.length, 40);
  return concatOctets([Uint8Array.of(fits('TCP option number', number, 0xff), length), data]);
}

function words(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  values.forEach((value, i) => {
    putUint32(bytes, 4 * i, fits('TCP option value', value, 0xffffffff));
  });
  return bytes;
}
