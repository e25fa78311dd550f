export { ipv4Bytes, ipv4Text } from './address.js';
export * from './arp.js';
export { internetChecksum, onesComplementSum } from './checksum.js';
export * from './dns.js';
export * from './ethernet.js';
export * from './hex.js';
export * from './icmp.js';
export type { IcmpCodeRegistration, IcmpRegistration, IcmpTypeRegistration } from './icmp-registry.js';
export { describeIcmp, icmpTypes } from './icmp-registry.js';
export type {
  DecodedIcmpv6,
  Icmpv6DestinationUnreachable,
  Icmpv6Error,
  Icmpv6Message,
  Icmpv6NeighbourAdvertisement,
  Icmpv6NeighbourDiscovery,
  Icmpv6NeighbourSolicitation,
  Icmpv6Other,
  Icmpv6PacketTooBig,
  Icmpv6ParameterProblem,
  Icmpv6Redirect,
  Icmpv6RouterAdvertisement,
  Icmpv6RouterSolicitation,
  Icmpv6TimeExceeded,
  NeighbourOption,
  NeighbourPrefix,
} from './icmpv6.js';
export { decodeIcmpv6, encodeIcmpv6, ICMPV6_HEADER_LENGTH, icmpv6Type } from './icmpv6.js';
export * from './icmpv6-registry.js';
export * from './ipv4.js';
export { fragmentIpv4, IPV4_MIN_MTU } from './ipv4-fragment.js';
export * from './ipv4-options.js';
export * from './ipv6.js';
export * from './ipv6-address.js';
export { fragmentIpv6 } from './ipv6-fragment.js';
export * from './mac-address.js';
export type { DecodedPacket, IpPacket, Transport } from './packet.js';
export { decodeIp, decodePacket } from './packet.js';
export type { IpEndpoints } from './pseudo-header.js';
export { pseudoHeaderSum } from './pseudo-header.js';
export * from './quoted-packet.js';
export * from './reassembly.js';
export type { DecodedTcp, TcpFields, TcpFlag, TcpPrefix, TcpSegment } from './tcp.js';
export { decodeTcp, decodeTcpPrefix, encodeTcp, TCP_HEADER_LENGTH } from './tcp.js';
export * from './tcp-options.js';
export type { DecodedUdp, UdpDatagram, UdpPrefix } from './udp.js';
export { decodeUdp, decodeUdpPrefix, encodeUdp, UDP_HEADER_LENGTH } from './udp.js';
