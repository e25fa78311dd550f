import { ParseError } from '../../parse-error.js';
import { concatOctets, fits, multipleOf, octets, putUint32, uint32, uint8 } from '../octets.js';
import { ipv6Bytes, ipv6Text } from '../address.js';
import { macBytes, macText } from '../ethernet.js';

const numbers = { 'source-link-layer': 1, 'target-link-layer': 2, prefix: 3, mtu: 5 } as const;
const PREFIX_LENGTH = 32;
const ON_LINK = 0x80;
const AUTONOMOUS = 0x40;

/** An option of neighbour discovery (RFC 4861, section 4.6). */
export type NeighbourOption =
  /** The Ethernet address of the sender, or of the target: what ARP tells in IPv4. */
  | { readonly kind: 'source-link-layer' | 'target-link-layer'; readonly mac: string }
  | NeighbourPrefix
  /** The MTU of the link, in bytes. */
  | { readonly kind: 'mtu'; readonly mtu: number }
  /** An option that Sonde does not take apart; its data are a multiple of 8 bytes, less 2. */
  | { readonly kind: 'other'; readonly number: number; readonly data: Uint8Array };

/** A prefix of the link, from which hosts make their addresses (RFC 4861, section 4.6.2; RFC 4862). */
export interface NeighbourPrefix {
  readonly kind: 'prefix';
  readonly prefix: string;
  /** Bits of the prefix. */
  readonly prefixLength: number;
  /** Whether its addresses are reached without a router. */
  readonly onLink: boolean;
  /** Whether hosts may make their own addresses from it. */
  readonly autonomous: boolean;
  /** 0xffffffff is for ever. */
  readonly validSeconds: number;
  readonly preferredSeconds: number;
}

/**
 * Reads options up to the end of the message.
 *
 * @param start offset of the options in the message
 * @throws {@link ParseError} when one has no length, or more than is left
 */
export function readNeighbourOptions(bytes: Uint8Array, start: number): readonly NeighbourOption[] {
  const options: NeighbourOption[] = [];
  let offset = start;
  while (offset < bytes.length) {
    const length = 8 * uint8(bytes, offset + 1);
    if (length === 0 || offset + length > bytes.length) {
      throw new ParseError(`neighbour discovery option of impossible length ${length}`, offset + 1);
    }
    options.push(readOption(octets(bytes, offset, offset + length)));
    offset += length;
  }
  return options;
}

/** The bytes of options, one after the other. */
export function neighbourOptionsBytes(options: readonly NeighbourOption[]): Uint8Array {
  return concatOctets(options.map(optionBytes));
}

/** An option whose length is not the one of its number is kept raw. */
function readOption(option: Uint8Array): NeighbourOption {
  const number = uint8(option, 0);
  const { length } = option;
  if (number === numbers['source-link-layer'] && length === 8) {
    return { kind: 'source-link-layer', mac: macText(option, 2) };
  }
  if (number === numbers['target-link-layer'] && length === 8) {
    return { kind: 'target-link-layer', mac: macText(option, 2) };
  }
  if (number === numbers.prefix && length === PREFIX_LENGTH) return readPrefix(option);
  if (number === numbers.mtu && length === 8) return { kind: 'mtu', mtu: uint32(option, 4) };
  return { kind: 'other', number, data: octets(option, 2, length) };
}

function readPrefix(option: Uint8Array): NeighbourPrefix {
  const flags = uint8(option, 3);
  return {
    kind: 'prefix',
    prefix: ipv6Text(option, 16),
    prefixLength: uint8(option, 2),
    onLink: (flags & ON_LINK) !== 0,
    autonomous: (flags & AUTONOMOUS) !== 0,
    validSeconds: uint32(option, 4),
    preferredSeconds: uint32(option, 8),
  };
}

function optionBytes(option: NeighbourOption): Uint8Array {
  switch (option.kind) {
    case 'source-link-layer':
    case 'target-link-layer':
      return concatOctets([Uint8Array.of(numbers[option.kind], 1), macBytes(option.mac)]);
    case 'prefix':
      return prefixBytes(option);
    case 'mtu': {
      const bytes = Uint8Array.of(numbers.mtu, 1, 0, 0, 0, 0, 0, 0);
      putUint32(bytes, 4, fits('link MTU', option.mtu, 0xffffffff));
      return bytes;
    }
    case 'other': {
      const length = multipleOf(8, 'neighbour discovery option length', 2 + option.data.length) / 8;
      const number = fits('neighbour discovery option number', option.number, 0xff);
      return concatOctets([
        Uint8Array.of(number, fits('neighbour discovery option length', length, 0xff)),
        option.data,
      ]);
    }
  }
}

function prefixBytes(option: NeighbourPrefix): Uint8Array {
  const bytes = new Uint8Array(PREFIX_LENGTH);
  bytes[0] = numbers.prefix;
  bytes[1] = PREFIX_LENGTH / 8;
  bytes[2] = fits('prefix length', option.prefixLength, 128);
  bytes[3] = (option.onLink ? ON_LINK : 0) | (option.autonomous ? AUTONOMOUS : 0);
  putUint32(bytes, 4, fits('prefix valid lifetime', option.validSeconds, 0xffffffff));
  putUint32(bytes, 8, fits('prefix preferred lifetime', option.preferredSeconds, 0xffffffff));
  bytes.set(ipv6Bytes(option.prefix), 16);
  return bytes;
}
