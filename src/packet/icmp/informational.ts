import { ParseError } from '../../parse-error.js';
import { ipv4Bytes, ipv4Text } from '../address.js';
import { fits, octets, putUint16, putUint32, uint16, uint32, uint8 } from '../octets.js';
import { ICMP_HEADER_LENGTH, blankIcmp, icmpType } from './message.js';

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

export function echoBytes({ kind, identifier, sequence, data }: IcmpEcho): Uint8Array {
  const type = kind === 'echo-request' ? icmpType.echoRequest : icmpType.echoReply;
  const bytes = blankIcmp(type, 0, ICMP_HEADER_LENGTH + data.length);
  putIdentity(bytes, identifier, sequence);
  bytes.set(data, ICMP_HEADER_LENGTH);
  return bytes;
}

export function readEcho(kind: IcmpEcho['kind'], bytes: Uint8Array): IcmpEcho {
  return {
    kind,
    identifier: uint16(bytes, 4),
    sequence: uint16(bytes, 6),
    data: octets(bytes, ICMP_HEADER_LENGTH, bytes.length),
  };
}

/** The four bytes that tell one query of one program from the others. */
export function putIdentity(bytes: Uint8Array, identifier: number, sequence: number): void {
  putUint16(bytes, 4, fits('ICMP identifier', identifier, 0xffff));
  putUint16(bytes, 6, fits('ICMP sequence', sequence, 0xffff));
}

/**
 * What time is it? (RFC 792, page 16.) Times are milliseconds since midnight UT; one with its highest bit set (0x80000000)
 * is in some other unit.
 */
export interface IcmpTimestamp {
  readonly kind: 'timestamp-request' | 'timestamp-reply';
  readonly identifier: number;
  readonly sequence: number;
  /** When the request was sent. */
  readonly originateMs: number;
  /** When the request was received; 0 in the request. */
  readonly receiveMs: number;
  /** When the reply was sent; 0 in the request. */
  readonly transmitMs: number;
}

/** What network am I on? (RFC 792, page 18.) Obsolete: DHCP answers it. */
export interface IcmpInformation {
  readonly kind: 'information-request' | 'information-reply';
  readonly identifier: number;
  readonly sequence: number;
}

/** What is the mask of this network? (RFC 950, appendix I.) Obsolete: DHCP answers it. */
export interface IcmpAddressMask {
  readonly kind: 'address-mask-request' | 'address-mask-reply';
  readonly identifier: number;
  readonly sequence: number;
  /** Such as 255.255.255.0; 0.0.0.0 in the request. */
  readonly mask: string;
}

export function timestampMessageBytes(message: IcmpTimestamp): Uint8Array {
  const request = message.kind === 'timestamp-request';
  const bytes = blankIcmp(request ? icmpType.timestampRequest : icmpType.timestampReply, 0, 20);
  putIdentity(bytes, message.identifier, message.sequence);
  putUint32(bytes, 8, fits('ICMP originate timestamp', message.originateMs, 0xffffffff));
  putUint32(bytes, 12, fits('ICMP receive timestamp', message.receiveMs, 0xffffffff));
  putUint32(bytes, 16, fits('ICMP transmit timestamp', message.transmitMs, 0xffffffff));
  return bytes;
}

export function readTimestampMessage(kind: IcmpTimestamp['kind'], bytes: Uint8Array): IcmpTimestamp {
  return {
    kind,
    identifier: uint16(bytes, 4),
    sequence: uint16(bytes, 6),
    originateMs: uint32(bytes, 8),
    receiveMs: uint32(bytes, 12),
    transmitMs: uint32(bytes, 16),
  };
}

export function informationBytes({ kind, identifier, sequence }: IcmpInformation): Uint8Array {
  const request = kind === 'information-request';
  const type = request ? icmpType.informationRequest : icmpType.informationReply;
  const bytes = blankIcmp(type, 0, ICMP_HEADER_LENGTH);
  putIdentity(bytes, identifier, sequence);
  return bytes;
}

export function readInformation(kind: IcmpInformation['kind'], bytes: Uint8Array): IcmpInformation {
  return { kind, identifier: uint16(bytes, 4), sequence: uint16(bytes, 6) };
}

export function addressMaskBytes({ kind, identifier, sequence, mask }: IcmpAddressMask): Uint8Array {
  const request = kind === 'address-mask-request';
  const bytes = blankIcmp(request ? icmpType.addressMaskRequest : icmpType.addressMaskReply, 0, 12);
  putIdentity(bytes, identifier, sequence);
  bytes.set(ipv4Bytes(mask), 8);
  return bytes;
}

export function readAddressMask(kind: IcmpAddressMask['kind'], bytes: Uint8Array): IcmpAddressMask {
  return { kind, identifier: uint16(bytes, 4), sequence: uint16(bytes, 6), mask: ipv4Text(bytes, 8) };
}

