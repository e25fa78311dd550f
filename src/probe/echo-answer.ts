import { ParseError } from '../parse-error.js';
import type { IpEndpoints } from '../packet/checksum.js';
import { type IcmpMessage, decodeIcmp } from '../packet/icmp.js';
import type { Icmpv6Message } from '../packet/icmpv6.js';
import { decodeIpv4Options } from '../packet/ipv4-options.js';
import { type DecodedPacket, type IpPacket, type Transport, decodePacket } from '../packet/packet.js';
import { decodeQuotedPacket } from '../packet/quoted-packet.js';
import { ttlOf } from './ip-packet.js';
import type { PingRequestKind } from './ping-request.js';

/** What our requests have in common. */
interface EchoIdentity {
  /** What they ask, an echo by default. */
  readonly request?: PingRequestKind;
  readonly identifier: number;
  readonly source: string;
  /** Absent when the requests went to many hosts. */
  readonly destination?: string;
}

/** What ICMP says of a request on its way. After a redirect or a source quench it may still be answered. */
export type DeliveryError =
  | 'destination-unreachable'
  | 'time-exceeded'
  | 'packet-too-big'
  | 'parameter-problem'
  | 'redirect'
  | 'source-quench';

/** What a request met, in numbers and addresses. */
export interface DeliveryDetails {
  /** Code of the ICMP error, see RFC 792. */
  readonly code: number;
  /** What the next link could carry, in bytes, where the error is that the request is too long (RFC 1191). */
  readonly nextHopMtu?: number;
  /** Where the fault is in the request, where a parameter is the problem. */
  readonly pointer?: number;
  /** The router that a redirect recommends. */
  readonly gateway?: string;
}

