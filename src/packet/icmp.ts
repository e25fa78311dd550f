import { ParseError } from '../parse-error.js';
import { internetChecksum } from './checksum.js';

/** Bytes before the data of an ICMP message. */
export const ICMP_HEADER_LENGTH = 8;

/** Types of ICMP messages (RFC 792; IANA icmp-parameters). */
export const icmpType = {
  echoReply: 0,
  destinationUnreachable: 3,
  echoRequest: 8,
  timeExceeded: 11,
} as const;

/** An echo request or its reply: they differ by their type only (RFC 792, page 14). */
export interface IcmpEcho {
  readonly kind: 'echo-request' | 'echo-reply';
  /** Tells apart the programs that ping at the same time. */
  readonly identifier: number;
  /** Tells apart the requests of one program. */
  readonly sequence: number;
  /** What the replier must send back as it is. */
  readonly data: Uint8Array;
}

/** An error about a packet, whose beginning it quotes (RFC 792, pages 4 and 6). */
export interface IcmpError {
  readonly kind: 'destination-unreachable' | 'time-exceeded';
  /** Why, among the codes of its type. */
  readonly code: number;
  /** The last four bytes of the header: unused, or the next-hop MTU (RFC 1191). */
  readonly rest: number;
  /** The header and at least 8 bytes of the packet at fault. */
  readonly quoted: Uint8Array;
}

/** A message of a type that Sonde does not take apart. */
export interface IcmpOther {
  readonly kind: 'other';
  readonly type: number;
  readonly code: number;
  /** All that follows the checksum. */
  readonly body: Uint8Array;
}

/** What an ICMP message says. */
export type IcmpMessage = IcmpEcho | IcmpError | IcmpOther;

/** A decoded message with the checksum it came with. */
export type DecodedIcmp = IcmpMessage & { readonly checksum: number; readonly checksumValid: boolean };

/**
 * The bytes of an ICMP message.
 *
 * @param message what to say
 * @param checksum replaces the right checksum, to see what a wrong one does
 * @throws RangeError when a field does not fit its bits
 * @see RFC 792
 * @example
 * ```ts
 * import { encodeIcmp } from 'sonde';
 *
 * const data = new TextEncoder().encode('bonjour');
 * const bytes = encodeIcmp({ kind: 'echo-request', identifier: 0x1234, sequence: 1, data });
 * console.log(bytes[0], bytes.length); // → 8 15
 * ```
 */
export function encodeIcmp(message: IcmpMessage, checksum?: number): Uint8Array {
  const { type, code, body } = raw(message);
  const bytes = new Uint8Array(4 + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, fits('type', type, 0xff));
  view.setUint8(1, fits('code', code, 0xff));
  bytes.set(body, 4);
  view.setUint16(2, checksum ?? internetChecksum(bytes));
  return bytes;
}

/**
 * Reads an ICMP message. A wrong checksum is not an error: `checksumValid` says it.
 *
 * @param bytes the message, from its type
 * @throws {@link ParseError} when it is shorter than its header
 * @see RFC 792
 * @example
 * ```ts
 * import { decodeIcmp } from 'sonde';
 *
 * const message = decodeIcmp(Uint8Array.of(0, 0, 0xed, 0xca, 0x12, 0x34, 0, 1));
 * console.log(message.kind, message.checksumValid); // → echo-reply true
 * ```
 */
export function decodeIcmp(bytes: Uint8Array): DecodedIcmp {
  if (bytes.length < ICMP_HEADER_LENGTH) {
    throw new ParseError(`an ICMP message has at least 8 bytes, got ${bytes.length}`, bytes.length);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const checks = { checksum: view.getUint16(2), checksumValid: internetChecksum(bytes) === 0 };
  const type = view.getUint8(0);
  const code = view.getUint8(1);
  const rest = bytes.slice(ICMP_HEADER_LENGTH);
  const echo = echoKind.get(type);
  if (echo !== undefined && code === 0) {
    return { kind: echo, identifier: view.getUint16(4), sequence: view.getUint16(6), data: rest, ...checks };
  }
  const error = errorKind.get(type);
  if (error !== undefined) return { kind: error, code, rest: view.getUint32(4), quoted: rest, ...checks };
  return { kind: 'other', type, code, body: bytes.slice(4), ...checks };
}

const echoKind = new Map<number, IcmpEcho['kind']>([
  [icmpType.echoRequest, 'echo-request'],
  [icmpType.echoReply, 'echo-reply'],
]);

const errorKind = new Map<number, IcmpError['kind']>([
  [icmpType.destinationUnreachable, 'destination-unreachable'],
  [icmpType.timeExceeded, 'time-exceeded'],
]);

function raw(message: IcmpMessage): { type: number; code: number; body: Uint8Array } {
  switch (message.kind) {
    case 'echo-request':
    case 'echo-reply': {
      const type = message.kind === 'echo-request' ? icmpType.echoRequest : icmpType.echoReply;
      const { identifier, sequence } = message;
      const header = (fits('identifier', identifier, 0xffff) << 16) | fits('sequence', sequence, 0xffff);
      return { type, code: 0, body: join(header, message.data) };
    }
    case 'destination-unreachable':
    case 'time-exceeded': {
      const type = message.kind === 'time-exceeded' ? icmpType.timeExceeded : icmpType.destinationUnreachable;
      return { type, code: message.code, body: join(message.rest, message.quoted) };
    }
    case 'other':
      return message;
  }
}

function join(word: number, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + data.length);
  new DataView(bytes.buffer).setUint32(0, word);
  bytes.set(data, 4);
  return bytes;
}

function fits(field: string, value: number, max: number): number {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new RangeError(`ICMP ${field} must be an integer from 0 to ${max}, got ${value}`);
  }
  return value;
}
