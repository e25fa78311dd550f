import { blankIcmp } from '../icmp/message.js';

/** Bytes before the data of an ICMPv6 message. */
export const ICMPV6_HEADER_LENGTH = 8;

/** Types of ICMPv6 messages (RFC 4443 and 4861; IANA icmpv6-parameters). */
export const icmpv6Type = {
  destinationUnreachable: 1,
  packetTooBig: 2,
  timeExceeded: 3,
  parameterProblem: 4,
  echoRequest: 128,
  echoReply: 129,
  routerSolicitation: 133,
  routerAdvertisement: 134,
  neighbourSolicitation: 135,
  neighbourAdvertisement: 136,
  redirect: 137,
} as const;

/** Room for a message that begins as all do: type, code, and a checksum still zero. */
export const blankIcmpv6 = blankIcmp;
