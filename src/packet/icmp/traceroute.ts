import { fits } from '../field.js';
import { putUint16, putUint32, uint16, uint32 } from '../octets.js';
import { blankIcmp, icmpType } from './message.js';

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
