import { fits } from '../octets.js';

/** Bytes before the data of an ICMP message. */
export const ICMP_HEADER_LENGTH = 8;

/** Types of ICMP messages (RFC 792, 950, 1256, 1393; IANA icmp-parameters). */
export const icmpType = {
  echoReply: 0,
  destinationUnreachable: 3,
  sourceQuench: 4,
  redirect: 5,
  echoRequest: 8,
  routerAdvertisement: 9,
  routerSolicitation: 10,
  timeExceeded: 11,
  parameterProblem: 12,
  timestampRequest: 13,
  timestampReply: 14,
  informationRequest: 15,
  informationReply: 16,
  addressMaskRequest: 17,
  addressMaskReply: 18,
  traceroute: 30,
} as const;

/** Room for a message, its type and code written, its checksum still zero. */
export function blankIcmp(type: number, code: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes[0] = fits('ICMP type', type, 0xff);
  bytes[1] = fits('ICMP code', code, 0xff);
  return bytes;
}