/** What a reply says beyond that it is one. */
export interface ReplyDetails {
  /** Who wrote an address in the record route option: the sender first, then the routers, the way back included. */
  readonly route?: readonly string[];
  /** The clock of the host, in answer to a timestamp request: milliseconds since midnight UT. */
  readonly clock?: { readonly originateMs: number; readonly receiveMs: number; readonly transmitMs: number };
  /** The mask of its network, in answer to an address mask request. */
  readonly mask?: string;
  /** The message was damaged on its way. */
  readonly badChecksum?: true;
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
  | ({
      readonly kind: 'error';
      readonly sequence: number;
      readonly from: string;
      readonly error: DeliveryError;
    } & DeliveryDetails);

/** An answer to a request, whosever that was: what it says, and what tells whose. */
export interface AnyEchoAnswer {
  readonly answer: EchoAnswer;
  /** What was asked. */
  readonly request: PingRequestKind;
  readonly identifier: number;
  /** Data of an echo reply. */
  readonly data?: Uint8Array;
  /** Where the request came from and went to, as an error quotes it. */
  readonly quoted?: IpEndpoints;
}

/**
 * Reads a packet as an answer to our requests. A raw socket gives every ICMP packet of the machine: whatever is meant for
 * another program gives `undefined`. A reply is one by its identifier and its number, as for ping: what became of its
 * data on the way, {@link damageOf} tells.
 *
 * @param bytes a whole IP packet
 * @param ours what tells our requests from others'
 */
export function readEchoAnswer(bytes: Uint8Array, ours: EchoIdentity): EchoAnswer | undefined {
  const read = readAnyEchoAnswer(bytes);
  return read && isAnswerTo(read, ours) ? read.answer : undefined;
}

/** Reads a packet as an answer to the request of any program; `undefined` for what is cut, unreadable or about else. */
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
export function isAnswerTo({ request, identifier, quoted }: AnyEchoAnswer, ours: EchoIdentity): boolean {
  if (identifier !== ours.identifier || request !== (ours.request ?? 'echo')) return false;
  return !quoted || (quoted.source === ours.source && quoted.destination === ours.destination);
}

/** What became of the data of a request on the way there and back. */
export interface DataDamage {
  /** The reply is shorter than the request. */
  readonly truncated?: true;
  /** The first byte of data that came back other than it was sent. */
  readonly wrongByte?: { readonly index: number; readonly expected: number; readonly found: number };
}

/** Compares what came back with what was sent. A cut reply is not looked into further, as in ping. */
export function damageOf(found: Uint8Array, sent: Uint8Array): DataDamage {
  if (found.length < sent.length) return { truncated: true };
  const index = sent.findIndex((byte, i) => byte !== found[i]);
  return index < 0 ? {} : { wrongByte: { index, expected: sent[index] ?? 0, found: found[index] ?? 0 } };
}

function readReply({ ip, transport }: DecodedPacket): AnyEchoAnswer | undefined {
  const message = icmpOf(transport);
  if (!message) return undefined;
  const answer = {
    ...({ kind: 'reply', from: ip.source, bytes: ip.payload.length, ttl: ttlOf(ip) } as const),
    ...(!message.checksumValid && ({ badChecksum: true } as const)),
  };
  switch (message.kind) {
    case 'echo-reply': {
      const { identifier, sequence, data } = message;
      return { answer: { ...answer, sequence, ...recordedRoute(ip) }, request: 'echo', identifier, data };
    }
    case 'timestamp-reply': {
      const { identifier, sequence, originateMs, receiveMs, transmitMs } = message;
      const clock = { originateMs, receiveMs, transmitMs };
      return { answer: { ...answer, sequence, clock }, request: 'timestamp', identifier };
    }
    case 'address-mask-reply': {
      const { identifier, sequence, mask } = message;
      return { answer: { ...answer, sequence, mask }, request: 'address-mask', identifier };
    }
    default:
      return undefined;
  }
}

function readError({ ip, transport }: DecodedPacket): AnyEchoAnswer | undefined {
  const message = icmpOf(transport);
  if (!message?.checksumValid) return undefined;
  switch (message.kind) {
    case 'destination-unreachable':
    case 'time-exceeded':
    case 'packet-too-big':
    case 'parameter-problem':
    case 'redirect':
    case 'source-quench': {
      // The redirect of ICMPv6 is one of neighbour discovery, and quotes in an option.
      const request = 'quoted' in message ? quotedRequest(message.quoted) : undefined;
      if (!request) return undefined;
      const { sequence, ...whose } = request;
      const { kind: error, code } = message;
      const answer = {
        kind: 'error',
        sequence,
        from: ip.source,
        error,
        code,
        ...detailsOf(message),
      } as const;
      return { answer, ...whose };
    }
    default:
      return undefined;
  }
}

function detailsOf(message: IcmpMessage | Icmpv6Message): Partial<DeliveryDetails> {
  switch (message.kind) {
    // What the next link can carry: ICMPv6 has a message for it, ICMP a field of an unreachable (RFC 1191).
    case 'packet-too-big':
      return { nextHopMtu: message.mtu };
    case 'destination-unreachable':
      return 'nextHopMtu' in message ? { nextHopMtu: message.nextHopMtu } : {};
    case 'parameter-problem':
      return { pointer: message.pointer };
    case 'redirect':
      return 'gateway' in message ? { gateway: message.gateway } : {};
    default:
      return {};
  }
}

/** A message of either family. */
function icmpOf(transport: Transport): (Transport & { kind: 'icmp' | 'icmpv6' })['message'] | undefined {
  return transport.kind === 'icmp' || transport.kind === 'icmpv6' ? transport.message : undefined;
}

/** The request that an error quotes, if it is about one. */
function quotedRequest(
  bytes: Uint8Array,
): (Pick<AnyEchoAnswer, 'request' | 'identifier'> & { sequence: number; quoted: IpEndpoints }) | undefined {
  const { ip: quoted, transport } = decodeQuotedPacket(bytes);
  const found = transport.kind === 'other' && quoted.version === 4 ? decodeIcmp(quoted.payload) : transport;
  switch (found.kind) {
    case 'echo-request':
    case 'timestamp-request':
    case 'address-mask-request': {
      const { kind, identifier, sequence } = found;
      return { request: requests[kind], identifier, sequence, quoted };
    }
    default:
      return undefined;
  }
}

const requests = {
  'echo-request': 'echo',
  'timestamp-request': 'timestamp',
  'address-mask-request': 'address-mask',
} as const;

function recordedRoute(ip: IpPacket): ReplyDetails {
  if (ip.version !== 4 || ip.options.length === 0) return {};
  const option = decodeIpv4Options(ip.options).find(({ kind }) => kind === 'record-route');
  return option?.kind === 'record-route' ? { route: option.recorded } : {};
}
