import { ParseError } from '../parse-error.js';
import {
  concatOctets,
  fits,
  multipleOf,
  octets,
  putUint16,
  putUint32,
  uint16,
  uint32,
  uint8,
} from './octets.js';

const numbers = { 'hop-by-hop': 0, routing: 43, fragment: 44, 'destination-options': 60 } as const;

/** A header between the IPv6 header and what the packet carries (RFC 8200, section 4). */
export type Ipv6Extension =
  /** Options for every router on the way. */
  | { readonly kind: 'hop-by-hop'; readonly options: readonly Ipv6Option[] }
  /** Options for the destination. */
  | { readonly kind: 'destination-options'; readonly options: readonly Ipv6Option[] }
  | Ipv6Routing
  | Ipv6Fragment;

/** Stops to make on the way; the meaning of the data depends on the type. */
export interface Ipv6Routing {
  readonly kind: 'routing';
  readonly routingType: number;
  readonly segmentsLeft: number;
  /** What follows the first four bytes: a multiple of 8 bytes, and 4. */
  readonly data: Uint8Array;
}

/** The place of a fragment in its packet. In IPv6 only the source cuts packets. */
export interface Ipv6Fragment {
  readonly kind: 'fragment';
  /** In bytes, a multiple of 8. */
  readonly fragmentOffset: number;
  readonly moreFragments: boolean;
  /** 32 bits, common to the fragments of one packet. */
  readonly identification: number;
}

/** The extension headers of a packet and what follows them. */
interface Ipv6Extensions {
  readonly extensions: readonly Ipv6Extension[];
  /** Protocol of what follows. */
  readonly protocol: number;
  /** Where it begins. */
  readonly offset: number;
}

/**
 * Walks the extension headers. After a fragment header of offset other than 0 nothing can be read: the walk ends there.
 *
 * @param first next header field of the IPv6 header
 * @param offset where the extension headers begin
 * @throws {@link ParseError} when one is cut
 */
export function readIpv6Extensions(first: number, bytes: Uint8Array, offset: number): Ipv6Extensions {
  if (kindOf(first) === undefined) return { extensions: NO_EXTENSIONS, protocol: first, offset };
  const extensions: Ipv6Extension[] = [];
  let protocol = first;
  for (let kind = kindOf(first); kind !== undefined; kind = kindOf(protocol)) {
    const length = kind === 'fragment' ? 8 : 8 + 8 * uint8(bytes, offset + 1);
    if (offset + length > bytes.length) throw new ParseError(`IPv6 ${kind} header cut`, bytes.length);
    const extension = readExtension(kind, octets(bytes, offset, offset + length), offset);
    extensions.push(extension);
    protocol = uint8(bytes, offset);
    offset += length;
    if (extension.kind === 'fragment' && extension.fragmentOffset > 0) break;
  }
  return { extensions, protocol, offset };
}

const NO_EXTENSIONS: readonly Ipv6Extension[] = [];

/** Next header number of an extension. */
export function ipv6ExtensionNumber(extension: Ipv6Extension): number {
  return numbers[extension.kind];
}

/** The bytes of an extension header, before one of number `next`. */
export function ipv6ExtensionBytes(extension: Ipv6Extension, next: number): Uint8Array {
  const bytes = lengthAndBody(extension);
  bytes[0] = fits('IPv6 next header', next, 0xff);
  return bytes;
}

function lengthAndBody(extension: Ipv6Extension): Uint8Array {
  switch (extension.kind) {
    case 'hop-by-hop':
    case 'destination-options':
      return withLength(ipv6OptionsBytes(extension.options));
    case 'routing': {
      const type = fits('IPv6 routing type', extension.routingType, 0xff);
      const left = fits('IPv6 segments left', extension.segmentsLeft, 0xff);
      return withLength(concatOctets([Uint8Array.of(type, left), extension.data]));
    }
    case 'fragment': {
      const bytes = new Uint8Array(8);
      const offset = multipleOf(8, 'IPv6 fragment offset', extension.fragmentOffset);
      putUint16(bytes, 2, fits('IPv6 fragment offset', offset, 0xfff8) | (extension.moreFragments ? 1 : 0));
      putUint32(bytes, 4, fits('IPv6 identification', extension.identification, 0xffffffff));
      return bytes;
    }
  }
}

