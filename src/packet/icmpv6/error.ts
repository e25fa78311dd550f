import { fits, octets, putUint32, uint32, uint8 } from '../octets.js';
import { type IcmpQuote, quoteBytes, readQuote } from '../icmp/extension.js';
import { blankIcmpv6, ICMPV6_HEADER_LENGTH, icmpv6Type } from './message.js';

/** The packet cannot be delivered (RFC 4443, section 3.1). */
export interface Icmpv6DestinationUnreachable extends IcmpQuote {
  readonly kind: 'destination-unreachable';
  readonly code: number;
}

/** The packet has travelled too far (code 0), or its fragments have been awaited too long (1) (RFC 4443, section 3.3). */
export interface Icmpv6TimeExceeded extends IcmpQuote {
  readonly kind: 'time-exceeded';
  readonly code: number;
}

/** The packet is too long for the next link: in IPv6 no router cuts packets (RFC 4443, section 3.2). */
export interface Icmpv6PacketTooBig {
  readonly kind: 'packet-too-big';
  /** 0; whoever receives another value ignores it. */
  readonly code: number;
  /** The longest packet for the next link. */
  readonly mtu: number;
  readonly quoted: Uint8Array;
}

/** Something is wrong in the packet's headers (RFC 4443, section 3.4). */
export interface Icmpv6ParameterProblem {
  readonly kind: 'parameter-problem';
  readonly code: number;
  /** Offset of the byte at fault in the quoted packet. */
  readonly pointer: number;
  readonly quoted: Uint8Array;
}

/** An error about a packet, whose beginning it quotes: as much as 1280 bytes hold. */
export type Icmpv6Error =
  Icmpv6DestinationUnreachable | Icmpv6TimeExceeded | Icmpv6PacketTooBig | Icmpv6ParameterProblem;

export function errorv6Bytes(message: Icmpv6Error): Uint8Array {
  switch (message.kind) {
    case 'destination-unreachable':
      return extended(icmpv6Type.destinationUnreachable, message);
    case 'time-exceeded':
      return extended(icmpv6Type.timeExceeded, message);
    case 'packet-too-big':
      return withWord(icmpv6Type.packetTooBig, message, fits('ICMPv6 MTU', message.mtu, 0xffffffff));
    case 'parameter-problem':
      return withWord(
        icmpv6Type.parameterProblem,
        message,
        fits('ICMPv6 pointer', message.pointer, 0xffffffff),
      );
  }
}

/** Reads an error, if it is one. */
export function readErrorv6(type: number, code: number, bytes: Uint8Array): Icmpv6Error | undefined {
  switch (type) {
    case icmpv6Type.destinationUnreachable:
      return { kind: 'destination-unreachable', code, ...readQuote(bytes, 8 * uint8(bytes, 4)) };
    case icmpv6Type.timeExceeded:
      return { kind: 'time-exceeded', code, ...readQuote(bytes, 8 * uint8(bytes, 4)) };
    case icmpv6Type.packetTooBig:
      return { kind: 'packet-too-big', code, mtu: uint32(bytes, 4), quoted: afterHeader(bytes) };
    case icmpv6Type.parameterProblem:
      return { kind: 'parameter-problem', code, pointer: uint32(bytes, 4), quoted: afterHeader(bytes) };
    default:
      return undefined;
  }
}

function afterHeader(bytes: Uint8Array): Uint8Array {
  return octets(bytes, ICMPV6_HEADER_LENGTH, bytes.length);
}

function extended(type: number, message: IcmpQuote & { readonly code: number }): Uint8Array {
  const quote = quoteBytes(message, 8);
  const bytes = blankIcmpv6(type, message.code, ICMPV6_HEADER_LENGTH + quote.bytes.length);
  bytes[4] = quote.lengthField;
  bytes.set(quote.bytes, ICMPV6_HEADER_LENGTH);
  return bytes;
}

function withWord(
  type: number,
  { code, quoted }: { readonly code: number; readonly quoted: Uint8Array },
  word: number,
): Uint8Array {
  const bytes = blankIcmpv6(type, code, ICMPV6_HEADER_LENGTH + quoted.length);
  putUint32(bytes, 4, word);
  bytes.set(quoted, ICMPV6_HEADER_LENGTH);
  return bytes;
}
