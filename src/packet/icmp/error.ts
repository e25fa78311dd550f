import { ipv4Bytes, ipv4Text } from '../address.js';
import { fits, octets, putUint16, uint16, uint8 } from '../octets.js';
import { blankIcmp, ICMP_HEADER_LENGTH, icmpType } from './message.js';
import { type IcmpQuote, quoteBytes, readQuote } from './extension.js';

/** Code of {@link IcmpDestinationUnreachable}: the packet is too long for the next link, and may not be cut. */
export const FRAGMENTATION_NEEDED = 4;

/** The packet cannot be delivered (RFC 792, page 4; codes 6 to 12 in RFC 1122, 13 to 15 in RFC 1812). */
export interface IcmpDestinationUnreachable extends IcmpQuote {
  readonly kind: 'destination-unreachable';
  readonly code: number;
  /** With code 4 only: the longest packet for the next link (RFC 1191); 0 from a router that does not say. */
  readonly nextHopMtu?: number;
}

/** The packet has travelled too far (code 0), or its fragments have been awaited too long (1) (RFC 792, page 6). */
export interface IcmpTimeExceeded extends IcmpQuote {
  readonly kind: 'time-exceeded';
  readonly code: number;
}

/** Something is wrong in the packet's header (RFC 792, page 8). */
export interface IcmpParameterProblem extends IcmpQuote {
  readonly kind: 'parameter-problem';
  /** 0: see the pointer; 1: an option is missing; 2: bad length. */
  readonly code: number;
  /** Offset of the byte at fault in the quoted packet, with code 0. */
  readonly pointer: number;
}

/** "Send slower" (RFC 792, page 10). Obsolete (RFC 6633): it did not work, and served attacks. */
export interface IcmpSourceQuench {
  readonly kind: 'source-quench';
  readonly code: number;
  readonly quoted: Uint8Array;
}

/** "There is a better router for this destination" (RFC 792, page 12). */
export interface IcmpRedirect {
  readonly kind: 'redirect';
  /** For the network (0) or the host (1); the same for one type of service (2, 3). */
  readonly code: number;
  /** The router to use. */
  readonly gateway: string;
  readonly quoted: Uint8Array;
}

/** A message about a packet, whose beginning it quotes. */
export type IcmpError =
  IcmpDestinationUnreachable | IcmpTimeExceeded | IcmpParameterProblem | IcmpSourceQuench | IcmpRedirect;

export function errorBytes(message: IcmpError): Uint8Array {
  switch (message.kind) {
    case 'destination-unreachable': {
      const bytes = quoting(icmpType.destinationUnreachable, message);
      putUint16(bytes, 6, fits('ICMP next-hop MTU', message.nextHopMtu ?? 0, 0xffff));
      return bytes;
    }
    case 'time-exceeded':
      return quoting(icmpType.timeExceeded, message);
    case 'parameter-problem': {
      const bytes = quoting(icmpType.parameterProblem, message);
      bytes[4] = fits('ICMP pointer', message.pointer, 0xff);
      return bytes;
    }
    case 'source-quench':
      return quoting(icmpType.sourceQuench, message);
    case 'redirect': {
      const bytes = quoting(icmpType.redirect, message);
      bytes.set(ipv4Bytes(message.gateway), 4);
      return bytes;
    }
  }
}

export function readDestinationUnreachable(code: number, bytes: Uint8Array): IcmpDestinationUnreachable {
  const quote = readExtendedQuote(bytes);
  if (code !== FRAGMENTATION_NEEDED) return { kind: 'destination-unreachable', code, ...quote };
  return { kind: 'destination-unreachable', code, nextHopMtu: uint16(bytes, 6), ...quote };
}

export function readTimeExceeded(code: number, bytes: Uint8Array): IcmpTimeExceeded {
  return { kind: 'time-exceeded', code, ...readExtendedQuote(bytes) };
}

export function readParameterProblem(code: number, bytes: Uint8Array): IcmpParameterProblem {
  return { kind: 'parameter-problem', code, pointer: uint8(bytes, 4), ...readExtendedQuote(bytes) };
}

export function readSourceQuench(code: number, bytes: Uint8Array): IcmpSourceQuench {
  return { kind: 'source-quench', code, quoted: octets(bytes, ICMP_HEADER_LENGTH, bytes.length) };
}

export function readRedirect(code: number, bytes: Uint8Array): IcmpRedirect {
  const quoted = octets(bytes, ICMP_HEADER_LENGTH, bytes.length);
  return { kind: 'redirect', code, gateway: ipv4Text(bytes, 4), quoted };
}

/** An error without what its own kind writes in the second word of the header. */
function quoting(type: number, message: IcmpQuote & { readonly code: number }): Uint8Array {
  const quote = quoteBytes(message, 4);
  const bytes = blankIcmp(type, message.code, ICMP_HEADER_LENGTH + quote.bytes.length);
  bytes[5] = quote.lengthField;
  bytes.set(quote.bytes, ICMP_HEADER_LENGTH);
  return bytes;
}

function readExtendedQuote(bytes: Uint8Array): IcmpQuote {
  return readQuote(bytes, 4 * uint8(bytes, 5));
}
