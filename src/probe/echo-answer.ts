import { ParseError } from '../parse-error.js';
import type { IpEndpoints } from '../packet/checksum.js';
import { type IcmpMessage, decodeIcmp } from '../packet/icmp.js';
import type { Icmpv6Message } from '../packet/icmpv6.js';
import { decodeIpv4Options } from '../packet/ipv4-options.js';
import { type DecodedPacket, type IpPacket, type Transport, decodePacket } from '../packet/packet.js';
import { decodeQuotedPacket } from '../packet/quoted-packet.js';
import { ttlOf } from './ip-packet.js';

/** What our requests have in common. */
interface EchoIdentity {
  readonly identifier: number;
  /** What an echo reply must repeat. */
  readonly data: Uint8Array;
  readonly source: string;
  /** Absent when the requests went to many hosts. */
  readonly destination?: string;
}

/** The ICMP errors that end a request. */
export type DeliveryError = 'destination-unreachable' | 'time-exceeded' | 'packet-too-big';

/** What a reply says beyond that it is one. */
export interface ReplyDetails {
  /** The routers that wrote their address in the record route option, the way back included. */
  readonly route?: readonly string[];
  /** The clock of the host, in answer to a timestamp request: milliseconds since midnight UT. */
  readonly clock?: { readonly originateMs: number; readonly receiveMs: number; readonly transmitMs: number };
  /** The mask of its network, in answer to an address mask request. */
  readonly mask?: string;
}

/** What a packet says of one of our requests. */
export type EchoAnswer =
  | ({
      readonly kind: 'reply';
      readonly sequence: number;
      readonly from: string;
      readonly bytes: number;
      readonly ttl: number;
    } & ReplyDetails)
  | {
      readonly kind: 'error';
      readonly sequence: number;
      readonly from: string;
      readonly error: DeliveryError;
      readonly code: number;
      readonly nextHopMtu?: number;
    };

/** An answer to a request, whosever that was: what it says, and what tells whose. */
export interface AnyEchoAnswer {
  readonly answer: EchoAnswer;
  readonly identifier: number;
  /** Data of an echo reply. */
  readonly data?: Uint8Array;
  /** Where the request came from and went to, as an error quotes it. */
  readonly quoted?: IpEndpoints;
}

/**
 * Reads a packet as an answer to our requests. A raw socket gives every ICMP packet of the machine: whatever is
 * truncated, damaged or meant for another program gives `undefined`.
 *
 * @param bytes a whole IP packet
 * @param ours what tells our requests from others'
 */
export function readEchoAnswer(bytes: Uint8Array, ours: EchoIdentity): EchoAnswer | undefined {
  const read = readAnyEchoAnswer(bytes);
  return read && isAnswerTo(read, ours) ? read.answer : undefined;
}

/** Reads a packet as an answer to the request of any program; `undefined` for what is truncated, damaged or about else. */
export function readAnyEchoAnswer(bytes: Uint8Array): AnyEchoAnswer | undefined {
  try {
    const packet = decodePacket(bytes);
    return readReply(packet) ?? readError(packet);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

/** Whether an answer is about our requests. */
export function isAnswerTo({ identifier, data, quoted }: AnyEchoAnswer, ours: EchoIdentity): boolean {
  if (identifier !== ours.identifier || (data && !sameBytes(data, ours.data))) return false;
  return !quoted || (quoted.source === ours.source && quoted.destination === ours.destination);
}

function readReply({ ip, transport }: DecodedPacket): AnyEchoAnswer | undefined {
  const message = icmpOf(transport);
  if (!message) return undefined;
  const answer = { kind: 'reply', from: ip.source, bytes: ip.payload.length, ttl: ttlOf(ip) } as const;
  switch (message.kind) {
    case 'echo-reply': {
      const { identifier, sequence, data } = message;
      return { answer: { ...answer, sequence, ...recordedRoute(ip) }, identifier, data };
    }
    case 'timestamp-reply': {
      const { identifier, sequence, originateMs, receiveMs, transmitMs } = message;
      return { answer: { ...answer, sequence, clock: { originateMs, receiveMs, transmitMs } }, identifier };
    }
    case 'address-mask-reply': {
      const { identifier, sequence, mask } = message;
      return { answer: { ...answer, sequence, mask }, identifier };
    }
    default:
      return undefined;
  }
}

function readError({ ip, transport }: DecodedPacket): AnyEchoAnswer | undefined {
  const message = icmpOf(transport);
  switch (message?.kind) {
    case 'destination-unreachable':
    case 'time-exceeded':
    case 'packet-too-big': {
      const request = quotedRequest(message.quoted);
      if (!request) return undefined;
      const { sequence, ...whose } = request;
      const { kind: error, code } = message;
      const answer = { kind: 'error', sequence, from: ip.source, error, code } as const;
      const nextHopMtu = mtuOf(message);
      return { answer: nextHopMtu === undefined ? answer : { ...answer, nextHopMtu }, ...whose };
    }
    default:
      return undefined;
  }
}

/** What the next link can carry: ICMPv6 has a message for it, ICMP a field of an unreachable (RFC 1191). */
function mtuOf(message: IcmpMessage | Icmpv6Message): number | undefined {
  if (message.kind === 'packet-too-big') return message.mtu;
  if (message.kind !== 'destination-unreachable') return undefined;
  return 'nextHopMtu' in message ? message.nextHopMtu : undefined;
}

/** A message of either family, when its checksum is right. */
function icmpOf(transport: Transport): (Transport & { kind: 'icmp' | 'icmpv6' })['message'] | undefined {
  if (transport.kind !== 'icmp' && transport.kind !== 'icmpv6') return undefined;
  return transport.message.checksumValid ? transport.message : undefined;
}

/** The request that an error quotes, if it is about one. */
function quotedRequest(
  bytes: Uint8Array,
): { identifier: number; sequence: number; quoted: IpEndpoints } | undefined {
  const { ip: quoted, transport } = decodeQuotedPacket(bytes);
  const request = transport.kind === 'other' && quoted.version === 4 ? decodeIcmp(quoted.payload) : transport;
  switch (request.kind) {
    case 'echo-request':
    case 'timestamp-request':
    case 'address-mask-request':
      return { identifier: request.identifier, sequence: request.sequence, quoted };
    default:
      return undefined;
  }
}

function recordedRoute(ip: IpPacket): ReplyDetails {
  if (ip.version !== 4 || ip.options.length === 0) return {};
  const option = decodeIpv4Options(ip.options).find(({ kind }) => kind === 'record-route');
  return option?.kind === 'record-route' ? { route: option.recorded } : {};
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