/** 32-bit words of an entry: the address, and how much it is to be preferred. */
const ENTRY_WORDS = 2;

/** A router tells the segment that it is there (RFC 1256). */
export interface IcmpRouterAdvertisement {
  readonly kind: 'router-advertisement';
  /** 0; 16 from a mobility agent that does not route common traffic (RFC 5944). */
  readonly code: number;
  /** How long this may be believed, in seconds. */
  readonly lifetimeSeconds: number;
  /** At most 255. */
  readonly routers: readonly IcmpRouter[];
}

/** An address to send to what is not for the segment. */
export interface IcmpRouter {
  readonly address: string;
  /** The highest is to be taken: from -0x80000000 (never by default) to 0x7fffffff, 0 as a rule. */
  readonly preference: number;
}

/** A host asks the routers to advertise themselves now (RFC 1256). */
export interface IcmpRouterSolicitation {
  readonly kind: 'router-solicitation';
}

export function routerAdvertisementBytes(message: IcmpRouterAdvertisement): Uint8Array {
  const count = fits('ICMP number of routers', message.routers.length, 0xff);
  const length = ICMP_HEADER_LENGTH + 4 * ENTRY_WORDS * count;
  const bytes = blankIcmp(icmpType.routerAdvertisement, message.code, length);
  bytes[4] = count;
  bytes[5] = ENTRY_WORDS;
  putUint16(bytes, 6, fits('ICMP lifetime', message.lifetimeSeconds, 0xffff));
  message.routers.forEach(({ address, preference }, i) => {
    const offset = ICMP_HEADER_LENGTH + 4 * ENTRY_WORDS * i;
    bytes.set(ipv4Bytes(address), offset);
    fits('ICMP router preference + 2^31', preference + 0x80000000, 0xffffffff);
    putUint32(bytes, offset + 4, preference);
  });
  return bytes;
}

/** @throws {@link ParseError} when it says to have more, or shorter, entries than it can have */
export function readRouterAdvertisement(code: number, bytes: Uint8Array): IcmpRouterAdvertisement {
  const words = uint8(bytes, 5);
  if (words < ENTRY_WORDS)
    throw new ParseError(`ICMP router entries of ${words} words, at least 2 expected`, 5);
  const routers = Array.from({ length: uint8(bytes, 4) }, (_, i) => {
    const offset = ICMP_HEADER_LENGTH + 4 * words * i;
    return { address: ipv4Text(bytes, offset), preference: uint32(bytes, offset + 4) | 0 };
  });
  return { kind: 'router-advertisement', code, lifetimeSeconds: uint16(bytes, 6), routers };
}

export function routerSolicitationBytes(): Uint8Array {
  return blankIcmp(icmpType.routerSolicitation, 0, ICMP_HEADER_LENGTH);
}

const TRACEROUTE_LENGTH = 20;

/**
 * What each router would say of a packet that carries the traceroute option (RFC 1393): a traceroute in n packets where
 * the usual one takes 2n. Hardly any router ever did; formally obsolete since RFC 6918.
 */
export interface IcmpTraceroute {
  readonly kind: 'traceroute';
  /** 0 when the packet was forwarded, 1 when it was dropped for want of a route. */
  readonly code: number;
  /** The identifier in the traceroute option. */
  readonly identifier: number;
  /** Routers that the packet had gone through. */
  readonly outboundHops: number;
  /** Routers that the return packet had gone through; 0xffff on the way out. */
  readonly returnHops: number;
  /** Rate of the next link, in bytes per second. */
  readonly bytesPerSecond: number;
  /** MTU of the next link, in bytes. */
  readonly mtu: number;
}

export function tracerouteBytes(message: IcmpTraceroute): Uint8Array {
  const bytes = blankIcmp(icmpType.traceroute, message.code, TRACEROUTE_LENGTH);
  putUint16(bytes, 4, fits('ICMP identifier', message.identifier, 0xffff));
  putUint16(bytes, 8, fits('ICMP outbound hops', message.outboundHops, 0xffff));
  putUint16(bytes, 10, fits('ICMP return hops', message.returnHops, 0xffff));
  putUint32(bytes, 12, fits('ICMP link speed', message.bytesPerSecond, 0xffffffff));
  putUint32(bytes, 16, fits('ICMP link MTU', message.mtu, 0xffffffff));
  return bytes;
}

export function readTraceroute(code: number, bytes: Uint8Array): IcmpTraceroute {
  return {
    kind: 'traceroute',
    code,
    identifier: uint16(bytes, 4),
    outboundHops: uint16(bytes, 8),
    returnHops: uint16(bytes, 10),
    bytesPerSecond: uint32(bytes, 12),
    mtu: uint32(bytes, 16),
  };
}
