import { named } from '../fields/field.js';
import type { ProtocolName } from './layer.js';

/** What a protocol number, or an IPv6 next header, announces (IANA protocol-numbers). */
export function protocolOfNumber(number: number): ProtocolName {
  switch (number) {
    case 0:
      return 'ipv6.hopopts';
    case 1:
      return 'icmp';
    case 4:
      return 'ip';
    case 6:
      return 'tcp';
    case 17:
      return 'udp';
    case 41:
      return 'ipv6';
    case 43:
      return 'ipv6.routing';
    case 44:
      return 'ipv6.fraghdr';
    case 58:
      return 'icmpv6';
    case 60:
      return 'ipv6.dstopts';
    default:
      return 'data';
  }
}

export const showProtocolNumber = named({
  0: 'IPv6 Hop-by-Hop Option',
  1: 'ICMP',
  2: 'IGMP',
  4: 'IPIP',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
  43: 'Routing Header for IPv6',
  44: 'Fragment Header for IPv6',
  47: 'Generic Routing Encapsulation',
  50: 'Encap Security Payload',
  51: 'Authentication Header',
  58: 'ICMPv6',
  59: 'IPv6 No Next Header',
  60: 'Destination Options for IPv6',
  89: 'OSPF IGP',
  132: 'SCTP',
});

/** The same codepoint in both versions of IP (RFC 2474), and the mark of congestion (RFC 3168). */
export const showEcn = named({
  0: 'Not ECN-Capable Transport',
  1: 'ECN-Capable Transport codepoint 01',
  2: 'ECN-Capable Transport codepoint 10',
  3: 'Congestion Experienced',
});
