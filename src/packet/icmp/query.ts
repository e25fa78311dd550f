import { ipv4Bytes, ipv4Text } from '../address.js';
import { fits } from '../field.js';
import { putUint32, uint16, uint32 } from '../octets.js';
import { putIdentity } from './echo.js';
import { blankIcmp, ICMP_HEADER_LENGTH, icmpType } from './message.js';

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