/** Puts room for the next header, and the length, before the body of an extension header. */
function withLength(body: Uint8Array): Uint8Array {
  const length = multipleOf(8, 'IPv6 extension header length', 2 + body.length);
  return concatOctets([Uint8Array.of(0, fits('IPv6 extension header length', length / 8 - 1, 0xff)), body]);
}

function kindOf(number: number): Ipv6Extension['kind'] | undefined {
  switch (number) {
    case numbers['hop-by-hop']:
      return 'hop-by-hop';
    case numbers.routing:
      return 'routing';
    case numbers.fragment:
      return 'fragment';
    case numbers['destination-options']:
      return 'destination-options';
    default:
      return undefined;
  }
}

/** @param start offset of the header in the packet, for errors */
function readExtension(kind: Ipv6Extension['kind'], header: Uint8Array, start: number): Ipv6Extension {
  switch (kind) {
    case 'hop-by-hop':
    case 'destination-options':
      return { kind, options: readIpv6Options(octets(header, 2, header.length), start + 2) };
    case 'routing':
      return {
        kind,
        routingType: uint8(header, 2),
        segmentsLeft: uint8(header, 3),
        data: octets(header, 4, header.length),
      };
    case 'fragment':
      return {
        kind,
        fragmentOffset: uint16(header, 2) & 0xfff8,
        moreFragments: (uint16(header, 2) & 1) === 1,
        identification: uint32(header, 4),
      };
  }
}

const PAD1 = 0;
const PADN = 1;
const ROUTER_ALERT = 5;

/** An option of a hop-by-hop or destination options header (RFC 8200, section 4.2); padding is left out. */
export type Ipv6Option =
  /** Asks each router to look at the packet (RFC 2711): 0 for multicast listener discovery. */
  | { readonly kind: 'router-alert'; readonly value: number }
  /** An option that Sonde does not take apart. */
  | { readonly kind: 'other'; readonly number: number; readonly data: Uint8Array };

/**
 * Reads the options of a header.
 *
 * @param start offset of the options in the packet, for errors
 * @throws {@link ParseError} when one is longer than the header
 */
function readIpv6Options(bytes: Uint8Array, start: number): readonly Ipv6Option[] {
  const options: Ipv6Option[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const number = uint8(bytes, offset);
    if (number === PAD1) {
      offset++;
      continue;
    }
    const end = offset + 2 + (offset + 1 < bytes.length ? uint8(bytes, offset + 1) : 0);
    if (end > bytes.length)
      throw new ParseError(`IPv6 option ${number} longer than its header`, start + offset);
    const data = octets(bytes, offset + 2, end);
    if (number === ROUTER_ALERT && data.length === 2) {
      options.push({ kind: 'router-alert', value: uint16(data, 0) });
    } else if (number !== PADN) options.push({ kind: 'other', number, data });
    offset = end;
  }
  return options;
}

/** The bytes of options, padded so that the header, two bytes longer, is a multiple of 8. */
function ipv6OptionsBytes(options: readonly Ipv6Option[]): Uint8Array {
  const bytes = concatOctets(options.map(optionBytes));
  const missing = 7 - ((bytes.length + 1) % 8);
  if (missing === 0) return bytes;
  const padding = new Uint8Array(missing);
  if (missing > 1) padding.set([PADN, missing - 2]);
  return concatOctets([bytes, padding]);
}

function optionBytes(option: Ipv6Option): Uint8Array {
  if (option.kind === 'router-alert') {
    const value = fits('router alert value', option.value, 0xffff);
    return Uint8Array.of(ROUTER_ALERT, 2, value >> 8, value);
  }
  const { number, data } = option;
  if (number === PAD1 || number === PADN) throw new RangeError(`IPv6 option ${number} is padding`);
  const header = [fits('IPv6 option number', number, 0xff), fits('IPv6 option length', data.length, 0xff)];
  return concatOctets([Uint8Array.from(header), data]);
}
